//! The methods of `AppService`. An app is what one Knative service has: its spec as it was sent, and
//! conditions, which [`cluster`] makes up.

pub(crate) mod cluster;
mod quantity;

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::app::get_request::Identifier as By;
use crate::idl::flyteidl2::app::list_request::FilterBy;
use crate::idl::flyteidl2::app::spec::{AppPayload, DesiredState};
use crate::idl::flyteidl2::app::status::DeploymentStatus;
use crate::idl::flyteidl2::app::{
    App, Condition, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, GetRequest,
    GetResponse, Identifier, Ingress, K8sMetadata, ListRequest, ListResponse, Meta, Spec, Status,
    UpdateRequest, UpdateResponse, UpdateStatusRequest, UpdateStatusResponse,
};
use crate::idl::timestamp::Timestamp;
use crate::store::Store;
use crate::store::app::{AppRow, service_name};
use crate::store::journal::Entry;

/// The organisation of an app that names none.
const ORG: &str = "flyte";
/// The namespace of all apps.
const NAMESPACE: &str = "flyte";
/// Below what apps have their addresses.
const BASE_DOMAIN: &str = "apps.example.com";

/// Deploys an app, over whatever there is.
pub(crate) fn create(
    store: &mut Store,
    request: CreateRequest,
) -> Result<CreateResponse, ApiError> {
    let mut app = request.app.unwrap_or_default();
    let id = identified(&app)?;
    let Some(spec) = app.spec.clone() else {
        return Err(ApiError::invalid("app spec is required"));
    };
    if spec.app_payload.is_none() {
        let message = "app spec must include a container or pod payload";
        return Err(ApiError::invalid(message));
    }
    deploy(store, id.clone(), spec)?;
    app.status = Some(Status {
        ingress: Some(ingress(&id)),
        ..Status::default()
    });
    Ok(CreateResponse { app: Some(app) })
}

/// Deploys an app, or stops the one that there is and ignores the rest of the message.
pub(crate) fn update(
    store: &mut Store,
    request: UpdateRequest,
) -> Result<UpdateResponse, ApiError> {
    let mut app = request.app.unwrap_or_default();
    let id = identified(&app)?;
    let spec = app.spec.clone().unwrap_or_default();
    if spec.desired_state() == DesiredState::Stopped {
        let now = store.now();
        if let Some(row) = store.apps.get(&service_name(&id)) {
            let row = AppRow {
                stopped: true,
                changed_at: now,
                seen: 0,
                ..row.clone()
            };
            write(store, row)?;
        }
    } else {
        deploy(store, id.clone(), spec)?;
    }
    app.status = existing(store, &id)?.status;
    Ok(UpdateResponse { app: Some(app) })
}

/// Reads an app, which thereby goes on. What another server was told last may be remembered for a
/// while.
pub(crate) fn get(store: &mut Store, request: GetRequest) -> Result<GetResponse, ApiError> {
    let Some(By::AppId(id)) = request.identifier else {
        return Err(ApiError::invalid("app_id is required"));
    };
    let name = service_name(&id);
    if let Some((before, left)) = store.outdated_apps.get_mut(&name)
        && *left > 0
    {
        *left -= 1;
        let before = before.clone().ok_or_else(|| not_found(&name))?;
        let app = Some(told(store, &before));
        return Ok(GetResponse { app });
    }
    let app = existing(store, &id)?;
    if let Some(row) = store.apps.get_mut(&name) {
        row.seen += 1;
    }
    Ok(GetResponse { app: Some(app) })
}

pub(crate) fn delete(
    store: &mut Store,
    request: DeleteRequest,
) -> Result<DeleteResponse, ApiError> {
    let Some(id) = request.app_id else {
        return Err(ApiError::invalid("app_id is required"));
    };
    let name = service_name(&id);
    remember(store, &name);
    if store.apps.contains_key(&name) {
        store.change(Entry::ForgetApp(name)).map_err(unwritten)?;
    }
    Ok(DeleteResponse {})
}

/// Lists the apps of a domain, or all of them, by the names of their services; nothing else narrows or
/// sorts them.
pub(crate) fn list(store: &mut Store, request: ListRequest) -> Result<ListResponse, ApiError> {
    let (project, domain) = match request.filter_by {
        None => (String::new(), String::new()),
        Some(FilterBy::Project(project)) => (project.name, project.domain),
        Some(FilterBy::Org(_) | FilterBy::ClusterId(_)) => {
            return Err(ApiError::new(
                Code::Unimplemented,
                "org and cluster_id filters are not supported by the data plane",
            ));
        }
    };
    let page = request.request.unwrap_or_default();
    let wanted = |asked: &str, found: &str| asked.is_empty() || asked == found;
    let mut rows = store.apps.iter().filter(|(name, row)| {
        wanted(&project, &row.id.project) && wanted(&domain, &row.id.domain) && **name > page.token
    });
    let limit = match page.limit {
        0 => usize::MAX,
        limit => usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let on_page: Vec<_> = rows.by_ref().take(limit).collect();
    let token = match (rows.next(), on_page.last()) {
        (Some(_), Some((last, _))) => (*last).clone(),
        _ => String::new(),
    };
    Ok(ListResponse {
        apps: on_page
            .into_iter()
            .map(|(_, row)| told(store, row))
            .collect(),
        token,
        total_count: 0,
    })
}

/// A method of clusters that lease apps, which the open-source backend does not have.
pub(crate) fn update_status(
    _: &mut Store,
    _: UpdateStatusRequest,
) -> Result<UpdateStatusResponse, ApiError> {
    let message = "flyteidl2.app.AppService.UpdateStatus is not implemented";
    Err(ApiError::new(Code::Unimplemented, message))
}

fn identified(app: &App) -> Result<Identifier, ApiError> {
    let id = app
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.id.clone());
    id.ok_or_else(|| ApiError::invalid("app identifier is required"))
}

fn deploy(store: &mut Store, id: Identifier, spec: Spec) -> Result<(), ApiError> {
    let name = service_name(&id);
    check(&name, &spec)?;
    let now = store.now();
    let before = store.apps.get(&name);
    // The same once more is not written.
    if before.is_some_and(|row| !row.stopped && row.spec == spec) {
        return Ok(());
    }
    let created_at = before.map_or(now, |row| row.created_at);
    write(
        store,
        AppRow {
            id,
            spec,
            stopped: false,
            created_at,
            changed_at: now,
            seen: 0,
        },
    )
}

/// What keeps a spec from becoming a Knative service.
fn check(name: &str, spec: &Spec) -> Result<(), ApiError> {
    let broken = match &spec.app_payload {
        None => "app spec has no payload (container or pod required)",
        Some(AppPayload::Pod(pod)) if pod.pod_spec.is_none() => {
            "K8sPod app payload has no pod spec"
        }
        Some(AppPayload::Pod(_)) => return Ok(()),
        Some(AppPayload::Container(container)) => {
            let resources = container.resources.clone().unwrap_or_default();
            let entries = resources.requests.iter().chain(&resources.limits);
            if entries.into_iter().any(quantity::is_malformed) {
                // The handler panics, and with it the call from the server to itself.
                return Err(ApiError::new(Code::Unavailable, "unexpected EOF"));
            }
            return Ok(());
        }
    };
    let message = format!("failed to build KService for app {name}: {broken}");
    Err(ApiError::internal(message))
}

fn write(store: &mut Store, row: AppRow) -> Result<(), ApiError> {
    remember(store, &service_name(&row.id));
    store.change(Entry::App(Box::new(row))).map_err(unwritten)
}

/// Keeps what there was for answers that are out of date.
fn remember(store: &mut Store, name: &str) {
    let left = store.rules.outdated_answers;
    if left > 0 {
        let before = store.apps.get(name).cloned();
        store.outdated_apps.insert(name.to_owned(), (before, left));
    }
}

fn unwritten(error: std::io::Error) -> ApiError {
    ApiError::internal(format!("failed to write app: {error}"))
}

fn not_found(name: &str) -> ApiError {
    ApiError::not_found(format!(
        "KService {name} not found: services.serving.knative.dev {name:?} not found"
    ))
}

fn existing(store: &Store, id: &Identifier) -> Result<App, ApiError> {
    let name = service_name(id);
    let row = store.apps.get(&name).ok_or_else(|| not_found(&name))?;
    Ok(told(store, row))
}

fn ingress(id: &Identifier) -> Ingress {
    Ingress {
        public_url: format!("https://{}.{BASE_DOMAIN}", service_name(id)),
        ..Ingress::default()
    }
}

/// The app as it is told: neither revision nor anything else of its metadata is kept.
fn told(store: &Store, row: &AppRow) -> App {
    let mut id = row.id.clone();
    if id.org.is_empty() {
        ORG.clone_into(&mut id.org);
    }
    let mut spec = row.spec.clone();
    let status = if row.stopped {
        spec.set_desired_state(DesiredState::Stopped);
        Status {
            conditions: vec![Condition {
                last_transition_time: Some(Timestamp::from_micros(row.changed_at)),
                deployment_status: DeploymentStatus::Stopped.into(),
                message: "App scaled to zero".to_owned(),
                ..Condition::default()
            }],
            ..Status::default()
        }
    } else {
        let created_at = row.created_at / 1_000_000 * 1_000_000;
        Status {
            ingress: Some(ingress(&row.id)),
            k8s_metadata: Some(K8sMetadata {
                namespace: NAMESPACE.to_owned(),
            }),
            created_at: Some(Timestamp::from_micros(created_at)),
            ..Status::default()
        }
    };
    let metadata = Some(Meta {
        id: Some(id),
        ..Meta::default()
    });
    let mut app = App {
        metadata,
        spec: Some(spec),
        status: Some(status),
    };
    if !store.rules.no_cluster {
        cluster::reconcile(&mut app, row.changed_at, row.seen > 0);
    }
    app
}
