//! Files of this machine that somebody else may have put there: how to open one so that it cannot
//! hold the process, whose it is, and which folder is the root of a repository of the user's.
//!
//! Begin reading with [`LocalFile`].
//!
//! # What it must not know
//!
//! What a file is for. It says whose a file is, and its callers say whether that is good enough.
//!
//! # Rules
//!
//! * Only what is a file is opened, and opening it does not wait for anybody.
//! * No more of a file is read than the caller wants to have.
//! * On Windows everything belongs to the user: owners and modes are not asked for there.

mod file;
mod folder;
mod owner;
mod repository;

pub use crate::file::LocalFile;
pub use crate::folder::folder_distrust;
pub use crate::owner::DistrustReason;
pub use crate::repository::{TrustedOwners, repository_root};
