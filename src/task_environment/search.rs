//! The environments of a domain: which there are, found page by page.
//!
//! Flyte keeps no list of environments, but a list of tasks that each name one. It is asked for in
//! the order of environments, so that the tasks of one stand together, and an environment is told
//! as soon as the next one begins. A list has no specs: what it says of a record is in
//! [`ListedTask`], and only a record that someone else deployed last is fetched, to see whether it is
//! deprecated. So finding costs a call per 200 tasks, and one per such record.

use flyte_client::{CallOptions, Client, Error, TaskPages, TaskQuery};
use flyte_domain::{EnvironmentId, EnvironmentName, ListedTask, NamePattern, ScopeName, Standing};

use crate::task_environment::records::Records;

/// Which environments are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) org: Option<ScopeName>,
    pub(crate) project: ScopeName,
    pub(crate) domain: ScopeName,
    pub(crate) name: Option<NamePattern>,
    /// Whether this provider deployed them last; either way when absent.
    pub(crate) managed: Option<bool>,
}

/// An environment that was found.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) id: EnvironmentId,
    /// Whether this provider deployed it last.
    pub(crate) managed: bool,
    /// The version of everything in it that was deployed last, as lists have it.
    pub(crate) tasks: Vec<ListedTask>,
}

/// A search that goes on as long as someone asks for more.
#[derive(Debug)]
pub(crate) struct Search {
    wanted: Wanted,
    client: Client,
    options: CallOptions,
    pages: TaskPages,
    /// Tasks of an environment that may have more on the next page.
    open: Vec<ListedTask>,
}

impl Search {
    /// A search that has not asked anything yet.
    pub(crate) fn new(client: &Client, wanted: Wanted, options: CallOptions) -> Self {
        Self {
            pages: client.task_pages(query(&wanted), &options),
            client: client.clone(),
            options,
            open: Vec::new(),
            wanted,
        }
    }

    /// The environments that are complete with the next page, by name; nothing after the last.
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
        let mut found = Vec::new();
        for tasks in complete {
            if let Some(environment) = self.environment(tasks)
                && self.is_wanted(&environment).await?
            {
                found.push(environment);
            }
        }
        Ok(Some(found))
    }

    /// The environment of tasks that all name it; nothing for names that none can have.
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
        environment.managed = record.map(ListedTask::standing) == Some(Standing::Managed);
        Some(environment)
    }

    async fn is_wanted(&self, environment: &Environment) -> Result<bool, Error> {
        let (id, wanted) = (&environment.id, &self.wanted);
        if (wanted.name.as_ref()).is_some_and(|pattern| !pattern.matches(id.name.as_str())) {
            return Ok(false);
        }
        let record = environment.record();
        let standing = record.map(ListedTask::standing);
        if standing == Some(Standing::Deprecated)
            || (wanted.managed).is_some_and(|managed| managed != environment.managed)
        {
            return Ok(false);
        }
        match record {
            Some(record) if standing == Some(Standing::Foreign) => {
                let records = Records {
                    client: &self.client,
                    options: self.options,
                    id,
                };
                Ok(!records.version(&record.version).await?.is_deprecated())
            }
            _ => Ok(true),
        }
    }
}

impl Environment {
    /// The record, if there is one.
    pub(super) fn record(&self) -> Option<&ListedTask> {
        let mut tasks = self.tasks.iter();
        tasks.find(|task| task.name == self.id.name.as_str())
    }
}

/// What the server is asked for. It finds more than what matches, never less.
fn query(wanted: &Wanted) -> TaskQuery {
    let org = wanted.org.as_ref().map_or("", ScopeName::as_str);
    let query = TaskQuery::in_domain(org, wanted.project.as_str(), wanted.domain.as_str());
    // The names of tasks are unique, so that pages do not depend on chance.
    let query = query.by_environment();
    match &wanted.name {
        None => query,
        Some(pattern) => match (pattern.as_name(), pattern.contained()) {
            (Some(name), _) => query.of_environment(name),
            (None, "") => query,
            (None, part) => query.whose_environment_contains(part),
        },
    }
}
