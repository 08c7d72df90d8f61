//! The environments of a domain: which there are, found page by page.
//!
//! Flyte keeps no list of environments, but a list of tasks that each name one. It is asked for in
//! the order of environments, so that the tasks of one stand together, and an environment is told
//! as soon as the next one begins. A list has no specs: what it says of a record is in
//! [`Listed`], and only a record that someone else deployed last is fetched, to see whether it is
//! deprecated. So finding costs a call per 200 tasks, and one per such record.

use flyte_client::{CallOptions, Client, Error, Pages};
use flyte_domain::{EnvironmentId, EnvironmentName, Listed, NamePattern, ScopeName};
use flyte_proto::flyteidl2::common::filter::Function;
use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::common::{Filter, ListRequest, ProjectIdentifier, Sort};
use flyte_proto::flyteidl2::task::list_tasks_request::ScopeBy;
use flyte_proto::flyteidl2::task::{ListTasksRequest, Task};

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
    pub(crate) tasks: Vec<Task>,
}

/// A search that goes on as long as someone asks for more.
#[derive(Debug)]
pub(crate) struct Search {
    wanted: Wanted,
    client: Client,
    options: CallOptions,
    pages: Pages<ListTasksRequest>,
    /// Tasks of an environment that may have more on the next page.
    open: Vec<Task>,
}

impl Search {
    /// A search that has not asked anything yet.
    pub(crate) fn new(client: &Client, wanted: Wanted, options: CallOptions) -> Self {
        Self {
            pages: client.task_pages(request(&wanted), &options),
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
        for task in page.into_iter().flatten() {
            let is_new = (self.open.last()).is_some_and(|open| name(open) != name(&task));
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
    fn environment(&self, tasks: Vec<Task>) -> Option<Environment> {
        let name = EnvironmentName::new(tasks.first().map(name)?).ok()?;
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
        environment.managed = record.map(Listed::of) == Some(Listed::Managed);
        Some(environment)
    }

    async fn is_wanted(&self, environment: &Environment) -> Result<bool, Error> {
        let (id, wanted) = (&environment.id, &self.wanted);
        if (wanted.name.as_ref()).is_some_and(|pattern| !pattern.matches(id.name.as_str())) {
            return Ok(false);
        }
        let record = environment.record();
        let listed = record.map(Listed::of);
        if listed == Some(Listed::Deprecated)
            || (wanted.managed).is_some_and(|managed| managed != environment.managed)
        {
            return Ok(false);
        }
        match record.and_then(|record| record.task_id.as_ref()) {
            Some(record) if listed == Some(Listed::Foreign) => {
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
    pub(super) fn record(&self) -> Option<&Task> {
        let mut tasks = self.tasks.iter();
        tasks.find(|task| {
            let id = task.task_id.as_ref();
            id.is_some_and(|id| id.name == self.id.name.as_str())
        })
    }
}

/// The environment that a task names.
fn name(task: &Task) -> &str {
    let metadata = task.metadata.as_ref();
    metadata.map_or("", |metadata| &metadata.environment_name)
}

fn request(wanted: &Wanted) -> ListTasksRequest {
    let by = |key: &str| Sort {
        key: key.to_owned(),
        direction: Direction::Ascending.into(),
    };
    ListTasksRequest {
        request: Some(ListRequest {
            filters: wanted.name.iter().filter_map(filter).collect(),
            // The names of tasks are unique, so that pages do not depend on chance.
            sort_by_fields: vec![by("environment"), by("name")],
            ..ListRequest::default()
        }),
        scope_by: Some(ScopeBy::ProjectId(ProjectIdentifier {
            organization: (wanted.org.as_ref()).map_or_else(String::new, ToString::to_string),
            domain: wanted.domain.to_string(),
            name: wanted.project.to_string(),
        })),
        ..ListTasksRequest::default()
    }
}

/// What the server can look for. It finds more than what matches, never less.
fn filter(pattern: &NamePattern) -> Option<Filter> {
    let (function, value) = match (pattern.as_name(), pattern.contained()) {
        (Some(name), _) => (Function::Equal, name),
        (None, "") => return None,
        (None, part) => (Function::Contains, part),
    };
    Some(Filter {
        function: function.into(),
        field: "environment".to_owned(),
        values: vec![value.to_owned()],
    })
}
