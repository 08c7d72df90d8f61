//! The folders above a folder that belong to the same repository of git.
//!
//! git is not asked, and neither is a repository of somebody who owns neither the process nor the
//! folder: whoever can write into a folder above could choose what is bundled.

use std::path::Path;

use local_files::{TrustedOwners, repository_root};

/// Where Terraform puts the modules that it downloads. What is around them is not their own.
const DOWNLOADED: &str = ".terraform";

/// From the root of the repository down to the folder's own parent. None if the folder is in no
/// repository, or is the root itself.
pub(crate) fn folders_above(folder: &Path) -> Vec<&Path> {
    let Some(root) = repository_root(folder, TrustedOwners::UsersOrFolders) else {
        return Vec::new();
    };
    let inside = folder.strip_prefix(root).unwrap_or(folder);
    if inside.iter().any(|name| name == DOWNLOADED) {
        return Vec::new();
    }
    let mut above: Vec<_> = folder.ancestors().skip(1).collect();
    above.retain(|folder| folder.starts_with(root));
    above.reverse();
    above
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_repository_ends_the_search_and_so_does_a_downloaded_module() {
        let temporary = tempfile::tempdir().unwrap();
        let top = temporary.path();
        let module = top.join("app/.terraform/modules/m/src");
        fs::create_dir_all(&module).unwrap();
        let source = top.join("app/code/src");
        fs::create_dir_all(&source).unwrap();
        assert!(folders_above(&source).is_empty());
        for part in [".git/objects", ".git/refs"] {
            fs::create_dir_all(top.join(part)).unwrap();
        }
        fs::write(top.join(".git/HEAD"), "").unwrap();
        assert_eq!(
            folders_above(&source),
            [top, &top.join("app"), &top.join("app/code")]
        );
        assert!(folders_above(top).is_empty());
        assert!(folders_above(&module).is_empty());
        let place = top.join(".git");
        let text = format!("gitdir: {}", place.display());
        fs::write(module.parent().unwrap().join(".git"), text).unwrap();
        assert_eq!(folders_above(&module), [module.parent().unwrap()]);
    }
}
