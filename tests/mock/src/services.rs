//! The methods that Flyte has, as its API describes them, and which servers serve them.

/// Who serves a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// The `runs` server, which may stand alone.
    Runs,
    /// A server with everything in it: to upload takes a data proxy, secrets a cluster.
    Whole,
    /// No open-source one that a client can reach.
    None,
}

/// A service of Flyte's.
#[derive(Debug)]
pub struct Service {
    /// Its name with its package, without the `flyteidl2.` in front.
    pub name: &'static str,
    /// Who serves it.
    pub server: Server,
    /// Its methods.
    pub methods: &'static [&'static str],
}

const fn service(name: &'static str, server: Server, methods: &'static [&'static str]) -> Service {
    Service {
        name,
        server,
        methods,
    }
}

/// Every service that a client, a task or a part of Flyte may call (flyteorg/flyte 6fadb90d).
pub const SERVICES: [Service; 27] = [
    service(
        "task.TaskService",
        Server::Runs,
        &["DeployTask", "GetTaskDetails", "ListTasks", "ListVersions"],
    ),
    service(
        "project.ProjectService",
        Server::Runs,
        &[
            "CreateProject",
            "UpdateProject",
            "GetProject",
            "ListProjects",
        ],
    ),
    service(
        "settings.SettingsService",
        Server::Runs,
        &[
            "GetSettings",
            "GetSettingsForEdit",
            "CreateSettings",
            "UpdateSettings",
        ],
    ),
    service(
        "trigger.TriggerService",
        Server::Runs,
        &[
            "DeployTrigger",
            "GetTriggerDetails",
            "GetTriggerRevisionDetails",
            "ListTriggers",
            "GetTriggerRevisionHistory",
            "UpdateTriggers",
            "DeleteTriggers",
        ],
    ),
    service(
        "workflow.RunService",
        Server::Runs,
        &[
            "CreateRun",
            "AbortRun",
            "GetRunDetails",
            "WatchRunDetails",
            "GetActionDetails",
            "WatchActionDetails",
            "GetActionData",
            "ListRuns",
            "WatchRuns",
            "ListActions",
            "WatchActions",
            "WatchClusterEvents",
            "AbortAction",
            "SignalEvent",
            "WatchGroups",
            "GetActionDataURIs",
            "GetActionLogContext",
        ],
    ),
    service(
        "workflow.InternalRunService",
        Server::Runs,
        &[
            "RecordAction",
            "RecordActionStream",
            "UpdateActionStatus",
            "UpdateActionStatusStream",
            "RecordActionEvents",
            "RecordActionEventStream",
        ],
    ),
    service("auth.IdentityService", Server::Runs, &["UserInfo"]),
    service(
        "auth.AuthMetadataService",
        Server::Runs,
        &["GetOAuth2Metadata", "GetPublicClientConfig"],
    ),
    service(
        "secret.SecretService",
        Server::Whole,
        &[
            "CreateSecret",
            "UpdateSecret",
            "GetSecret",
            "DeleteSecret",
            "ListSecrets",
        ],
    ),
    service("cluster.ClusterService", Server::Whole, &["SelectCluster"]),
    service(
        "dataproxy.DataProxyService",
        Server::Whole,
        &[
            "CreateUploadLocation",
            "UploadInputs",
            "CreateDownloadLink",
            "GetActionData",
            "TailLogs",
        ],
    ),
    service(
        "workflow.TranslatorService",
        Server::Whole,
        &[
            "LiteralsToLaunchFormJson",
            "LaunchFormJsonToLiterals",
            "TaskSpecToLaunchFormJson",
            "JsonValuesToLiterals",
        ],
    ),
    service(
        "app.AppService",
        Server::Whole,
        &[
            "Create",
            "Get",
            "Update",
            "UpdateStatus",
            "Delete",
            "List",
            "Watch",
            "Lease",
        ],
    ),
    service("app.AppLogsService", Server::Whole, &["TailLogs"]),
    service(
        "actions.ActionsService",
        Server::Whole,
        &["Enqueue", "WatchForUpdates", "Update", "Abort", "Signal"],
    ),
    service("workflow.EventsProxyService", Server::Whole, &["Record"]),
    service(
        "cacheservice.v2.CacheService",
        Server::Whole,
        &[
            "Get",
            "Put",
            "Delete",
            "GetOrExtendReservation",
            "ReleaseReservation",
        ],
    ),
    service(
        "artifact.ArtifactService",
        Server::None,
        &[
            "CreateArtifact",
            "GetArtifact",
            "ListArtifacts",
            "ListArtifactNames",
        ],
    ),
    service(
        "cacheservice.CacheService",
        Server::None,
        &[
            "Get",
            "Put",
            "Delete",
            "GetOrExtendReservation",
            "ReleaseReservation",
        ],
    ),
    service(
        "connector.AsyncConnectorService",
        Server::None,
        &[
            "CreateTask",
            "GetTask",
            "DeleteTask",
            "GetTaskMetrics",
            "GetTaskLogs",
        ],
    ),
    service(
        "connector.ConnectorMetadataService",
        Server::None,
        &["GetConnector", "ListConnectors"],
    ),
    service("imagebuilder.ImageService", Server::None, &["GetImage"]),
    service(
        "org.DomainService",
        Server::None,
        &[
            "ListDomains",
            "CreateDomain",
            "GetDomain",
            "UpdateDomain",
            "DeleteDomain",
        ],
    ),
    service("workflow.RunLogsService", Server::None, &["TailLogs"]),
    service(
        "workflow.QueueService",
        Server::None,
        &["EnqueueAction", "AbortQueuedRun", "AbortQueuedAction"],
    ),
    service(
        "workflow.TrackedRunService",
        Server::None,
        &[
            "CreateRun",
            "ReportActions",
            "GetRunDetails",
            "WatchRunDetails",
            "GetActionDetails",
            "WatchActionDetails",
            "ListRuns",
            "WatchRuns",
            "ListActions",
            "WatchActions",
            "AbortRun",
        ],
    ),
    service(
        "workflow.StateService",
        Server::None,
        &["Put", "Get", "Watch"],
    ),
];

/// Whether a real server has this method of this service, `flyteidl2.` in front.
pub(crate) fn is_real(service: &str, method: &str) -> bool {
    let name = service.strip_prefix("flyteidl2.");
    let known = SERVICES.iter().find(|it| Some(it.name) == name);
    known.is_some_and(|it| it.server != Server::None && it.methods.contains(&method))
}
