//! The examples of a subject: files in `examples/`, by names that the registry's tools use too.
//!
//! `ONE.tf` (`resource.tf`, `function.tf`, ...) or `ONE.tfquery.hcl` is the main one, `import.sh`,
//! `import.tf` and `import-by-identity.tf` show how a resource is imported, and what else there
//! is follows the main one.

use terraform_framework::IdentitySchema;
use test_support::feature::Feature;

use crate::project;
use crate::subjects::Subject;

const COMMAND: &str = "import.sh";
const BY_ID: &str = "import.tf";
const BY_IDENTITY: &str = "import-by-identity.tf";

/// The examples of how to use it, as blocks of code.
pub(crate) fn usage(subject: &Subject) -> String {
    let mut files = files(subject);
    files.retain(|file| ![COMMAND, BY_ID, BY_IDENTITY].contains(&file.as_str()));
    let main = subject.kind.as_ref().map_or("provider", |kind| kind.one);
    files.sort_by_key(|file| file.split('.').next() != Some(main));
    assert!(
        files
            .first()
            .is_some_and(|file| file.split('.').next() == Some(main)),
        "examples/{} has no file `{main}.tf`: a page needs an example",
        subject.examples()
    );
    let blocks = files.iter().map(|file| code(&path(subject, file)));
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// How it is imported, each way with the versions that have it.
pub(crate) fn import(subject: &Subject) -> String {
    let versions = Feature::Identity.versions();
    let command = "https://developer.hashicorp.com/terraform/cli/commands/import";
    let ways = [
        (BY_ID, "With an `import` block and the id:".to_owned()),
        (
            COMMAND,
            format!("With the command [`terraform import`]({command}):"),
        ),
        (
            BY_IDENTITY,
            format!("With an `import` block and the identity ({versions}):"),
        ),
    ];
    let files = files(subject);
    let ways = ways
        .iter()
        .filter(|(file, _)| files.iter().any(|it| it == file));
    let ways = ways.map(|(file, text)| format!("{text}\n\n{}", code(&path(subject, file))));
    let identity = subject.identity.as_ref().map(identity);
    ways.chain(identity).collect::<Vec<_>>().join("\n\n")
}

/// The attributes of the identity.
fn identity(schema: &IdentitySchema) -> String {
    let mut text = "### Identity Schema".to_owned();
    for (heading, required) in [("Required", true), ("Optional", false)] {
        let attributes = schema.attributes.iter();
        let listed: Vec<_> = attributes
            .filter(|(_, attribute)| attribute.required_for_import == required)
            .map(|(name, it)| format!("- `{name}` ({}) {}", it.r#type, it.description))
            .collect();
        if !listed.is_empty() {
            text.push_str(&format!("\n\n#### {heading}\n\n{}", listed.join("\n")));
        }
    }
    text
}

/// A file of `examples/` as a block of code.
pub(crate) fn code(file: &str) -> String {
    let language = match file.rsplit('.').next() {
        Some("tf" | "hcl") => "terraform",
        Some("sh") => "shell",
        _ => panic!("examples/{file}: neither Terraform nor shell"),
    };
    let text = project::read(format!("examples/{file}"));
    format!("```{language}\n{}\n```", text.trim_end())
}

fn path(subject: &Subject, file: &str) -> String {
    format!("{}/{file}", subject.examples())
}

fn files(subject: &Subject) -> Vec<String> {
    let folder = format!("examples/{}", subject.examples());
    let mut files = Vec::new();
    for extension in ["tf", "hcl", "sh"] {
        for file in project::files(&folder, extension) {
            files.push(file.rsplit('/').next().unwrap_or_default().to_owned());
        }
    }
    files
}
