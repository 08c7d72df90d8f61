//! Where something is: as its own configuration says, or else the provider's.
//!
//! * this file: the parts of the place one by one, as data sources and lists read them;
//! * `placed`: the models that name a place; `planning` and `import` fill it in, and `generation`
//!   leaves out what the provider supplies anyway.

mod generation;
mod implementation;
mod import;
mod placed;
mod planning;

use flyte_domain::ScopeName;
use terraform_framework::{Attribute, Diagnostic, Field, Path, Type};

use crate::findings;
pub(crate) use crate::scope::generation::leave_out;
pub(crate) use crate::scope::implementation::placed;
pub(crate) use crate::scope::import::{Kind, imported};
pub(crate) use crate::scope::placed::{Parts, Placed};
pub(crate) use crate::scope::planning::{Part, plan};

/// An attribute for a part of the place, which falls back to the provider's.
pub(super) fn attribute(name: &'static str, description: &'static str) -> Attribute {
    Attribute::optional_computed(Type::String)
        .rule(move |value, path, diagnostics| {
            if let Some(text) = value.as_str()
                && let Err(violation) = ScopeName::new(name, text)
            {
                diagnostics.push(findings::violation(&violation, path.clone()));
            }
        })
        .description(description)
}

/// A part of the place that may be missing, such as the organisation.
pub(crate) fn optional(
    name: &'static str,
    setting: &'static str,
    config: &Field<String>,
    default: &Field<String>,
) -> Result<Option<ScopeName>, Diagnostic> {
    let chosen = if config.is_null() { default } else { config };
    match chosen {
        Field::Null => Ok(None),
        Field::Known(text) => ScopeName::new(name, text)
            .map(Some)
            .map_err(|violation| findings::violation(&violation, path(name))),
        Field::Unknown => Err(Diagnostic::error(
            format!("The provider's `{setting}` is not known yet"),
            format!(
                "It will be known only after other resources have been applied, but Flyte has to \
                 be read now.\n\nSet `{name}` here, or apply those other resources first, with \
                 `terraform apply -target=...`."
            ),
        )
        .at(path(name))),
    }
}

/// A part of the place that must be named. `name` is the attribute, `setting` the provider's.
pub(crate) fn required(
    name: &'static str,
    setting: &'static str,
    config: &Field<String>,
    default: &Field<String>,
) -> Result<ScopeName, Diagnostic> {
    optional(name, setting, config, default)?.ok_or_else(|| {
        Diagnostic::error(
            format!("No {setting}"),
            format!(
                "Neither this block nor the provider names a {setting}.\n\nSet `{name}` \
                 here, or `{setting}` in the provider block, or the environment variable \
                 `FLYTE_TASK_{}`.",
                setting.to_ascii_uppercase()
            ),
        )
        .at(path(name))
    })
}

/// The organisation of a plan or state; `None` while unknown, and empty if there is none.
pub(crate) fn organisation(org: &Field<String>) -> Option<&str> {
    match org {
        Field::Null => Some(""),
        Field::Unknown => None,
        Field::Known(org) => Some(org),
    }
}

fn path(name: &str) -> Path {
    Path::root().attribute(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> Field<String> {
        Field::Known(text.to_owned())
    }

    #[test]
    fn the_configuration_wins_over_the_provider() {
        fn project(config: &Field<String>, default: &Field<String>) -> Result<String, Diagnostic> {
            required("project", "project", config, default).map(|name| name.to_string())
        }
        for default in [Field::Null, Field::Unknown, known("b")] {
            assert_eq!(project(&known("a"), &default), Ok("a".to_owned()));
        }
        assert_eq!(project(&Field::Null, &known("b")), Ok("b".to_owned()));
        let error = project(&Field::Null, &Field::Null).unwrap_err();
        assert_eq!(error.summary, "No project");
        let error = project(&Field::Null, &Field::Unknown).unwrap_err();
        assert_eq!(error.summary, "The provider's `project` is not known yet");
    }

    #[test]
    fn an_organisation_may_be_missing() {
        assert_eq!(optional("org", "org", &Field::Null, &Field::Null), Ok(None));
        assert!(optional("org", "org", &known("a/b"), &Field::Null).is_err());
    }
}
