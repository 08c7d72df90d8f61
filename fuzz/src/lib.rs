//! What the fuzz targets share.
//!
//! * [`draw`] makes choices out of the bytes of an input.

pub mod draw;
