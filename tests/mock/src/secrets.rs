//! The methods of `SecretService`. A secret belongs to everything, to a domain or to a project in a
//! domain; its value goes in and never comes out, and its type is forgotten.

use bytes::Bytes;

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::secret::secret_spec::Value;
use crate::idl::flyteidl2::secret::{
    ClusterIdentifier, ClusterSecretStatus, CreateSecretRequest, CreateSecretResponse,
    DeleteSecretRequest, DeleteSecretResponse, GetSecretRequest, GetSecretResponse,
    ListSecretsRequest, ListSecretsResponse, OverallStatus, Secret, SecretIdentifier,
    SecretMetadata, SecretPresenceStatus, SecretSpec, SecretStatus, UpdateSecretRequest,
    UpdateSecretResponse,
};
use crate::idl::timestamp::Timestamp;
use crate::store::Store;
use crate::store::journal::Entry;
use crate::store::secret::{SecretRow, object_name};

/// The one cluster, by the name that the real backend has for its own where nothing is configured.
const CLUSTER: &str = "flyte-devbox";

pub(crate) fn create(
    store: &mut Store,
    request: CreateSecretRequest,
) -> Result<CreateSecretResponse, ApiError> {
    let id = scoped(request.id)?;
    let value = value(request.secret_spec)?;
    let name = object_name(&id);
    if store.secrets.contains_key(&name) {
        let message = format!("secrets {name:?} already exists");
        return Err(ApiError::new(Code::AlreadyExists, message));
    }
    let created_at = store.now() / 1_000_000;
    write(
        store,
        SecretRow {
            id,
            value,
            created_at,
        },
    )?;
    Ok(CreateSecretResponse {})
}

pub(crate) fn update(
    store: &mut Store,
    request: UpdateSecretRequest,
) -> Result<UpdateSecretResponse, ApiError> {
    let mut row = existing(store, request.id)?.clone();
    row.value = value(request.secret_spec)?;
    write(store, row)?;
    Ok(UpdateSecretResponse {})
}

/// Tells of a secret what can be told; the organisation is whatever was asked for.
pub(crate) fn get(
    store: &mut Store,
    request: GetSecretRequest,
) -> Result<GetSecretResponse, ApiError> {
    let row = existing(store, request.id.clone())?;
    Ok(GetSecretResponse {
        secret: Some(Secret {
            id: request.id,
            ..told(row)
        }),
    })
}

pub(crate) fn delete(
    store: &mut Store,
    request: DeleteSecretRequest,
) -> Result<DeleteSecretResponse, ApiError> {
    let name = object_name(&existing(store, request.id)?.id);
    store.change(Entry::ForgetSecret(name)).map_err(unwritten)?;
    Ok(DeleteSecretResponse {})
}

/// Lists the secrets of a domain with those of its projects, of one project, or all of them.
pub(crate) fn list(
    store: &mut Store,
    request: ListSecretsRequest,
) -> Result<ListSecretsResponse, ApiError> {
    let ListSecretsRequest {
        domain, project, ..
    } = request;
    check(&domain, &project)?;
    let wanted = |asked: &str, found: &str| asked.is_empty() || asked == found;
    let secrets = store
        .secrets
        .values()
        .filter(|row| wanted(&domain, &row.id.domain) && wanted(&project, &row.id.project))
        // The backend cannot tell where such names end in that of the object.
        .filter(|row| {
            ![&row.id.domain, &row.id.project]
                .iter()
                .any(|it| it.contains("__"))
        })
        .map(told)
        .collect();
    Ok(ListSecretsResponse {
        secrets,
        ..ListSecretsResponse::default()
    })
}

fn check(domain: &str, project: &str) -> Result<(), ApiError> {
    if domain.is_empty() && !project.is_empty() {
        return Err(ApiError::invalid(format!(
            "project-scoped secrets must also specify a domain, got project={project:?} \
             domain={domain:?}"
        )));
    }
    Ok(())
}

/// The identifier without the organisation, which does not matter.
fn scoped(id: Option<SecretIdentifier>) -> Result<SecretIdentifier, ApiError> {
    let id = id.unwrap_or_default();
    check(&id.domain, &id.project)?;
    Ok(SecretIdentifier {
        organization: String::new(),
        ..id
    })
}

fn existing(store: &Store, id: Option<SecretIdentifier>) -> Result<&SecretRow, ApiError> {
    let id = scoped(id)?;
    let row = store.secrets.get(&object_name(&id));
    row.ok_or_else(|| ApiError::not_found(format!("secret {} not found", id.name)))
}

fn value(spec: Option<SecretSpec>) -> Result<Bytes, ApiError> {
    match spec.unwrap_or_default().value {
        Some(Value::StringValue(text)) => Ok(text.into()),
        Some(Value::BinaryValue(bytes)) => Ok(bytes),
        None => Err(ApiError::invalid(
            "string or binary value expected, got <nil>",
        )),
    }
}

fn write(store: &mut Store, row: SecretRow) -> Result<(), ApiError> {
    store
        .change(Entry::Secret(Box::new(row)))
        .map_err(unwritten)
}

fn unwritten(error: std::io::Error) -> ApiError {
    ApiError::internal(format!("failed to write secret: {error}"))
}

fn told(row: &SecretRow) -> Secret {
    let cluster = ClusterSecretStatus {
        cluster: Some(ClusterIdentifier {
            name: CLUSTER.to_owned(),
            ..ClusterIdentifier::default()
        }),
        presence_status: SecretPresenceStatus::Present.into(),
    };
    Secret {
        id: Some(row.id.clone()),
        secret_metadata: Some(SecretMetadata {
            created_time: Some(Timestamp::from_micros(row.created_at * 1_000_000)),
            secret_status: Some(SecretStatus {
                overall_status: OverallStatus::FullyPresent.into(),
                cluster_status: vec![cluster],
            }),
            ..SecretMetadata::default()
        }),
    }
}
