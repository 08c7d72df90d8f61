//! Who owns a file.

use std::fmt;
use std::fs::Metadata;

/// Why a file is not the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistrustReason {
    /// Another user owns it.
    Owner,
    /// The user owns it, and its group or everybody may write to it.
    Writable,
}

/// A clause that follows "it".
impl fmt::Display for DistrustReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "belongs to another user",
            Self::Writable => "can be written by others than its owner",
        })
    }
}

/// Why a file is not the own file of the user that the process runs as; `None` if it is.
#[cfg(unix)]
pub(crate) fn distrust(file: &Metadata) -> Option<DistrustReason> {
    distrust_of(file, user())
}

#[cfg(not(unix))]
pub(crate) fn distrust(_: &Metadata) -> Option<DistrustReason> {
    None
}

/// Why others could replace the content of this folder; `None` if they could not.
#[cfg(unix)]
pub(crate) fn folder_distrust(folder: &Metadata) -> Option<DistrustReason> {
    use std::os::unix::fs::MetadataExt as _;

    const STICKY: u32 = 0o1000;
    if ![user(), 0].contains(&folder.uid()) {
        return Some(DistrustReason::Owner);
    }
    let is_shared = folder.mode() & 0o022 != 0 && folder.mode() & STICKY == 0;
    is_shared.then_some(DistrustReason::Writable)
}

#[cfg(not(unix))]
pub(crate) fn folder_distrust(_: &Metadata) -> Option<DistrustReason> {
    None
}

/// The user that the process runs as.
#[cfg(unix)]
pub(crate) fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn distrust_of(file: &Metadata, user: u32) -> Option<DistrustReason> {
    use std::os::unix::fs::MetadataExt as _;

    if file.uid() != user {
        Some(DistrustReason::Owner)
    } else if file.mode() & 0o022 != 0 {
        Some(DistrustReason::Writable)
    } else {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_what_the_user_alone_can_write_is_the_users_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it");
        fs::write(&path, "").unwrap();
        let of = |mode, user| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            distrust_of(&fs::metadata(&path).unwrap(), user)
        };
        assert_eq!(of(0o644, user()), None);
        assert_eq!(of(0o600, user()), None);
        assert_eq!(of(0o664, user()), Some(DistrustReason::Writable));
        assert_eq!(of(0o646, user()), Some(DistrustReason::Writable));
        assert_eq!(of(0o600, user() + 1), Some(DistrustReason::Owner));
    }
}
