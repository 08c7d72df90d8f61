//! Whether others could replace what the user puts into a folder.

use std::path::Path;
use std::{fs, io};

use crate::owner::{self, DistrustReason};

/// Why somebody else could replace what the user puts into this folder; `None` if nobody could.
/// Either the folder, or one above it, belongs to another user, or others may write to it and
/// remove files that are not theirs (it has no sticky bit). The system's administrator is trusted.
/// This is checked on Unix only.
///
/// # Errors
/// If the metadata of a folder cannot be read.
pub fn folder_distrust(folder: &Path) -> io::Result<Option<DistrustReason>> {
    for folder in fs::canonicalize(folder)?.ancestors() {
        let distrust = owner::folder_distrust(&fs::metadata(folder)?);
        if distrust.is_some() {
            return Ok(distrust);
        }
    }
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_folder_in_which_others_may_rename_is_nobodys_own() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let with = |mode| {
            fs::set_permissions(outer.path(), fs::Permissions::from_mode(mode)).unwrap();
            folder_distrust(&inner).unwrap()
        };
        assert_eq!(with(0o755), None);
        // Like `/tmp`.
        assert_eq!(with(0o1777), None);
        assert_eq!(with(0o777), Some(DistrustReason::Writable));
        assert_eq!(with(0o775), Some(DistrustReason::Writable));
        with(0o700);
        assert!(folder_distrust(&outer.path().join("absent")).is_err());
    }
}
