//! Finding the wanted apps of a domain.

use flyte_client::{AppPages, CallOptions, Client, ListedApp};
use flyte_domain::{AppId, DeployedApp, NamePattern, ScopeName};
use terraform_framework::{Diagnostic, Field, Path};

use crate::findings;

/// Which apps are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) org: Option<ScopeName>,
    pub(crate) project: ScopeName,
    pub(crate) domain: ScopeName,
    pub(crate) name: Option<NamePattern>,
}

impl Search {
    /// The pattern of the attribute `name`.
    pub(crate) fn pattern(name: &Field<String>) -> Result<Option<NamePattern>, Diagnostic> {
        let pattern = name.as_known().map(|text| NamePattern::of_apps(text));
        let path = Path::root().attribute("name");
        pattern
            .transpose()
            .map_err(|violation| findings::violation(&violation, path))
    }

    /// The organisation; empty if there is none.
    pub(crate) fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", ScopeName::as_str)
    }

    /// Pages of apps; [`Search::of_page`] picks the wanted ones.
    pub(crate) fn pages(&self, client: &Client, options: &CallOptions) -> AppPages {
        let (project, domain) = (self.project.as_str(), self.domain.as_str());
        client.app_pages(self.org_text(), project, domain, options)
    }

    /// The wanted apps of a page.
    pub(crate) fn of_page(
        &self,
        page: impl IntoIterator<Item = ListedApp>,
    ) -> impl Iterator<Item = (AppId, DeployedApp)> {
        let held = page
            .into_iter()
            .map(|app| DeployedApp::new(app, Vec::new()));
        let named = held.filter_map(|held| Some((held.id(self.org.as_ref())?, held)));
        named.filter(|(id, _)| self.name.as_ref().is_none_or(|it| it.matches(&id.name)))
    }
}
