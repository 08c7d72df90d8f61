//! Where a secret is, and what it is called.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use flyte_proto::flyteidl2::secret::SecretIdentifier;

use crate::identity::ScopeName;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The longest key of a Kubernetes secret, and what the open-source backend puts around name, project
/// and domain there (flyteorg/flyte, `EncodeSecretName`).
const LONGEST_KEY: usize = 253;
const AROUND: usize = "u__org__flyte__domain____project____key__".len();

/// The name of a secret: letters, digits, `-` and `_` (flyteidl2, `SecretIdentifier`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

impl SecretName {
    /// # Errors
    /// When the name is empty or has another character.
    pub fn new(name: &str) -> Result<Self, Violation> {
        let allowed = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        if name.is_empty() || !name.chars().all(allowed) {
            return Err(Violation::new(
                "The name of a secret must match ^[-a-zA-Z0-9_]+$",
                Received::character(name, allowed),
                "Use letters, digits, `-` and `_`, as in `db-password`.",
            ));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for SecretName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whose tasks see a secret. Where several have one of a name, the narrowest counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretScope {
    /// Those of the whole organisation.
    Organisation,
    /// Those of every project in a domain.
    Domain(ScopeName),
    /// Those of one project in a domain.
    Project {
        /// The project.
        project: ScopeName,
        /// The domain.
        domain: ScopeName,
    },
}

impl SecretScope {
    /// # Errors
    /// When there is a project and no domain, as the backend refuses it.
    pub fn new(project: Option<ScopeName>, domain: Option<ScopeName>) -> Result<Self, Violation> {
        match (project, domain) {
            (None, None) => Ok(Self::Organisation),
            (None, Some(domain)) => Ok(Self::Domain(domain)),
            (Some(project), Some(domain)) => Ok(Self::Project { project, domain }),
            (Some(_), None) => Err(Violation::new(
                "A secret of a project must also name a domain",
                Received::nothing(),
                "Flyte keeps secrets for the whole organisation, for a domain, or for a project in a \
                 domain. Set `domain` too, or leave `project` out.",
            )),
        }
    }

    /// A part of a new secret's place: `project` or `domain`.
    ///
    /// # Errors
    /// Those of [`ScopeName`], and where it cannot be the value of a Kubernetes label, which the
    /// open-source backend makes of it: it would answer `internal` forever (flyteorg/flyte,
    /// `EmbeddedK8sSecretManager`).
    pub fn part(setting: &str, name: &str) -> Result<ScopeName, Violation> {
        let part = ScopeName::new(setting, name)?;
        let allowed = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
        let ends = |it: char| !it.is_ascii_alphanumeric();
        if !name.chars().all(allowed) || name.starts_with(ends) || name.ends_with(ends) {
            return Err(Violation::new(
                format!("{setting} must be the value of a Kubernetes label"),
                Received::character(name, allowed),
                "Flyte labels the Kubernetes secret with it. Use letters, digits, `-`, `_` and `.`, with \
                 a letter or digit at both ends.",
            ));
        }
        Ok(part)
    }

    /// The project; empty where there is none.
    #[must_use]
    pub fn project(&self) -> &str {
        match self {
            Self::Organisation | Self::Domain(_) => "",
            Self::Project { project, .. } => project.as_str(),
        }
    }

    /// The domain; empty where there is none.
    #[must_use]
    pub fn domain(&self) -> &str {
        match self {
            Self::Organisation => "",
            Self::Domain(domain) | Self::Project { domain, .. } => domain.as_str(),
        }
    }

    /// Whose tasks see such a secret, in words.
    #[must_use]
    pub fn seen_by(&self) -> String {
        match self {
            Self::Organisation => "all tasks of the organisation".to_owned(),
            Self::Domain(domain) => format!("all tasks in domain `{domain}`"),
            Self::Project { project, domain } => {
                format!("all tasks of project `{project}` in domain `{domain}`")
            }
        }
    }
}

/// Name and place of a secret. The organisation is no part of it.
///
/// Its text is `NAME`, `DOMAIN/NAME` or `PROJECT/DOMAIN/NAME`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretId {
    /// Whose tasks see it.
    pub scope: SecretScope,
    /// What it is called.
    pub name: SecretName,
}

impl SecretId {
    /// # Errors
    /// When name and place are longer together than a cluster allows.
    pub fn new(scope: SecretScope, name: SecretName) -> Result<Self, Violation> {
        let length = name.0.len() + scope.project().len() + scope.domain().len();
        let longest = LONGEST_KEY - AROUND;
        if length > longest {
            return Err(Violation::new(
                format!("Name, project and domain must have at most {longest} characters together"),
                Received::words(format!("{length} characters")),
                "Flyte makes the key of a Kubernetes secret of them, which has at most 253 \
                 characters. Use a shorter name.",
            ));
        }
        Ok(Self { scope, name })
    }

    /// The identifier for a call; `org` is empty where there is none.
    #[must_use]
    pub fn to_wire(&self, org: &str) -> SecretIdentifier {
        SecretIdentifier {
            name: self.name.to_string(),
            organization: org.to_owned(),
            domain: self.scope.domain().to_owned(),
            project: self.scope.project().to_owned(),
        }
    }

    /// The same secret as an answer names it; nothing if a secret cannot have that name here.
    pub(super) fn from_wire(wire: &SecretIdentifier) -> Option<Self> {
        Self::of(&wire.project, &wire.domain, &wire.name).ok()
    }

    fn of(project: &str, domain: &str, name: &str) -> Result<Self, Violation> {
        let part = |setting, text: &str| {
            let part = Some(text).filter(|text| !text.is_empty());
            part.map(|text| ScopeName::new(setting, text)).transpose()
        };
        let scope = SecretScope::new(part("project", project)?, part("domain", domain)?)?;
        Self::new(scope, SecretName::new(name)?)
    }
}

impl Display for SecretId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for part in [self.scope.project(), self.scope.domain()] {
            if !part.is_empty() {
                write!(formatter, "{part}/")?;
            }
        }
        write!(formatter, "{}", self.name)
    }
}

impl FromStr for SecretId {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let is_whole = parts.iter().all(|part| !part.is_empty());
        let (project, domain, name) = match parts[..] {
            [name] => ("", "", name),
            [domain, name] if is_whole => ("", domain, name),
            [project, domain, name] if is_whole => (project, domain, name),
            _ => {
                return Err(Violation::new(
                    "The id of a secret must have one, two or three parts",
                    Received::shown(Shown::Id, text),
                    ID_FORM,
                ));
            }
        };
        Self::of(project, domain, name).map_err(|broken| {
            let hint = format!("{}\n{ID_FORM}", broken.hint());
            Violation::new(broken.rule(), Received::shown(Shown::Id, text), hint)
        })
    }
}

/// What an id looks like, for users who got it wrong.
const ID_FORM: &str = "Write `name` for a secret of the whole organisation, `domain/name` for one of a \
                       domain, `project/domain/name` for one of a project, such as \
                       `flytesnacks/development/db-password`.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_what_it_is_read_from() {
        for (text, project, domain) in [
            ("db", "", ""),
            ("development/db", "", "development"),
            ("flytesnacks/development/db", "flytesnacks", "development"),
            ("p/d/A__b-9", "p", "d"),
        ] {
            let id: SecretId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!((id.scope.project(), id.scope.domain()), (project, domain));
            assert_eq!(SecretId::from_wire(&id.to_wire("acme")), Some(id));
        }
    }

    #[test]
    fn what_is_no_id_is_told_with_the_form() {
        for (text, rule) in [
            ("", "The name of a secret must match ^[-a-zA-Z0-9_]+$"),
            (
                "a/b/c/d",
                "The id of a secret must have one, two or three parts",
            ),
            (
                "p//db",
                "The id of a secret must have one, two or three parts",
            ),
            (
                "/db",
                "The id of a secret must have one, two or three parts",
            ),
            ("d/a.b", "The name of a secret must match ^[-a-zA-Z0-9_]+$"),
            (
                "a b/db",
                "domain must not contain slashes, spaces or control characters",
            ),
        ] {
            let broken = text.parse::<SecretId>().unwrap_err();
            assert_eq!(broken.rule(), rule, "{text}");
            assert!(broken.hint().contains("`project/domain/name`"), "{text}");
        }
    }

    #[test]
    fn a_project_needs_a_domain() {
        let project = ScopeName::new("project", "p").unwrap();
        let broken = SecretScope::new(Some(project), None).unwrap_err();
        assert_eq!(
            broken.rule(),
            "A secret of a project must also name a domain"
        );
    }

    #[test]
    fn a_key_of_kubernetes_holds_the_longest() {
        let id = |length| {
            let scope = SecretScope::Domain(ScopeName::new("domain", "development").unwrap());
            SecretId::new(scope, SecretName::new(&"x".repeat(length)).unwrap())
        };
        assert!(id(201).is_ok());
        let broken = id(202).unwrap_err();
        assert_eq!(
            broken.rule(),
            "Name, project and domain must have at most 212 characters together"
        );
        assert_eq!(broken.got().to_string(), "Got 213 characters.");
    }
}
