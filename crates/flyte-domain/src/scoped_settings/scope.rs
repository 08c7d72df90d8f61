//! For what settings are: an organisation, one of its domains, or a project in a domain.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use flyte_proto::flyteidl2::settings::SettingsKey;

use crate::identity::ScopeName;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// For what settings are.
///
/// Its text is `org`, `org/domain` or `org/domain/project`; where there is no organisation, or
/// whoever reads it fills one in, it begins with the `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingsScope {
    org: Option<ScopeName>,
    domain: Option<ScopeName>,
    project: Option<ScopeName>,
}

/// How broad a scope is; broader ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeLevel {
    /// An organisation.
    Org,
    /// A domain, for all projects.
    Domain,
    /// A project in a domain.
    Project,
}

impl ScopeLevel {
    /// `org`, `domain` or `project`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Domain => "domain",
            Self::Project => "project",
        }
    }
}

impl SettingsScope {
    /// # Errors
    /// When a project comes without its domain (flyteorg/flyte, `SettingsService`).
    pub fn new(
        org: Option<ScopeName>,
        domain: Option<ScopeName>,
        project: Option<ScopeName>,
    ) -> Result<Self, Violation> {
        if project.is_some() && domain.is_none() {
            return Err(Violation::new(
                "Settings of a project must name its domain",
                Received::nothing(),
                "Flyte has settings for an organisation, for a domain of it, and for a project in a \
                 domain. Set `domain`, or remove `project`.",
            ));
        }
        Ok(Self {
            org,
            domain,
            project,
        })
    }

    /// An organisation that is known to be one; the empty text is none.
    #[must_use]
    pub fn of_org(org: &str) -> Self {
        Self {
            org: ScopeName::new("org", org).ok(),
            domain: None,
            project: None,
        }
    }

    /// A part of a scope: `org`, `domain` or `project`.
    ///
    /// # Errors
    /// Those of [`ScopeName`], and where it has a `:`, by which the server joins the parts of a key:
    /// two scopes would have one record.
    pub fn part(setting: &str, name: &str) -> Result<ScopeName, Violation> {
        let part = ScopeName::new(setting, name)?;
        if name.contains(':') {
            return Err(Violation::new(
                format!("{setting} must not contain `:`"),
                Received::character(name, |it| it != ':'),
                "Flyte joins the parts of a scope by colons, and would read this as another \
                 scope.",
            ));
        }
        Ok(part)
    }

    /// How broad it is.
    #[must_use]
    pub const fn level(&self) -> ScopeLevel {
        match (&self.domain, &self.project) {
            (_, Some(_)) => ScopeLevel::Project,
            (Some(_), None) => ScopeLevel::Domain,
            (None, None) => ScopeLevel::Org,
        }
    }

    /// This scope, or the broader one of this level that it is in.
    #[must_use]
    pub fn at(&self, level: ScopeLevel) -> Self {
        let part =
            |from: ScopeLevel, part: &Option<ScopeName>| part.clone().filter(|_| level >= from);
        Self {
            org: self.org.clone(),
            domain: part(ScopeLevel::Domain, &self.domain),
            project: part(ScopeLevel::Project, &self.project),
        }
    }

    /// The organisation as the wire wants it: empty where there is none.
    #[must_use]
    pub fn org_text(&self) -> &str {
        text(self.org.as_ref())
    }

    /// The organisation.
    #[must_use]
    pub const fn org(&self) -> Option<&ScopeName> {
        self.org.as_ref()
    }

    /// The domain, except for the settings of an organisation.
    #[must_use]
    pub const fn domain(&self) -> Option<&ScopeName> {
        self.domain.as_ref()
    }

    /// The project, in settings of one.
    #[must_use]
    pub const fn project(&self) -> Option<&ScopeName> {
        self.project.as_ref()
    }

    /// What it is, for a message: `the organisation`, or with the names that it has.
    #[must_use]
    pub fn in_words(&self) -> String {
        let org = match &self.org {
            Some(org) => format!("organisation `{org}`"),
            None => "the organisation".to_owned(),
        };
        match (&self.domain, &self.project) {
            (Some(domain), Some(project)) => format!("project `{project}` in domain `{domain}`"),
            (Some(domain), None) => format!("domain `{domain}`"),
            (None, _) => org,
        }
    }

    /// The key on the wire.
    #[must_use]
    pub fn to_wire(&self) -> SettingsKey {
        SettingsKey {
            org: self.org_text().to_owned(),
            domain: text(self.domain.as_ref()).to_owned(),
            project: text(self.project.as_ref()).to_owned(),
        }
    }

    /// The level of a key that an answer brings back.
    pub(super) fn level_of(key: &SettingsKey) -> ScopeLevel {
        if !key.project.is_empty() {
            ScopeLevel::Project
        } else if !key.domain.is_empty() {
            ScopeLevel::Domain
        } else {
            ScopeLevel::Org
        }
    }
}

fn text(part: Option<&ScopeName>) -> &str {
    part.map_or("", ScopeName::as_str)
}

impl Display for SettingsScope {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.org_text())?;
        if self.org.is_none() && self.domain.is_none() {
            return formatter.write_str("/");
        }
        for part in [&self.domain, &self.project].into_iter().flatten() {
            write!(formatter, "/{part}")?;
        }
        Ok(())
    }
}

impl FromStr for SettingsScope {
    type Err = Violation;

    fn from_str(id: &str) -> Result<Self, Violation> {
        let parts: Vec<_> = match id {
            // An organisation that is not named, and nothing else.
            "/" => vec![""],
            id => id.split('/').collect(),
        };
        let wrong = |rule: &str, hint: &str| {
            let hint = match hint {
                "" => ID_FORM.to_owned(),
                hint => format!("{hint}\n{ID_FORM}"),
            };
            Violation::new(rule, Received::shown(Shown::Id, id), hint)
        };
        if id.is_empty() || parts.len() > 3 {
            return Err(wrong("The id of settings must have one to three parts", ""));
        }
        let part = |index: usize, name: &str| {
            let part = parts.get(index).copied();
            let part = part.filter(|part| index > 0 || !part.is_empty());
            part.map(|part| Self::part(name, part)).transpose()
        };
        let scope = || Self::new(part(0, "org")?, part(1, "domain")?, part(2, "project")?);
        scope().map_err(|broken: Violation| wrong(broken.rule(), broken.hint()))
    }
}

/// What an id looks like, for users who got it wrong.
const ID_FORM: &str = "Write `org`, `org/domain` or `org/domain/project`; for the organisation that \
                       the provider works in, begin with the slash: `/`, `/domain` or \
                       `/domain/project`, such as `/development/flytesnacks`.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for (id, level) in [
            ("acme", ScopeLevel::Org),
            ("acme/production", ScopeLevel::Domain),
            ("acme/production/ml", ScopeLevel::Project),
            ("/", ScopeLevel::Org),
            ("/production", ScopeLevel::Domain),
            ("/production/ml", ScopeLevel::Project),
        ] {
            let scope: SettingsScope = id.parse().unwrap();
            assert_eq!((scope.to_string(), scope.level()), (id.to_owned(), level));
            assert_eq!(SettingsScope::level_of(&scope.to_wire()), level);
        }
    }

    #[test]
    fn a_scope_is_in_broader_ones() {
        let scope: SettingsScope = "acme/production/ml".parse().unwrap();
        for (level, broader) in [
            (ScopeLevel::Org, "acme"),
            (ScopeLevel::Domain, "acme/production"),
            (ScopeLevel::Project, "acme/production/ml"),
        ] {
            assert_eq!(scope.at(level).to_string(), broader);
        }
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        for id in [
            "", "//", "//ml", "acme/", "acme/d/", "a/b/c/d", "/a:b", "a b",
        ] {
            let violation = id.parse::<SettingsScope>().unwrap_err();
            assert!(violation.hint().ends_with(ID_FORM), "{id}");
        }
        let project = ScopeName::new("project", "ml").ok();
        assert!(SettingsScope::new(None, None, project).is_err());
    }
}
