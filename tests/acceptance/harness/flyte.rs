//! A Flyte for one test, asked by its own API.

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::feature::Feature;
use test_support::http;

use crate::harness::backend;
use crate::harness::workspace::Workspace;

const PROJECT: &str = "flytesnacks";
const DOMAIN: &str = "development";

/// A running Flyte.
#[derive(Debug)]
pub(crate) struct Flyte {
    mock: Mock,
}

impl Flyte {
    /// The tester's server, or a mock.
    pub(crate) fn start() -> Self {
        let mock = backend::mock();
        Self { mock }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.mock.url()
    }

    /// What stands before it, or for it.
    pub(crate) fn mock(&self) -> &Mock {
        &self.mock
    }

    /// A folder whose provider block leads here.
    pub(crate) fn workspace(&self) -> Workspace {
        self.led(Workspace::bare())
    }

    /// The same, for a Terraform with this feature. `None` if the test is to be skipped, which has
    /// then been told.
    pub(crate) fn workspace_with(&self, feature: Feature) -> Option<Workspace> {
        Workspace::bare_with(feature).map(|workspace| self.led(workspace))
    }

    fn led(&self, workspace: Workspace) -> Workspace {
        workspace.leading_to(&self.url(), PROJECT)
    }

    /// The id of an environment.
    pub(crate) fn id(&self, name: &str) -> String {
        format!("{PROJECT}/{DOMAIN}/{name}")
    }

    /// Whether a task is there and not deprecated.
    pub(crate) fn live(&self, name: &str) -> bool {
        self.live_in(DOMAIN, name)
    }

    /// The same in another domain.
    pub(crate) fn live_in(&self, domain: &str, name: &str) -> bool {
        let versions = self.versions_in(domain, name);
        versions.last().is_some_and(|version| {
            let details = self.details_of(domain, name, version);
            let metadata = &details["spec"]["taskTemplate"]["metadata"];
            let deprecated = metadata["deprecatedErrorMessage"].as_str();
            deprecated.is_none_or(str::is_empty)
        })
    }

    /// The versions of a task, oldest first.
    pub(crate) fn versions(&self, name: &str) -> Vec<String> {
        self.versions_in(DOMAIN, name)
    }

    fn versions_in(&self, domain: &str, name: &str) -> Vec<String> {
        let listed = self.call(
            "task.TaskService/ListVersions",
            json!({
                "request": { "limit": 200 },
                "taskName": { "project": PROJECT, "domain": domain, "name": name },
            }),
        );
        let versions = listed["versions"].as_array().into_iter().flatten();
        let mut versions: Vec<_> = versions
            .map(|it| it["version"].as_str().unwrap().to_owned())
            .collect();
        versions.reverse();
        versions
    }

    /// The newest version of a task.
    #[track_caller]
    pub(crate) fn newest(&self, name: &str) -> String {
        self.versions(name).pop().expect("it was deployed")
    }

    /// What is stored of the newest version of a task.
    #[track_caller]
    pub(crate) fn details(&self, name: &str) -> Value {
        self.details_of(DOMAIN, name, &self.newest(name))
    }

    fn details_of(&self, domain: &str, name: &str, version: &str) -> Value {
        let id = json!({
            "project": PROJECT, "domain": domain, "name": name, "version": version,
        });
        let mut answer = self.call("task.TaskService/GetTaskDetails", json!({ "taskId": id }));
        answer["details"].take()
    }

    /// Deploys a task behind Terraform's back: a `DeployTaskRequest`.
    #[track_caller]
    pub(crate) fn deploy(&self, request: Value) {
        self.call("task.TaskService/DeployTask", request);
    }

    /// Deploys the newest version of a task again under another version and without our mark, as
    /// someone else would, with the spec changed.
    #[track_caller]
    pub(crate) fn deploy_as_others(
        &self,
        name: &str,
        version: &str,
        change: impl FnOnce(&mut Value),
    ) {
        let details = self.details(name);
        let (mut id, mut spec) = (details["taskId"].clone(), details["spec"].clone());
        id["version"] = json!(version);
        let template = &mut spec["taskTemplate"];
        template["id"]["version"] = json!(version);
        let metadata = template["metadata"].as_object_mut().unwrap();
        metadata.remove("tags").expect("it has our mark");
        change(&mut spec);
        self.deploy(json!({ "taskId": id, "spec": spec }));
    }

    /// What is stored of a trigger; nothing if there is none.
    pub(crate) fn trigger(&self, task: &str, name: &str) -> Option<Value> {
        let request = json!({ "name": self.trigger_name(task, name) });
        let method = "flyteidl2.trigger.TriggerService/GetTriggerDetails";
        match http::call(&self.authority(), method, &request) {
            Ok(mut answer) => Some(answer["trigger"].take()),
            Err(failure) => {
                assert!(failure.contains("not_found"), "{failure}");
                None
            }
        }
    }

    /// Deploys a trigger again behind Terraform's back, with its spec changed.
    #[track_caller]
    pub(crate) fn change_trigger(&self, task: &str, name: &str, change: impl FnOnce(&mut Value)) {
        let mut trigger = self.trigger(task, name).expect("it is there");
        change(&mut trigger["spec"]);
        self.call(
            "trigger.TriggerService/DeployTrigger",
            json!({
                "name": self.trigger_name(task, name),
                "spec": trigger["spec"],
                "automationSpec": trigger["automationSpec"],
            }),
        );
    }

    fn trigger_name(&self, task: &str, name: &str) -> Value {
        json!({ "project": PROJECT, "domain": DOMAIN, "taskName": task, "name": name })
    }

    fn authority(&self) -> String {
        self.mock.address().to_string()
    }

    #[track_caller]
    fn call(&self, method: &str, request: Value) -> Value {
        let answer = http::call(&self.authority(), &format!("flyteidl2.{method}"), &request);
        answer.unwrap_or_else(|failure| panic!("{method}: {failure}"))
    }
}
