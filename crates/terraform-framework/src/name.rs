//! Names of attributes, and keys of maps.

use smol_str::SmolStr;

/// The name of an attribute, or the key of a map: short ones take no memory of their own.
pub type Name = SmolStr;
