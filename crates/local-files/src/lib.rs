//! Files on this machine that somebody else may have put there: how to open one without being
//! blocked by it, who owns it, and which folder is the root of a repository that the user trusts.
//!
//! Begin reading with [`LocalFile`].
//!
//! # What it must not know
//!
//! What a file is for. It says who owns a file, and its callers decide whether that is good enough.
//!
//! # Rules
//!
//! * Only a regular file is opened, and opening it does not wait for anybody.
//! * No more of a file is read than the caller allows.
//! * On Windows every file counts as the user's: owners and modes are not checked.

mod file;
mod folder;
mod owner;
mod repository;

pub use crate::file::LocalFile;
pub use crate::folder::folder_distrust;
pub use crate::owner::DistrustReason;
pub use crate::repository::{TrustedOwners, repository_root};
