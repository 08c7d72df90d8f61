//! Finding the environments of a domain, page by page.
//!
//! Flyte has no list of environments, only a list of tasks that each name one. It is requested in
//! the order of environments, so that the tasks of one are adjacent, and an environment is reported
//! as soon as the next one begins. A list has no specs: what it says about a record is in
//! [`ListedTask`], and only a record that someone else deployed last is fetched, to see whether it
//! is deprecated. So a search costs one call per 200 tasks, a few of which are made at the same
//! time, and one per such record, a few per page at a time.

use std::collections::BTreeSet;

use flyte_client::{CallOptions, Client, Error, TaskPages, TaskQuery};
use flyte_domain::{
    EnvironmentId, EnvironmentName, ListedTask, NamePattern, RecordStatus, ScopeName,
};

use crate::task_environment::calls;
use crate::task_environment::records::Records;

/// Which environments are wanted.
#[derive(Clone, Debug)]
pub(crate) struct EnvironmentFilter {
    pub(crate) org: Option<ScopeName>,
    pub(crate) project: ScopeName,
    pub(crate) domain: ScopeName,
    pub(crate) name: Option<NamePattern>,
    /// Whether this provider deployed them last; `None` for either.
    pub(crate) managed: Option<bool>,
}

/// An environment that was found.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) id: EnvironmentId,
    /// Whether this provider deployed it last.
    pub(crate) managed: bool,
    /// Everything in it, in the version deployed last, as lists have it.
    pub(crate) tasks: Vec<ListedTask>,
}

/// A search, which continues as long as the caller asks for more.
#[derive(Debug)]
pub(crate) struct Search {
    wanted: EnvironmentFilter,
    client: Client,
    options: CallOptions,
    pages: TaskPages,
    /// Tasks of an environment that may have more on the next page.
    open: Vec<ListedTask>,
}

impl Search {
    /// A search that has made no calls yet.
    pub(crate) fn new(client: &Client, wanted: EnvironmentFilter, options: CallOptions) -> Self {
        Self {
            pages: client.task_pages(query(&wanted), &options),
            client: client.clone(),
            options,
            open: Vec::new(),
            wanted,
        }
    }

    /// From now on, no page is requested before it is needed.
    pub(crate) fn one_by_one(&mut self) {
        self.pages.one_by_one();
    }

    /// The environments that are complete with the next page, by name; `None` after the last page.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Environment>>, Error> {
        let page = self.pages.next().await?;
        let is_last = page.is_none();
        let mut complete = Vec::new();
        for task in page.into_iter().flatten().map(ListedTask::of) {
            let is_new =
                (self.open.last()).is_some_and(|open| open.environment != task.environment);
            if is_new {
                complete.push(std::mem::take(&mut self.open));
            }
            self.open.push(task);
        }
        if is_last {
            if self.open.is_empty() {
                return Ok(None);
            }
            complete.push(std::mem::take(&mut self.open));
        }
        let found = complete.into_iter();
        let found = found.filter_map(|tasks| self.environment(tasks));
        let mut found: Vec<_> = found.filter(|it| self.may_be_wanted(it)).collect();
        let deprecated = self.deprecated(&found).await?;
        let mut place = 0..;
        found.retain(|_| place.next().is_some_and(|it| !deprecated.contains(&it)));
        Ok(Some(found))
    }

    /// The environment of tasks that all name it; `None` if the name is not valid for one.
    fn environment(&self, tasks: Vec<ListedTask>) -> Option<Environment> {
        let name = EnvironmentName::new(&tasks.first()?.environment).ok()?;
        let id = EnvironmentId {
            org: self.wanted.org.clone(),
            project: self.wanted.project.clone(),
            domain: self.wanted.domain.clone(),
            name,
        };
        let mut environment = Environment {
            id,
            managed: false,
            tasks,
        };
        let record = environment.record();
        environment.managed = record.map(ListedTask::record_status) == Some(RecordStatus::Managed);
        Some(environment)
    }

    /// Returns whether an environment is wanted, as far as a list shows.
    fn may_be_wanted(&self, environment: &Environment) -> bool {
        let EnvironmentFilter { name, managed, .. } = &self.wanted;
        let record_status = environment.record().map(ListedTask::record_status);
        let named = |pattern: &NamePattern| pattern.matches(environment.id.name.as_str());
        name.as_ref().is_none_or(named)
            && managed.is_none_or(|managed| managed == environment.managed)
            && record_status != Some(RecordStatus::Deprecated)
    }

    /// The positions of environments whose record someone else deployed last and marked as
    /// deprecated.
    async fn deprecated(&self, environments: &[Environment]) -> Result<BTreeSet<usize>, Error> {
        let foreign = environments.iter().enumerate().filter_map(|(place, it)| {
            let record = it.record()?;
            let version = record.version.clone();
            (record.record_status() == RecordStatus::Foreign)
                .then(|| (place, it.id.clone(), version))
        });
        let read = calls::each(foreign.collect(), |(place, id, version)| {
            let (client, options) = (self.client.clone(), self.options);
            async move {
                let records = Records {
                    client: &client,
                    options,
                    id: &id,
                };
                let record = records.version(&version).await?;
                Ok(record.is_deprecated().then_some(place))
            }
        });
        Ok(read.await?.into_iter().flatten().collect())
    }
}

impl Environment {
    /// The record, if there is one.
    pub(super) fn record(&self) -> Option<&ListedTask> {
        let mut tasks = self.tasks.iter();
        tasks.find(|task| task.name == self.id.name.as_str())
    }
}

/// The query to the server. It finds more than what matches, never less: `_` stands for any
/// character there, and managed environments cannot be selected, since the server filters by
/// version before it looks for the newest one (flyte, `runs/repository/impl/task.go`).
fn query(wanted: &EnvironmentFilter) -> TaskQuery {
    let org = wanted.org.as_ref().map_or("", ScopeName::as_str);
    let query = TaskQuery::in_domain(org, wanted.project.as_str(), wanted.domain.as_str());
    // The names of tasks are unique, so that pages do not depend on chance.
    let query = query.by_environment();
    match &wanted.name {
        None => query,
        Some(pattern) => match pattern.as_name() {
            Some(name) => query.of_environment(name),
            None => pattern
                .contained()
                .fold(query, TaskQuery::whose_environment_contains),
        },
    }
}
