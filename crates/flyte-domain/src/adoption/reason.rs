//! Why a task is left as it is.

use std::fmt::{self, Display, Formatter};

/// Why a task cannot be written in `tasks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Its code is not found by a name: the SDK wrote the function down and uploaded that.
    Pickle,
    /// Its code bundle is not the environment's, by their URIs; none is code in the image.
    OtherCode {
        /// The bundle that it has.
        found: Option<String>,
        /// The bundle that the environment has.
        expected: Option<String>,
    },
    /// Python finds the function by another resolver than the SDK's default.
    Resolver(String),
    /// It runs something other than a container.
    NoContainer(&'static str),
    /// It runs a container that is neither a Python function nor a container task.
    NoCode,
    /// Its type belongs to a plugin.
    Plugin(String),
    /// It is not called `<environment>.<label>`.
    Name,
    /// It is called as the environment, which is the name of the record.
    RecordName,
    /// It was not deployed together with the rest of the environment.
    Version {
        /// The version that it has.
        found: String,
        /// The version that the environment has.
        expected: String,
    },
    /// Settings that only an environment has differ from the environment's.
    Differs(Vec<&'static str>),
    /// Paths of fields that no setting stands for.
    Unexplained(Vec<String>),
    /// It breaks a rule of the setting.
    Rule(&'static str, String),
    /// The trigger of this name has fields that no setting stands for.
    Trigger(String),
}

impl Display for Reason {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pickle => formatter.write_str(
                "its function is a pickle that the SDK uploads, which has no name to be called by",
            ),
            Self::OtherCode { found, expected } => write!(
                formatter,
                "its code is {}, not {} like the environment's",
                place_of(found.as_deref()),
                place_of(expected.as_deref())
            ),
            Self::Resolver(resolver) => {
                write!(
                    formatter,
                    "its function is found by the resolver `{resolver}`"
                )
            }
            Self::NoContainer(what) => {
                write!(formatter, "it does not run a container but {what}")
            }
            Self::NoCode => formatter.write_str("it is neither a Python nor a container task"),
            Self::Plugin(kind) => write!(formatter, "its type `{kind}` belongs to a plugin"),
            Self::Name => formatter.write_str(
                "it is not named after the environment, with a `.` and letters, digits, `_` and \
                 `-` behind",
            ),
            Self::RecordName => formatter.write_str(
                "it has the name of the environment, under which Terraform keeps its record",
            ),
            Self::Version { found, expected } => write!(
                formatter,
                "its last version is `{found}`, not the environment's `{expected}`"
            ),
            Self::Differs(settings) => write!(
                formatter,
                "it has other settings than the environment: {}",
                listed(settings)
            ),
            Self::Unexplained(paths) => {
                write!(formatter, "there is no setting for {}", listed(paths))
            }
            Self::Rule(setting, rule) => write!(formatter, "`{setting}`: {rule}"),
            Self::Trigger(name) => {
                write!(
                    formatter,
                    "no settings can express all of its trigger `{name}`"
                )
            }
        }
    }
}

fn place_of(bundle: Option<&str>) -> String {
    match bundle {
        Some(uri) => format!("the bundle `{uri}`"),
        None => "in the image".to_owned(),
    }
}

fn listed<T: Display>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
