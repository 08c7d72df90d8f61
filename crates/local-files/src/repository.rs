//! The root of the git repository around a folder.
//!
//! It is found as git 2.47 does (`setup.c`, `setup_git_directory_gently_1`), without running git:
//! going up to the first folder whose `.git` is a repository, or a file that leads to one, but not
//! beyond the file system where the search began. A `.git` folder that is not a repository is
//! skipped. The owners of the folder and of the repository must be trusted (`safe.directory`,
//! `ensure_valid_ownership`), or there is no root.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::file::LocalFile;

/// Whose repositories count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustedOwners {
    /// Those that belong to the user that the process runs as.
    Users,
    /// Those, and those that belong to the owner of the folder in which the search begins.
    UsersOrFolders,
}

/// The root of the repository around a folder, whose path must have no links; maybe the folder
/// itself.
#[must_use]
pub fn repository_root(folder: &Path, whose: TrustedOwners) -> Option<&Path> {
    let start = fs::metadata(folder).ok()?;
    let trusted = trusted(&start, whose);
    root(folder, &start, &trusted)
}

fn root<'a>(folder: &'a Path, start: &Metadata, trusted: &[u32]) -> Option<&'a Path> {
    for above in folder.ancestors() {
        let found = fs::metadata(above).ok()?;
        if !is_same_file_system(start, &found) {
            return None;
        }
        match DotGit::in_folder(above) {
            DotGit::Absent => {}
            DotGit::Broken => return None,
            DotGit::Of(repository) => {
                let parts = [above, &above.join(".git"), &repository];
                let is_ours = parts.iter().all(|part| is_owned(part, trusted));
                return is_ours.then_some(above);
            }
        }
    }
    None
}

/// What `.git` in a folder is.
enum DotGit {
    /// Nothing, or nothing that git made.
    Absent,
    /// A file that leads to no repository.
    Broken,
    /// A repository, here or elsewhere.
    Of(PathBuf),
}

impl DotGit {
    fn in_folder(folder: &Path) -> Self {
        let path = folder.join(".git");
        let Ok(found) = fs::metadata(&path) else {
            return Self::Absent;
        };
        if found.is_dir() {
            let has = |name| path.join(name).is_dir();
            let is_whole = has_head(&path) && has("objects") && has("refs");
            return if is_whole {
                Self::Of(path)
            } else {
                Self::Absent
            };
        }
        if !found.is_file() {
            return Self::Absent;
        }
        let text = LocalFile::open(&path).and_then(|file| file.read(1));
        let text = text.map(|text| String::from_utf8_lossy(&text).into_owned());
        let text = text.unwrap_or_default();
        let Some(target) = text.trim_end_matches(['\n', '\r']).strip_prefix("gitdir: ") else {
            return Self::Broken;
        };
        let target = folder.join(target);
        // The repository of a work tree keeps its objects elsewhere.
        if has_head(&target) {
            Self::Of(target)
        } else {
            Self::Broken
        }
    }
}

/// `HEAD` may be a link to a branch that does not exist yet.
fn has_head(repository: &Path) -> bool {
    repository.join("HEAD").symlink_metadata().is_ok()
}

#[cfg(unix)]
fn trusted(start: &Metadata, whose: TrustedOwners) -> Vec<u32> {
    use std::os::unix::fs::MetadataExt as _;

    let mut trusted = vec![crate::owner::user()];
    if whose == TrustedOwners::UsersOrFolders {
        trusted.push(start.uid());
    }
    trusted
}

#[cfg(unix)]
fn is_owned(path: &Path, trusted: &[u32]) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    path.symlink_metadata()
        .is_ok_and(|found| trusted.contains(&found.uid()))
}

#[cfg(unix)]
fn is_same_file_system(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    one.dev() == other.dev()
}

#[cfg(not(unix))]
fn trusted(_: &Metadata, _: TrustedOwners) -> Vec<u32> {
    Vec::new()
}

#[cfg(not(unix))]
fn is_owned(_: &Path, _: &[u32]) -> bool {
    true
}

#[cfg(not(unix))]
fn is_same_file_system(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make_repository(path: &Path) {
        for folder in ["objects", "refs"] {
            fs::create_dir_all(path.join(folder)).unwrap();
        }
        fs::write(path.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    }

    #[test]
    fn the_first_repository_upwards_counts() {
        let temporary = tempfile::tempdir().unwrap();
        let top = temporary.path();
        let module = top.join("inner/module");
        fs::create_dir_all(&module).unwrap();
        let found = || repository_root(&module, TrustedOwners::Users);
        assert_eq!(found(), None);
        make_repository(&top.join(".git"));
        assert_eq!(found(), Some(top));
        make_repository(&top.join("inner/.git"));
        assert_eq!(found(), Some(&*top.join("inner")));
        make_repository(&module.join(".git"));
        assert_eq!(found(), Some(&*module));
    }

    #[test]
    fn what_git_has_not_made_is_no_repository() {
        let temporary = tempfile::tempdir().unwrap();
        let top = temporary.path();
        let module = top.join("module");
        fs::create_dir_all(module.join(".git/objects")).unwrap();
        let found = || repository_root(&module, TrustedOwners::Users);
        assert_eq!(found(), None);
        make_repository(&top.join(".git"));
        assert_eq!(found(), Some(top));
        fs::remove_dir_all(module.join(".git")).unwrap();
        for text in ["", "gitdir: ", "gitdir: ../nowhere", "../elsewhere"] {
            fs::write(module.join(".git"), text).unwrap();
            assert_eq!(found(), None, "{text}");
        }
        fs::create_dir(top.join("elsewhere")).unwrap();
        fs::write(top.join("elsewhere/HEAD"), "").unwrap();
        fs::write(module.join(".git"), "gitdir: ../elsewhere\n").unwrap();
        assert_eq!(found(), Some(&*module));
    }

    #[cfg(unix)]
    #[test]
    fn a_strangers_repository_ends_the_search() {
        let temporary = tempfile::tempdir().unwrap();
        let top = temporary.path();
        let module = top.join("module");
        fs::create_dir_all(&module).unwrap();
        make_repository(&top.join(".git"));
        let start = fs::metadata(&module).unwrap();
        let me = crate::owner::user();
        assert_eq!(root(&module, &start, &[me]), Some(top));
        assert_eq!(root(&module, &start, &[me + 1]), None);
        assert_eq!(trusted(&start, TrustedOwners::UsersOrFolders), [me, me]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_search_ends_with_the_file_system() {
        let start = fs::metadata("/proc/self").unwrap();
        let other = fs::metadata("/").unwrap();
        assert!(!is_same_file_system(&start, &other));
        assert!(is_same_file_system(&start, &start));
    }
}
