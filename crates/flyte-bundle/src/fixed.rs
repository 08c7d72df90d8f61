//! The fixed list of what is not code: the SDK's, and what Terraform keeps next to a configuration.
//!
//! flyte SDK 2.12.1, `STANDARD_IGNORE_PATTERNS`, has 27 patterns for Python's `fnmatch`, compared
//! with the whole path from the top of the folder. There `*` crosses `/`, so `*.log` is meant at any
//! depth; a name without `*` is meant at the top alone, unless the list has it with `**/` as well.
//! What that comes to is written here. `.cache/*` needs no line: `.cache` is not entered. Besides
//! the list, no folder called `.git` is entered at any depth (`EXCLUDE_DIRS`).
//!
//! States and variables of Terraform have secrets in them, and a state changes with every apply, so
//! that a bundle with its own state in it would never come to rest.

/// At any depth, what ends like this.
const ENDINGS: [&[u8]; 5] = [b".pyc", b".log", b".egg-info", b".egg", b".whl"];

/// At any depth, what is called so.
const NAMES: [&[u8]; 6] = [
    b"__pycache__",
    b".ruff_cache",
    b".mypy_cache",
    b".pytest_cache",
    b".venv",
    b".idea",
];

/// What Terraform keeps, at any depth: its folder, states, their backups and locks, and variables.
const TERRAFORM: &[u8] = b".terraform";
const STATE: &[u8] = b".tfstate";
const VARIABLES: [&[u8]; 2] = [b".tfvars", b".tfvars.json"];

/// At the top, what is called so.
const AT_THE_TOP: [&[u8]; 7] = [
    b".git", b".cache", b"venv", b"env", b".env", b"dist", b"build",
];

/// Whether the list names this path in the folder.
pub(crate) fn names(path: &[u8], is_folder: bool) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || NAMES.contains(&name)
        || name == TERRAFORM
        || name.windows(STATE.len()).any(|part| part == STATE)
        || VARIABLES.iter().any(|ending| name.ends_with(ending))
        || AT_THE_TOP.contains(&path)
        || (is_folder && name == b".git")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_matters_as_in_the_sdk() {
        let file = |path: &str| names(path.as_bytes(), false);
        for named in [
            "a.pyc",
            "a/b.log",
            ".pyc",
            ".env",
            "build",
            "a/.venv",
            "a/x.egg-info",
            "a/.terraform",
            "terraform.tfstate",
            "terraform.tfstate.1700000000.backup",
            ".terraform.tfstate.lock.info",
            "a/prod.auto.tfvars",
            "prod.tfvars.json",
        ] {
            assert!(file(named), "{named}");
        }
        for other in [
            "a/.env", "a/build", "a/.cache", "envs", "a/.git", "pyc", "a.py", "log", "main.tf",
        ] {
            assert!(!file(other), "{other}");
        }
        assert!(names(b"a/.git", true));
        assert!(names(b".git", false));
    }
}
