//! Files that settings name: a secret, certificates, a key.

use std::fs::File;
use std::io::{self, Read};

use terraform_framework::Diagnostic;

use crate::configuration::origins::Origins;
use crate::configuration::source::{Source, blame};

/// The largest file that is read: bundles of authorities have some hundred kilobytes.
const LARGEST: u64 = 4 << 20;

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
    let path = origins.path(path);
    let content = File::open(&path).and_then(|file| {
        let mut content = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut content)?;
        if content.len() as u64 > LARGEST {
            return Err(io::Error::other("it is larger than 4 MiB"));
        }
        Ok(content)
    });
    content.map_err(|error| {
        blame(
            name,
            Some(source),
            format!("The file of {name} cannot be read"),
            format!(
                "`{}`: {error}.\n\nA relative path starts in the folder in which Terraform runs; \
                 `${{path.module}}/...` starts in the module's.",
                path.display()
            ),
        )
    })
}
