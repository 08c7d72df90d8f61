//! Finding the wanted triggers of a domain.

use flyte_client::{CallOptions, Client, TriggerPages};
use flyte_domain::{ListedTrigger, NamePattern, ScopeName, TaskAddress, TriggerId};
use terraform_framework::{Diagnostic, Field, Path};

use crate::findings;

/// Which triggers are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) org: Option<ScopeName>,
    pub(crate) project: ScopeName,
    pub(crate) domain: ScopeName,
    pub(crate) task: Option<String>,
    pub(crate) name: Option<NamePattern>,
    pub(crate) active: Option<bool>,
}

impl Search {
    /// The pattern of the attribute `name`.
    pub(crate) fn pattern(name: &Field<String>) -> Result<Option<NamePattern>, Diagnostic> {
        let pattern = name.as_known().map(|text| NamePattern::of_triggers(text));
        let path = Path::root().attribute("name");
        pattern
            .transpose()
            .map_err(|violation| findings::violation(&violation, path))
    }

    /// The organisation; empty if there is none.
    pub(crate) fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", ScopeName::as_str)
    }

    /// Pages of triggers; [`Search::of_page`] picks the wanted ones.
    pub(crate) fn pages(&self, client: &Client, options: &CallOptions) -> TriggerPages {
        let (project, domain) = (self.project.as_str(), self.domain.as_str());
        client.trigger_pages(
            self.org_text(),
            project,
            domain,
            self.task.as_deref(),
            options,
        )
    }

    /// The wanted triggers of a page.
    pub(crate) fn of_page(
        &self,
        page: impl IntoIterator<Item = flyte_client::ListedTrigger>,
    ) -> impl Iterator<Item = (TriggerId, ListedTrigger)> {
        let listed = page.into_iter().filter_map(ListedTrigger::from_wire);
        let wanted = listed.filter(|it| {
            let is_named = self.name.as_ref().is_none_or(|name| name.matches(&it.name));
            is_named && self.active.is_none_or(|active| active == it.active)
        });
        wanted.map(|listed| {
            let task = TaskAddress {
                org: self.org.clone(),
                project: self.project.clone(),
                domain: self.domain.clone(),
                name: listed.task.clone(),
            };
            let name = listed.name.clone();
            (TriggerId { task, name }, listed)
        })
    }
}
