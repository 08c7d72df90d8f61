//! What the fuzz targets share.
//!
//! * [`draw`] makes choices out of the bytes of an input;
//! * [`server`] gives the answers of an input to a client.

pub mod draw;
pub mod server;
