//! A mock and a client for it.

use flyte_mock::{Mock, Options};
use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};

pub(crate) const TASKS: &str = "flyteidl2.task.TaskService";
pub(crate) const PROJECTS: &str = "flyteidl2.project.ProjectService";
pub(crate) const SCOPE: (&str, &str) = ("flytesnacks", "development");

/// A client without connections.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) struct Backend {
    pub(crate) mock: Mock,
    pub(crate) http: reqwest::Client,
}

impl Backend {
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        Self {
            mock: Mock::start(options).unwrap(),
            http: client(),
        }
    }

    pub(crate) fn url(&self, service: &str, method: &str) -> String {
        format!("{}/{service}/{method}", self.mock.url())
    }

    pub(crate) fn post(&self, method: &str, body: &Value) -> reqwest::RequestBuilder {
        self.http.post(self.url(TASKS, method)).json(body)
    }

    /// Calls a method of a service with JSON.
    pub(crate) async fn call(&self, service: &str, method: &str, body: &Value) -> Answer {
        let request = self.http.post(self.url(service, method)).json(body);
        Answer::read(request.send().await.unwrap()).await
    }

    /// Calls a method of the task service with JSON.
    pub(crate) async fn task(&self, method: &str, body: &Value) -> Answer {
        self.call(TASKS, method, body).await
    }

    pub(crate) async fn deploy(&self, name: &str, version: &str, spec: &Value) {
        let request = json!({"taskId": id(name, version), "spec": spec});
        assert_eq!(self.task("DeployTask", &request).await.ok(), json!({}));
    }

    pub(crate) async fn details(&self, name: &str, version: &str) -> Answer {
        let request = json!({"taskId": id(name, version)});
        self.task("GetTaskDetails", &request).await
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.json().await.unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.body
    }

    /// The status, code and text of a failure.
    #[track_caller]
    pub(crate) fn error(&self) -> (u16, &str, &str) {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/json");
        let text = |name: &str| self.body[name].as_str().unwrap();
        (self.status.as_u16(), text("code"), text("message"))
    }
}

pub(crate) fn id(name: &str, version: &str) -> Value {
    let (project, domain) = SCOPE;
    json!({"project": project, "domain": domain, "name": name, "version": version})
}

pub(crate) fn environment(name: &str) -> Value {
    json!({"environment": {"name": name}})
}
