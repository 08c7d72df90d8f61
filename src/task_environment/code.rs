//! The attribute `code`: the code of the tasks, where it is not in the image.
//!
//! It is either a folder, which the provider packs and uploads as the Flyte SDK does, or the URI of
//! a bundle that Flyte has already. `code_hash` identifies the bundle: for a folder it is computed
//! while planning, and only the hash of the files is kept.

use flyte_bundle::{BundleError, Source, check_exclude, check_include};
use flyte_domain::{CodeBundle, Received, Violation};
use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Field, Nesting, Path, Stability, Type, Usage};

use crate::literal::known;
use crate::reader::{Read, Reader};

/// Where the code is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CodeObject {
    pub source_dir: Field<String>,
    pub include: Field<Vec<Field<String>>>,
    pub exclude: Field<Vec<Field<String>>>,
    pub destination: Field<String>,
    pub uri: Field<String>,
}

pub(super) fn attribute() -> Attribute {
    let patterns = || Attribute::optional(Type::list(Type::String));
    let object = Block::default()
        .attribute(
            "source_dir",
            Attribute::optional(Type::String).description(
                "Folder to pack, such as `\"${path.module}/src\"`. What `.gitignore` and \
                 `.flyteignore` name stays out, and so does what the Flyte SDK always leaves out: \
                 caches, virtual environments, `.git` and the like. It is read while planning, \
                 and uploaded by the apply, when Flyte does not have it yet.",
            ),
        )
        .attribute(
            "include",
            patterns().description(
                "Files, folders or patterns such as `\"data/*.json\"`, relative to `source_dir`, \
                 that are packed even where something above leaves them out.",
            ),
        )
        .attribute(
            "exclude",
            patterns().description(
                "Further patterns, as in `.gitignore`, of what is not packed. They win over \
                 `include`.",
            ),
        )
        .attribute(
            "destination",
            Attribute::optional(Type::String).description(
                "Folder that the bundle is unpacked into, relative to where the container starts. \
                 Default `.`, where it starts. Python imports modules from there.",
            ),
        )
        .attribute(
            "uri",
            Attribute::optional(Type::String).description(
                "Instead of `source_dir`: a bundle that Flyte has already, such as one that CI \
                 or `flyte deploy` uploaded, or the absolute path of one in the image.",
            ),
        );
    Attribute::nested(Nesting::Single, object, Usage::Optional).description(
        "Code of the tasks that is not in the image: a code bundle, which containers fetch and \
         unpack before they run a task. Without it, the code must be in the image, installed or \
         in the folder where the container starts.",
    )
}

pub(super) fn hash() -> Attribute {
    Attribute::computed(Type::String)
        .stability(Stability::Fixed)
        .description(
            "What identifies the code bundle; known while planning. A different one makes a \
             different warm pool, since a pool holds one bundle only. Null where the code is in \
             the image. A reusable environment with Python tasks and without `code` has an empty \
             bundle, since warm containers run no task without one.",
        )
}

/// The path of the attribute.
pub(super) fn path() -> Path {
    Path::root().attribute("code")
}

impl CodeObject {
    /// The bundle, once all of it is known. For a folder whose hash is not known, as in a
    /// configuration, there is none yet.
    pub(super) fn check(
        &self,
        hash: &Field<String>,
        mut reader: Reader<'_>,
    ) -> Option<Option<CodeBundle>> {
        self.refuse_contradictions(&mut reader);
        let include = reader.list("include", &self.include);
        let exclude = reader.list("exclude", &self.exclude);
        refuse_patterns(&mut reader, "include", &include, check_include);
        refuse_patterns(&mut reader, "exclude", &exclude, check_exclude);
        let source_dir = reader.setting("source_dir", &self.source_dir, |folder| {
            not_empty("source_dir", folder)
        });
        let uri = reader.setting("uri", &self.uri, |uri| CodeBundle::at(uri));
        let destination = reader.setting("destination", &self.destination, |destination| {
            CodeBundle::of_files("").unpacked_into(destination)?;
            Ok(destination.clone())
        });
        let bundle = match (uri?, source_dir?) {
            (Some(bundle), None) => Some(bundle),
            (None, Some(_)) => {
                include?;
                exclude?;
                known(hash)?.map(|hash| CodeBundle::of_files(hash))
            }
            _ => return None,
        };
        match (bundle, destination?) {
            (Some(bundle), Some(destination)) => bundle.unpacked_into(&destination).ok().map(Some),
            (bundle, _) => Some(bundle),
        }
    }

    fn refuse_contradictions(&self, reader: &mut Reader<'_>) {
        let is_set = |field: &Field<String>| !field.is_null();
        if is_set(&self.source_dir) && is_set(&self.uri) {
            let rule = "code must not have both source_dir and uri";
            reader.refuse(
                "uri",
                &violation(rule, Received::nothing(), "Remove one of them."),
            );
        } else if !is_set(&self.source_dir) && !is_set(&self.uri) {
            let rule = "code needs source_dir or uri";
            let hint = "Set `source_dir` to a folder to pack, or `uri` to that of a bundle.";
            reader.refuse("source_dir", &violation(rule, Received::nothing(), hint));
        }
        for (name, patterns) in [("include", &self.include), ("exclude", &self.exclude)] {
            if !patterns.is_null() && is_set(&self.uri) && !is_set(&self.source_dir) {
                let rule = format!("{name} is for a folder, not for a bundle");
                let hint = "Remove it, or set `source_dir` instead of `uri`.";
                reader.refuse(name, &violation(rule, Received::nothing(), hint));
            }
        }
    }

    /// The folder to pack: `None` while it is unknown, `Some(None)` if there is none.
    pub(super) fn source(&self) -> Option<Option<Source>> {
        let Some(folder) = known(&self.source_dir)? else {
            return Some(None);
        };
        Some(Some(Source {
            folder: folder.into(),
            include: patterns(&self.include)?,
            exclude: patterns(&self.exclude)?,
        }))
    }

    /// A bundle in a configuration that knows no folder for it.
    pub(super) fn at(bundle: &CodeBundle) -> Self {
        let destination = bundle.destination().to_owned();
        Self {
            uri: bundle.uri().map(str::to_owned).into(),
            destination: (!bundle.is_unpacked_at_the_start())
                .then_some(destination)
                .into(),
            ..Self::default()
        }
    }
}

/// Returns whether a bundle is the one for environments without code of their own.
pub(super) fn is_smallest(code: &CodeBundle) -> bool {
    code.is_unpacked_at_the_start() && code.hash() == flyte_bundle::smallest().hash.as_str()
}

fn patterns(field: &Field<Vec<Field<String>>>) -> Option<Vec<String>> {
    let patterns = known(field)?.into_iter().flatten();
    patterns
        .map(|pattern| pattern.as_known().cloned())
        .collect()
}

/// Refuses patterns that are invalid in any folder.
fn refuse_patterns(
    reader: &mut Reader<'_>,
    name: &str,
    patterns: &Read<Vec<String>>,
    check: fn(usize, &str) -> Result<(), BundleError>,
) {
    let patterns = patterns.iter().flatten().flatten();
    for (index, pattern) in patterns.enumerate() {
        if let Err(error) = check(index, pattern) {
            reader.refuse(
                name,
                &violation(error.to_string(), Received::nothing(), &error.hint()),
            );
        }
    }
}

fn not_empty(name: &str, text: &str) -> Result<(), Violation> {
    if text.is_empty() {
        let rule = format!("{name} must not be empty");
        return Err(violation(
            rule,
            Received::nothing(),
            "Write a folder; `.` is that of the root module.",
        ));
    }
    Ok(())
}

fn violation(rule: impl Into<String>, got: Received, hint: &str) -> Violation {
    Violation::new(rule, got, hint)
}
