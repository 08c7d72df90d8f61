//! A bundle: what of a folder is code, its hash, and its archive.
//!
//! A [`Source`] says which files: a folder, and what to add to it and to leave out. `hash` reads
//! them, so that a plan can tell whether code changed; [`pack`] makes the archive that a container
//! unpacks. Equal hashes mean equal bytes, on every machine.
//!
//! # Which files
//!
//! As the Flyte SDK takes them with `copy_style="all"` (flyte SDK 2.12.1, `list_all_files`): every
//! file but what one of these leaves out:
//!
//! 1. The SDK's fixed list: `.git`, caches of Python, virtual environments, and at the top of the
//!    folder `build`, `dist`, `env`, `.env` and a few more.
//! 2. Files called `.gitignore`, by git's rules: those of the folder, of folders in it, and of those
//!    above up to the root of the repository.
//! 3. Files called `.flyteignore`, likewise. They have the last word over every `.gitignore`, also
//!    with `!`.
//! 4. [`Source::exclude`], patterns like lines of a `.gitignore`. They win over everything.
//!
//! [`Source::include`] adds files, folders and globs that 1 to 3 leave out. In a folder that it
//! adds, the fixed list still holds for what is in there, as in the SDK: no cache gets in by that.
//!
//! Where this differs from the SDK, on purpose:
//!
//! * **git is never run**, and its index, `.git/info/exclude` and the user's own rules are not read.
//!   A file that a rule names is left out even if it is tracked, which the SDK would pack. So the
//!   same files give the same bundle, with git on a machine or without.
//! * What Terraform keeps next to a configuration is never packed: `.terraform`, states, variables.
//! * A `.gitignore` in a sub-folder holds for that folder; the SDK takes it for the whole tree.
//! * Rules outside the folder count only for what they say of paths in the folder. That the folder
//!   as a whole is ignored empties no bundle. The search for the repository ends at a folder
//!   called `.terraform`: what is around a downloaded module is not its own.
//! * `include` overrides `.gitignore` and `.flyteignore` for folders and globs, too; and `**` in it
//!   stands for folders at any depth.
//! * Links to folders and links that lead out of the folder are refused, as are FIFOs and devices.
//!   A link to a folder counts as a folder for rules, so that `data/` leaves it out.
//!
//! Links to files in the folder are packed as the file's content. Broken links, sockets and empty
//! folders are left out silently. Names are compared as bytes, on every system.
//!
//! # Code map, from what uses to what is used
//!
//! | modules | what they hold |
//! |---|---|
//! | `bundle` | `hash`, [`pack`] and [`smallest`] |
//! | `archive`, `content`, `hash` | tar and gzip; a file while it is read; what is hashed |
//! | `source` | [`Source`], and its files |
//! | `ignored`, `repository` | what rules leave out, and above the folder, too |
//! | `included` | what a pattern of `include` names |
//! | `tree`, `entry`, `files` | the way through folders; what one finds there; what was taken |
//! | `rules`, `glob`, `fixed` | lines of a `.gitignore`; wild cards; the SDK's list |
//! | `error`, `limits`, `stop` | what can go wrong; how much there may be; whether to go on |
//!
//! # What it must not know
//!
//! Terraform, HTTP and Flyte's messages. The caller resolves paths and runs it where blocking is
//! fine.
//!
//! # Invariants
//!
//! * Equal `Hash`es mean equal archives, byte for byte. Whoever changes the bytes raises the
//!   format number in `hash`.
//! * Hash and bytes depend on the names, content and executable bit of the files that are packed,
//!   and on nothing else.
//! * Every file is opened once, and hashed as it is packed.
//! * Nothing endless is followed: no link to a folder, no FIFO, no device. Files, their content and
//!   the archive have limits.

mod archive;
mod bundle;
mod content;
mod entry;
mod error;
mod files;
mod fixed;
mod glob;
mod hash;
mod ignored;
mod included;
mod limits;
mod repository;
mod rules;
mod source;
mod stop;
mod tree;

pub use crate::bundle::{Packed, hash, pack, smallest};
pub use crate::error::{BundleError, Fault, LeftOut, Setting};
pub use crate::hash::Hash;
pub use crate::limits::{MOST_ARCHIVE, MOST_CONTENT, MOST_FILES};
pub use crate::source::{Source, check_exclude, check_include};
