//! Secrets as the secret service keeps them: by name and place, with a value that goes in and never
//! comes out.
//!
//! * [`id`]: the name and the place;
//! * [`kind`]: what a secret is for;
//! * [`value`]: what goes in, by its size alone;
//! * [`metadata`]: what the service says about one.

pub(crate) mod id;
pub(crate) mod kind;
pub(crate) mod metadata;
pub(crate) mod value;
