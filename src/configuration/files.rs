//! Files that settings name: a secret, certificates, a key.

use local_files::LocalFile;
use terraform_framework::Diagnostic;

use crate::configuration::origins::Origins;
use crate::configuration::source::{Source, blame};

/// The largest file that is read, in MiB: bundles of authorities have some hundred kilobytes.
const LARGEST: u32 = 4;

/// Reads the file that a setting names.
pub(super) fn read(
    name: &'static str,
    path: &str,
    source: &Source,
    origins: &Origins<'_>,
) -> Result<Vec<u8>, Diagnostic> {
    if path.is_empty() {
        return Err(blame(
            name,
            Some(source),
            format!("{name} must name a file"),
            "It is empty. Leave it out, or set it to `null`, where there is none.",
        ));
    }
    let named = named(path, origins);
    let path = origins.path(path);
    let content = LocalFile::open(&path).and_then(|file| file.read(LARGEST));
    content.map_err(|error| {
        blame(
            name,
            Some(source),
            format!("The file of {name} cannot be read"),
            format!(
                "{}: {error}.\n\nA relative path starts in the folder in which Terraform runs; \
                 `${{path.module}}/...` starts in the module's.",
                named
            ),
        )
    })
}

/// A file, for a message. What is not a path but the content that belongs in the file, a key or a
/// token, is not shown: the two kinds of settings are easily confused.
pub(super) fn named(path: &str, origins: &Origins<'_>) -> String {
    let allowed = |it: char| it.is_alphanumeric() || "/\\:._-~ ".contains(it);
    let is_path = path.len() <= 255 && path.chars().all(allowed) && path.contains(['/', '.', '\\']);
    match is_path {
        true => format!("`{}`", origins.path(path).display()),
        false => "The file that it names, which is not shown as it may be a secret".to_owned(),
    }
}
