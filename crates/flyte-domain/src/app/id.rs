//! Where an app is, and what it is called.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use flyte_proto::flyteidl2::app::Identifier;

use crate::identity::ScopeName;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The longest name of an app (flyteidl2, `app.Identifier`).
const LONGEST_NAME: usize = 30;

/// Where an app is: its text is `project/domain/name`, with `org/` in front where there is an
/// organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppId {
    /// The organisation, on backends that have them.
    pub org: Option<ScopeName>,
    /// The project.
    pub project: ScopeName,
    /// The domain, such as `development`.
    pub domain: ScopeName,
    /// Its own name.
    pub name: String,
}

impl AppId {
    /// The name of an app: lower-case letters, digits and `-`, as the SDK wants it.
    ///
    /// # Errors
    /// When the SDK refuses it, or the API has no room for it.
    pub fn check_name(name: &str) -> Result<(), Violation> {
        let allowed = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if name.is_empty()
            || name.starts_with('-')
            || name.ends_with('-')
            || !name.chars().all(allowed)
        {
            return Err(Violation::new(
                "App name must consist of lower case alphanumeric characters or '-', and must start \
                 and end with an alphanumeric character",
                Received::character(name, allowed),
                "Write it as in `my-app`.",
            ));
        }
        if name.len() > LONGEST_NAME {
            return Err(Violation::new(
                format!("App name must have at most {LONGEST_NAME} characters"),
                Received::nothing(),
                format!("This one has {}; Flyte's API accepts no more.", name.len()),
            ));
        }
        Ok(())
    }

    /// The organisation as the wire wants it: empty where there is none.
    #[must_use]
    pub fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", ScopeName::as_str)
    }

    /// The message of the API.
    #[must_use]
    pub fn to_wire(&self) -> Identifier {
        Identifier {
            org: self.org_text().to_owned(),
            project: self.project.to_string(),
            domain: self.domain.to_string(),
            name: self.name.clone(),
        }
    }

    /// Whether a message names this app. The open-source backend has an organisation of its own for
    /// apps that have none, so that it is no part of the question.
    #[must_use]
    pub(super) fn is(&self, wire: &Identifier) -> bool {
        self.project.as_str() == wire.project
            && self.domain.as_str() == wire.domain
            && self.name == wire.name
    }
}

impl Display for AppId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if let Some(org) = &self.org {
            write!(formatter, "{org}/")?;
        }
        write!(formatter, "{}/{}/{}", self.project, self.domain, self.name)
    }
}

impl FromStr for AppId {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let (org, project, domain, name) = match parts[..] {
            [project, domain, name] => (None, project, domain, name),
            [org, project, domain, name] => (Some(org), project, domain, name),
            _ => {
                return Err(Violation::new(
                    "The id of an app must have three or four parts",
                    Received::shown(Shown::Id, text),
                    ID_FORM,
                ));
            }
        };
        let id = || {
            Self::check_name(name)?;
            Ok(Self {
                org: org.map(|org| ScopeName::new("org", org)).transpose()?,
                project: ScopeName::new("project", project)?,
                domain: ScopeName::new("domain", domain)?,
                name: name.to_owned(),
            })
        };
        id().map_err(|broken: Violation| {
            let hint = format!("{}\n{ID_FORM}", broken.hint());
            Violation::new(broken.rule(), Received::shown(Shown::Id, text), hint)
        })
    }
}

/// What an id looks like, for users who got it wrong.
const ID_FORM: &str = "Write `project/domain/name`, or `org/project/domain/name` where the backend \
                       has organisations, such as `flytesnacks/development/my-app`.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in ["p/d/my-app", "acme/p/d/0"] {
            let id: AppId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
            assert!(id.is(&id.to_wire()));
        }
        for text in ["", "my-app", "p/my-app", "p/d/My", "a/b/c/d/e", "p//a"] {
            let violation = text.parse::<AppId>().unwrap_err();
            assert!(violation.hint().contains("flytesnacks/"), "{text}");
        }
    }

    #[test]
    fn the_organisation_that_the_server_makes_up_is_no_other() {
        let id: AppId = "p/d/a".parse().unwrap();
        let org = "flyte".to_owned();
        assert!(id.is(&Identifier {
            org,
            ..id.to_wire()
        }));
        // A Knative service called `a-p-d` stands for either.
        let other: AppId = "p-d/x/a".parse().unwrap();
        assert!(!id.is(&other.to_wire()));
    }

    #[test]
    fn a_name_has_at_most_30_characters() {
        assert!(AppId::check_name(&"x".repeat(30)).is_ok());
        for name in ["", "-a", "a-", "A", "a_b", "a.b", &"x".repeat(31)] {
            assert!(AppId::check_name(name).is_err(), "{name}");
        }
    }
}
