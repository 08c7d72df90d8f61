//! Finding the records of an organisation. Flyte does not list them: it is asked for one scope
//! after the other, and each answer includes the records of the broader scopes.

use std::collections::{BTreeSet, HashSet};

use flyte_client::{CallOptions, Client, Error, ProjectPages};
use flyte_domain::{
    NamePattern, Project, ScopeLevel, ScopeName, SettingsLevel, SettingsScope, Violation,
};

use crate::settings::records::Records;

/// Whose settings are wanted.
#[derive(Debug)]
pub(super) struct SettingsFilter {
    /// The organisation of the keys.
    pub(super) of: SettingsScope,
    /// The one domain; `None` for the organisation and all of its domains.
    pub(super) domain: Option<ScopeName>,
    /// The pattern for the names of projects; `None` to leave projects out.
    pub(super) projects: Option<NamePattern>,
}

/// Why a search ended.
#[derive(Debug)]
pub(super) enum Fault {
    /// The projects could not be listed.
    Projects(Error),
    /// A scope could not be read.
    Scope(SettingsScope, Error),
}

/// The scopes that are still to be asked for, and the scopes that were reported.
#[derive(Debug)]
pub(super) struct Search<'a> {
    client: &'a Client,
    options: CallOptions,
    scopes: std::vec::IntoIter<SettingsScope>,
    told: HashSet<SettingsScope>,
    is_whole: bool,
}

impl<'a> Search<'a> {
    /// # Errors
    /// If the projects are needed and cannot be listed.
    pub(super) async fn new(
        client: &'a Client,
        options: CallOptions,
        wanted: &SettingsFilter,
    ) -> Result<Self, Fault> {
        let mut projects = Vec::new();
        if wanted.domain.is_none() || wanted.projects.is_some() {
            let pages = client.project_pages(wanted.of.org_text(), false, &options);
            projects = all(pages).await.map_err(Fault::Projects)?;
        }
        Ok(Self {
            client,
            options,
            scopes: wanted.scopes(&projects).into_iter(),
            told: HashSet::new(),
            is_whole: wanted.domain.is_none(),
        })
    }

    /// The records that the next scope yields, the broadest first; `None` after the last scope.
    ///
    /// # Errors
    /// The call that failed.
    pub(super) async fn next(
        &mut self,
    ) -> Result<Option<Vec<(SettingsScope, SettingsLevel)>>, Fault> {
        let Some(scope) = self.scopes.next() else {
            return Ok(None);
        };
        let records = Records {
            client: self.client,
            options: self.options,
            scope: &scope,
        };
        let mut levels = match records.levels().await {
            Ok(levels) => levels,
            Err(error) => return Err(Fault::Scope(scope, error)),
        };
        levels.sort_by_key(|found| found.level);
        let of_levels = levels
            .into_iter()
            .map(|found| (scope.at(found.level), found));
        let new = of_levels.filter(|(of, found)| {
            let is_wanted = self.is_whole || of.level() != ScopeLevel::Org;
            is_wanted && !found.is_empty() && self.told.insert(of.clone())
        });
        Ok(Some(new.collect()))
    }
}

impl SettingsFilter {
    /// The narrowest scopes, domain by domain.
    fn scopes(&self, projects: &[Project]) -> Vec<SettingsScope> {
        let wanted = match &self.domain {
            Some(domain) => BTreeSet::from([domain.as_str()]),
            None => projects.iter().flat_map(domains).collect(),
        };
        let mut scopes = Vec::new();
        for domain in wanted {
            let named = projects.iter().filter(|project| {
                let pattern = self.projects.as_ref();
                let mut of_project = domains(project).peekable();
                // A project whose domains the server does not list may have any.
                let has_domain = of_project.peek().is_none() || of_project.any(|it| it == domain);
                has_domain && pattern.is_some_and(|pattern| pattern.matches(&project.id))
            });
            let names = named.map(|project| Some(project.id.as_str()));
            let before = scopes.len();
            scopes.extend(names.filter_map(|name| self.scope(domain, name).ok()));
            if scopes.len() == before {
                scopes.extend(self.scope(domain, None));
            }
        }
        if scopes.is_empty() {
            scopes.push(self.of.clone());
        }
        scopes
    }

    /// # Errors
    /// A name that no scope can have.
    fn scope(&self, domain: &str, project: Option<&str>) -> Result<SettingsScope, Violation> {
        let project = project.map(|name| SettingsScope::part("project", name));
        let domain = SettingsScope::part("domain", domain)?;
        SettingsScope::new(self.of.org().cloned(), Some(domain), project.transpose()?)
    }
}

async fn all(mut pages: ProjectPages) -> Result<Vec<Project>, Error> {
    let mut projects = Vec::new();
    while let Some(page) = pages.next().await? {
        let page = page.into_iter().map(Project::from_wire);
        projects.extend(page.filter(|project| !project.state.is_archived()));
    }
    Ok(projects)
}

fn domains(project: &Project) -> impl Iterator<Item = &str> {
    project.domains.iter().map(|(id, _)| id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: &str, domains: &[&str]) -> Project {
        let domain = |id: &&str| ((*id).to_owned(), String::new());
        Project {
            id: id.to_owned(),
            domains: domains.iter().map(domain).collect(),
            ..Project::default()
        }
    }

    fn scopes(domain: Option<&str>, pattern: Option<&str>, projects: &[Project]) -> Vec<String> {
        let wanted = SettingsFilter {
            of: SettingsScope::of_org("acme"),
            domain: domain.map(|name| ScopeName::new("domain", name).unwrap()),
            projects: pattern.map(|text| NamePattern::of_projects("project", text).unwrap()),
        };
        let scopes = wanted.scopes(projects);
        scopes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn as_few_scopes_are_asked_for_as_bring_all_records() {
        let projects = [project("ml", &["dev", "prod"]), project("web", &["prod"])];
        assert_eq!(scopes(None, None, &projects), ["acme/dev", "acme/prod"]);
        assert_eq!(
            scopes(None, Some("*"), &projects),
            ["acme/dev/ml", "acme/prod/ml", "acme/prod/web"]
        );
        assert_eq!(
            scopes(None, Some("web"), &projects),
            ["acme/dev", "acme/prod/web"]
        );
        assert_eq!(scopes(Some("dev"), None, &[]), ["acme/dev"]);
        assert_eq!(scopes(Some("dev"), Some("*"), &projects), ["acme/dev/ml"]);
        assert_eq!(scopes(None, Some("*"), &[]), ["acme"]);
        assert_eq!(
            scopes(Some("dev"), Some("*"), &[project("new", &[])]),
            ["acme/dev/new"]
        );
    }
}
