//! Which paths are methods.

use bytes::Bytes;
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::methods as auth;
use crate::codec::Codec;
use crate::error::ApiError;
use crate::store::{Rules, Store};
use crate::visit::Visit;
use crate::{apps, inputs, projects, runs, secrets, services, settings, tasks, triggers, uploads};

/// A method that the backend serves.
#[derive(Debug)]
pub(crate) struct Route {
    path: &'static str,
    /// Whether GET will do, since the method changes nothing.
    pub(crate) get: bool,
    pub(crate) call: fn(&mut Visit<'_>, Codec, &[u8]) -> Result<Bytes, ApiError>,
}

const fn read(
    path: &'static str,
    call: fn(&mut Visit<'_>, Codec, &[u8]) -> Result<Bytes, ApiError>,
) -> Route {
    let get = true;
    Route { path, get, call }
}

const fn write(
    path: &'static str,
    call: fn(&mut Visit<'_>, Codec, &[u8]) -> Result<Bytes, ApiError>,
) -> Route {
    let get = false;
    Route { path, get, call }
}

static ROUTES: [Route; 38] = [
    write("flyteidl2.task.TaskService/DeployTask", |s, c, b| {
        unary(s, c, b, tasks::deploy)
    }),
    read("flyteidl2.task.TaskService/GetTaskDetails", |s, c, b| {
        unary(s, c, b, tasks::details)
    }),
    read("flyteidl2.task.TaskService/ListTasks", |s, c, b| {
        unary(s, c, b, tasks::list)
    }),
    read("flyteidl2.task.TaskService/ListVersions", |s, c, b| {
        unary(s, c, b, tasks::versions)
    }),
    write(
        "flyteidl2.project.ProjectService/CreateProject",
        |s, c, b| unary(s, c, b, projects::create),
    ),
    write(
        "flyteidl2.project.ProjectService/UpdateProject",
        |s, c, b| unary(s, c, b, projects::update),
    ),
    read("flyteidl2.project.ProjectService/GetProject", |s, c, b| {
        unary(s, c, b, projects::get)
    }),
    write(
        "flyteidl2.project.ProjectService/ListProjects",
        |s, c, b| unary(s, c, b, projects::list),
    ),
    write("flyteidl2.app.AppService/Create", |s, c, b| {
        unary(s, c, b, apps::create)
    }),
    read("flyteidl2.app.AppService/Get", |s, c, b| {
        unary(s, c, b, apps::get)
    }),
    write("flyteidl2.app.AppService/Update", |s, c, b| {
        unary(s, c, b, apps::update)
    }),
    write("flyteidl2.app.AppService/UpdateStatus", |s, c, b| {
        unary(s, c, b, apps::update_status)
    }),
    write("flyteidl2.app.AppService/Delete", |s, c, b| {
        unary(s, c, b, apps::delete)
    }),
    read("flyteidl2.app.AppService/List", |s, c, b| {
        unary(s, c, b, apps::list)
    }),
    read(
        "flyteidl2.auth.AuthMetadataService/GetOAuth2Metadata",
        |s, c, b| visited(s, c, b, auth::metadata),
    ),
    read(
        "flyteidl2.auth.AuthMetadataService/GetPublicClientConfig",
        |s, c, b| visited(s, c, b, auth::public_client),
    ),
    write(
        "flyteidl2.trigger.TriggerService/DeployTrigger",
        |s, c, b| unary(s, c, b, triggers::deploy),
    ),
    read(
        "flyteidl2.trigger.TriggerService/GetTriggerDetails",
        |s, c, b| unary(s, c, b, triggers::details),
    ),
    read(
        "flyteidl2.trigger.TriggerService/GetTriggerRevisionDetails",
        |s, c, b| unary(s, c, b, triggers::revision),
    ),
    read(
        "flyteidl2.trigger.TriggerService/GetTriggerRevisionHistory",
        |s, c, b| unary(s, c, b, triggers::history),
    ),
    read(
        "flyteidl2.trigger.TriggerService/ListTriggers",
        |s, c, b| unary(s, c, b, triggers::list),
    ),
    write(
        "flyteidl2.trigger.TriggerService/UpdateTriggers",
        |s, c, b| unary(s, c, b, triggers::update),
    ),
    write(
        "flyteidl2.trigger.TriggerService/DeleteTriggers",
        |s, c, b| unary(s, c, b, triggers::delete),
    ),
    write(
        "flyteidl2.cluster.ClusterService/SelectCluster",
        |s, c, b| visited(s, c, b, uploads::select_cluster),
    ),
    write(
        "flyteidl2.dataproxy.DataProxyService/CreateUploadLocation",
        |s, c, b| visited(s, c, b, uploads::location),
    ),
    write("flyteidl2.auth.IdentityService/UserInfo", |s, c, b| {
        visited(s, c, b, auth::user_info)
    }),
    write("flyteidl2.workflow.RunService/CreateRun", |s, c, b| {
        unary(s, c, b, runs::create)
    }),
    read("flyteidl2.workflow.RunService/GetRunDetails", |s, c, b| {
        unary(s, c, b, runs::details)
    }),
    write(
        "flyteidl2.dataproxy.DataProxyService/UploadInputs",
        |s, c, b| unary(s, c, b, inputs::upload),
    ),
    read(
        "flyteidl2.settings.SettingsService/GetSettings",
        |s, c, b| unary(s, c, b, settings::resolved),
    ),
    read(
        "flyteidl2.settings.SettingsService/GetSettingsForEdit",
        |s, c, b| unary(s, c, b, settings::levels),
    ),
    write(
        "flyteidl2.settings.SettingsService/CreateSettings",
        |s, c, b| unary(s, c, b, settings::create),
    ),
    write(
        "flyteidl2.settings.SettingsService/UpdateSettings",
        |s, c, b| unary(s, c, b, settings::update),
    ),
    write("flyteidl2.secret.SecretService/CreateSecret", |s, c, b| {
        unary(s, c, b, secrets::create)
    }),
    write("flyteidl2.secret.SecretService/UpdateSecret", |s, c, b| {
        unary(s, c, b, secrets::update)
    }),
    write("flyteidl2.secret.SecretService/GetSecret", |s, c, b| {
        unary(s, c, b, secrets::get)
    }),
    write("flyteidl2.secret.SecretService/DeleteSecret", |s, c, b| {
        unary(s, c, b, secrets::delete)
    }),
    write("flyteidl2.secret.SecretService/ListSecrets", |s, c, b| {
        unary(s, c, b, secrets::list)
    }),
];

/// What a path without its leading slash stands for.
#[derive(Debug)]
pub(crate) enum Target {
    Method(&'static Route),
    /// A method that a real server has and this one does not.
    Unserved,
    /// Not a method at all.
    Unknown,
}

/// The services that a `runs` server which stands alone does not have.
const DATA_PROXY: [&str; 2] = [
    "flyteidl2.cluster.ClusterService",
    "flyteidl2.dataproxy.DataProxyService",
];
const SECRETS: &str = "flyteidl2.secret.SecretService";
const APPS: &str = "flyteidl2.app.AppService";

/// What serves a path.
pub(crate) fn find(path: &str, rules: Rules) -> Target {
    let (service, method) = path.split_once('/').unwrap_or((path, ""));
    if rules.no_data_proxy && DATA_PROXY.contains(&service)
        || rules.no_secrets && service == SECRETS
        || rules.no_apps && service == APPS
    {
        return Target::Unknown;
    }
    match ROUTES.iter().find(|route| route.path == path) {
        Some(route) => Target::Method(route),
        None if services::is_real(service, method) => Target::Unserved,
        None => Target::Unknown,
    }
}

/// Whether the mock serves this method of this service of Flyte's, such as `DeployTask` of
/// `task.TaskService`.
#[must_use]
pub fn serves(service: &str, method: &str) -> bool {
    let path = format!("flyteidl2.{service}/{method}");
    ROUTES.iter().any(|route| route.path == path)
}

/// A method that only what is stored matters to.
fn unary<I, O>(
    visit: &mut Visit<'_>,
    codec: Codec,
    body: &[u8],
    handler: fn(&mut Store, I) -> Result<O, ApiError>,
) -> Result<Bytes, ApiError>
where
    I: Message + Default + DeserializeOwned,
    O: Message + Serialize,
{
    codec.encode(&handler(visit.store, codec.decode(body)?)?)
}

/// A method that it matters to who calls, and where.
fn visited<I, O>(
    visit: &mut Visit<'_>,
    codec: Codec,
    body: &[u8],
    handler: fn(&mut Visit<'_>, I) -> Result<O, ApiError>,
) -> Result<Bytes, ApiError>
where
    I: Message + Default + DeserializeOwned,
    O: Message + Serialize,
{
    codec.encode(&handler(visit, codec.decode(body)?)?)
}
