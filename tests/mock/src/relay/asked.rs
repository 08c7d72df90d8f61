//! What a test asks of the other backend, or does there, beside its subject: each is a call of its
//! API, in JSON.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime;

use crate::codec::Codec;
use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::common::TriggerName;
use crate::idl::flyteidl2::task::{TaskDetails, TaskIdentifier};
use crate::idl::flyteidl2::trigger::TriggerDetails;
use crate::json;
use crate::relay::{Relay, unreachable};

/// The most that an answer lists.
const LIMIT: u32 = 200;
/// The domains that every project has.
const DOMAINS: [&str; 3] = ["development", "production", "staging"];

impl Relay {
    pub(super) fn make_projects(&self) -> Result<(), ApiError> {
        for project in self.aliases.theirs() {
            let request = json!({ "project": { "id": project, "name": project } });
            self.ask("project.ProjectService/CreateProject", request)?;
        }
        Ok(())
    }

    /// Takes the projects out of sight, which is as far as the API goes.
    pub(crate) fn archive_projects(&self) -> Result<(), ApiError> {
        for project in self.aliases.theirs() {
            let state = "PROJECT_STATE_ARCHIVED";
            let request = json!({ "project": { "id": project, "name": project, "state": state } });
            self.ask("project.ProjectService/UpdateProject", request)?;
        }
        Ok(())
    }

    /// The newest version of every task, by project, domain and name.
    pub(crate) fn tasks(&self) -> Result<Vec<TaskDetails>, ApiError> {
        let mut tasks = Vec::new();
        let mut projects: Vec<_> = self.aliases.known().collect();
        projects.sort_unstable();
        for (project, domain) in projects
            .iter()
            .flat_map(|it| DOMAINS.map(|domain| (it, domain)))
        {
            let scope = json!({ "name": project, "domain": domain });
            let listed = self.listed(
                "task.TaskService/ListTasks",
                "tasks",
                |request| json!({ "request": request, "projectId": scope }),
            )?;
            let mut ids = listed
                .into_iter()
                .map(|mut task| read(task["taskId"].take()))
                .collect::<Result<Vec<TaskIdentifier>, _>>()?;
            ids.sort_by(|one, other| one.name.cmp(&other.name));
            for id in ids {
                tasks.extend(self.latest(project, domain, &id.name)?);
            }
        }
        Ok(tasks)
    }

    /// The versions of a task, oldest first.
    pub(crate) fn versions(
        &self,
        project: &str,
        domain: &str,
        name: &str,
    ) -> Result<Vec<String>, ApiError> {
        let name = json!({ "project": project, "domain": domain, "name": name });
        let listed = self.listed(
            "task.TaskService/ListVersions",
            "versions",
            |request| json!({ "request": request, "taskName": name }),
        )?;
        let versions = listed.iter().rev();
        let versions = versions.filter_map(|it| it["version"].as_str());
        Ok(versions.map(str::to_owned).collect())
    }

    /// The newest version of a task.
    pub(crate) fn latest(
        &self,
        project: &str,
        domain: &str,
        name: &str,
    ) -> Result<Option<TaskDetails>, ApiError> {
        let Some(version) = self.versions(project, domain, name)?.pop() else {
            return Ok(None);
        };
        let id = json!({
            "project": project, "domain": domain, "name": name, "version": version,
        });
        let mut answer = self.ask("task.TaskService/GetTaskDetails", json!({ "taskId": id }))?;
        read(answer["details"].take()).map(Some)
    }

    /// Deploys a task.
    pub(crate) fn deploy(&self, request: Value) -> Result<(), ApiError> {
        self.ask("task.TaskService/DeployTask", request)?;
        Ok(())
    }

    /// The triggers of a task, by name.
    pub(crate) fn triggers(
        &self,
        project: &str,
        domain: &str,
        task: &str,
    ) -> Result<Vec<TriggerDetails>, ApiError> {
        let name = json!({ "project": project, "domain": domain, "name": task });
        let listed = self.listed(
            "trigger.TriggerService/ListTriggers",
            "triggers",
            |request| json!({ "request": request, "taskName": name }),
        )?;
        let mut triggers = listed
            .into_iter()
            .map(|mut trigger| {
                let name = trigger["id"]["name"].take();
                let request = json!({ "name": name });
                let mut answer = self.ask("trigger.TriggerService/GetTriggerDetails", request)?;
                read(answer["trigger"].take())
            })
            .collect::<Result<Vec<TriggerDetails>, _>>()?;
        triggers.sort_by_key(|trigger| {
            let id = trigger.id.as_ref().and_then(|id| id.name.as_ref());
            id.map(|name| name.name.clone())
        });
        Ok(triggers)
    }

    /// Removes a trigger.
    pub(crate) fn delete_trigger(&self, name: &TriggerName) -> Result<(), ApiError> {
        let request = json!({ "names": [name] });
        self.ask("trigger.TriggerService/DeleteTriggers", request)?;
        Ok(())
    }

    /// All that a method lists, page by page.
    fn listed(
        &self,
        method: &str,
        what: &str,
        request: impl Fn(Value) -> Value,
    ) -> Result<Vec<Value>, ApiError> {
        let mut listed = Vec::new();
        let mut token = String::new();
        loop {
            let page = json!({ "limit": LIMIT, "token": token });
            let mut answer = self.ask(method, request(page))?;
            let Value::Array(elements) = answer[what].take() else {
                return Ok(listed);
            };
            listed.extend(elements);
            token = answer["token"].as_str().unwrap_or_default().to_owned();
            if token.is_empty() {
                return Ok(listed);
            }
        }
    }

    /// Calls a method, such as `task.TaskService/ListTasks`.
    fn ask(&self, method: &str, request: Value) -> Result<Value, ApiError> {
        let path = format!("/flyteidl2.{method}");
        let (message, headers) = (request.to_string(), HeaderMap::new());
        // Tests are not asynchronous, and a call now and then needs no runtime for long.
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| ApiError::internal(error.to_string()))?;
        let answer = self.exchange(&path, &headers, Codec::Json, message.as_bytes());
        let answer = runtime
            .block_on(answer)
            .map_err(|error| unreachable(&error))?;
        let (is_good, body) = (answer.status.is_success(), answer.body);
        let answer: Value = serde_json::from_slice(&body)
            .map_err(|error| ApiError::internal(format!("{method}: {error}")))?;
        if is_good {
            return Ok(answer);
        }
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        let code = Code::from_name(&text("code")).unwrap_or(Code::Unknown);
        Err(ApiError::new(
            code,
            format!("{method}: {}", text("message")),
        ))
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    json::from_value(value).map_err(|error| ApiError::internal(error.to_string()))
}
