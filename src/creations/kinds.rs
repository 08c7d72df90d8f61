//! The messages about two resources that stand for one object, by the kind of object.

use terraform_framework::{Diagnostic, Path};

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    App,
    Project,
    Secret,
    Settings,
    TaskEnvironment,
    Trigger,
}

impl Kind {
    /// What a message calls it.
    const fn noun(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Project => "project",
            Self::Secret => "secret",
            Self::Settings => "scope of settings",
            Self::TaskEnvironment => "task environment",
            Self::Trigger => "trigger",
        }
    }

    /// When two objects are the same one.
    const fn identified(self) -> &'static str {
        match self {
            Self::App => "An app is identified by its name, project and domain",
            Self::Project => "A project is identified by its id",
            Self::Secret => "A secret is identified by its name, project and domain",
            Self::Settings => "A scope has one record, for all of its settings",
            Self::TaskEnvironment => "An environment is identified by its name, project and domain",
            Self::Trigger => "A trigger is identified by its name and its task",
        }
    }

    /// What to do about it.
    const fn remedy(self) -> &'static str {
        match self {
            Self::Project => "Give one of the two another id, or remove it.",
            Self::App | Self::Secret | Self::TaskEnvironment => {
                "Rename one of the two, put it into another project or domain, or remove it."
            }
            Self::Settings => {
                "Put the settings of both into one of the two resources, and remove the other."
            }
            Self::Trigger => "Rename one of the two, or remove it.",
        }
    }

    /// What it is called when it is removed, and what a removal does to it.
    const fn removal(self) -> (&'static str, &'static str) {
        match self {
            Self::App => ("App", "removed"),
            Self::Project => ("Project", "archived"),
            Self::Secret => ("Secret", "deleted"),
            Self::Settings => ("Record of settings", "emptied"),
            Self::TaskEnvironment => ("Task environment", "removed"),
            Self::Trigger => ("Trigger", "deleted"),
        }
    }

    const fn resource(self) -> &'static str {
        match self {
            Self::App => "flyte_app",
            Self::Project => "flyte_project",
            Self::Secret => "flyte_secret",
            Self::Settings => "flyte_settings",
            Self::TaskEnvironment => "flyte_task_environment",
            Self::Trigger => "flyte_trigger",
        }
    }

    /// The attribute that names it.
    fn path(self) -> Option<Path> {
        let attribute = match self {
            Self::Project => "project_id",
            Self::App | Self::Secret | Self::TaskEnvironment | Self::Trigger => "name",
            Self::Settings => return None,
        };
        Some(Path::root().attribute(attribute))
    }
}

/// A creation that was planned before.
pub(super) fn planned_twice(kind: Kind, id: &str) -> Diagnostic {
    let warning = Diagnostic::warning(
        format!("Two resources may stand for one {}", kind.noun()),
        format!(
            "The creation of `{id}` was planned before. {}. If two resources of this configuration \
             have the same, the apply creates one and refuses the other. {} If `terraform test` \
             has planned the same resource twice, you can ignore this.",
            kind.identified(),
            kind.remedy()
        ),
    );
    at(warning, kind)
}

/// A creation of what this run has created.
pub(super) fn created_twice(kind: Kind, id: &str) -> Diagnostic {
    let error = Diagnostic::error(
        format!("Two resources for one {}", kind.noun()),
        format!(
            "Another resource of this configuration has created `{id}` in this very run. {}. {}",
            kind.identified(),
            kind.remedy()
        ),
    );
    at(error, kind)
}

/// A removal that is refused, since the creation of the same object was refused.
pub(super) fn stays(kind: Kind, id: &str) -> Diagnostic {
    let (title, removed) = kind.removal();
    let resource = kind.resource();
    Diagnostic::error(
        format!("{title} `{id}` is not {removed}"),
        format!(
            "Another resource of this configuration was to create it in the same run, and was \
             refused, because it already exists. If it were {removed} now, nothing would be left. \
             So it stays as it is, in Flyte and in the state. If a block was renamed, or given \
             `count` or `for_each`, say so:\n\n  moved {{\n    from = {resource}.OLD_NAME\n    to   \
              = {resource}.NEW_NAME\n  }}\n\nTerraform keeps an empty entry for the creation that \
             failed, which blocks that move. Run `terraform apply -refresh-only` first to drop \
             it."
        ),
    )
}

fn at(diagnostic: Diagnostic, kind: Kind) -> Diagnostic {
    match kind.path() {
        Some(path) => diagnostic.at(path),
        None => diagnostic,
    }
}
