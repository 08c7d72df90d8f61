//! The folders above a folder that belong to the same repository of git.
//!
//! git is not asked: a repository's root is a folder that has `.git`, be it a folder or, in a work
//! tree or a submodule, a file.

use std::path::Path;

/// Where Terraform puts the modules that it downloads. What is around them is not their own.
const DOWNLOADED: &str = ".terraform";

/// From the root of the repository down to the folder's own parent. None if the folder is in no
/// repository, or is the root itself.
pub(crate) fn folders_above(folder: &Path) -> Vec<&Path> {
    let mut above: Vec<_> = folder
        .ancestors()
        .take_while(|folder| folder.file_name().is_none_or(|name| name != DOWNLOADED))
        .collect();
    let is_root = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    let Some(root) = above.iter().position(is_root) else {
        return Vec::new();
    };
    above.truncate(root + 1);
    above.remove(0);
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
        assert!(folders_above(&source).is_empty());
        fs::create_dir(top.join(".git")).unwrap();
        assert_eq!(
            folders_above(&source),
            [top, &top.join("app"), &top.join("app/code")]
        );
        assert!(folders_above(top).is_empty());
        assert!(folders_above(&module).is_empty());
        fs::write(module.parent().unwrap().join(".git"), "gitdir: x").unwrap();
        assert_eq!(folders_above(&module), [module.parent().unwrap()]);
    }
}
