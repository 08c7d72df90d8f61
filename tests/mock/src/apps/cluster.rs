//! What a cluster would make of apps, in the conditions of Knative: an app that is deployed is pending
//! for whoever looks first, and active for the next. One whose image is tagged `missing` fails, and
//! one whose image is tagged `slow` stays pending.

use bytes::Bytes;

use crate::codec::Codec;
use crate::idl::flyteidl2::app::spec::AppPayload;
use crate::idl::flyteidl2::app::status::DeploymentStatus;
use crate::idl::flyteidl2::app::{App, Condition, GetResponse, ListResponse, UpdateResponse};
use crate::idl::timestamp::Timestamp;

/// Gives an app that has no conditions those of its service.
pub(crate) fn reconcile(app: &mut App, changed_at: i64, was_seen: bool) {
    let payload = app.spec.as_ref().and_then(|spec| spec.app_payload.as_ref());
    let image = match payload {
        Some(AppPayload::Container(container)) => container.image.clone(),
        _ => String::new(),
    };
    let scaling = app.spec.as_ref().and_then(|spec| spec.autoscaling);
    let status = app.status.get_or_insert_default();
    if !status.conditions.is_empty() {
        return;
    }
    let condition = |status: DeploymentStatus, message: &str| Condition {
        last_transition_time: Some(Timestamp::from_micros(changed_at)),
        deployment_status: status.into(),
        message: message.to_owned(),
        ..Condition::default()
    };
    let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
    status.conditions = match (tag, was_seen) {
        ("missing", _) => {
            let message = format!("RevisionFailed: Unable to fetch image \"{image}\": not found");
            vec![condition(DeploymentStatus::Failed, &message); 2]
        }
        ("slow", _) | (_, false) => {
            let message = "Deploying: Waiting for the pod to be scheduled";
            vec![condition(DeploymentStatus::Pending, message)]
        }
        _ => {
            let replicas = scaling.and_then(|scaling| scaling.replicas);
            status.current_replicas = replicas.map_or(0, |replicas| replicas.min);
            [
                "Configuration is ready",
                "Service is ready",
                "Routes are ready",
            ]
            .map(|message| condition(DeploymentStatus::Active, message))
            .into()
        }
    };
}

/// The answer of a backend behind the mock, if it is one about apps, with what its cluster did not
/// make of them.
pub(crate) fn complete(path: &str, codec: Codec, answer: Bytes) -> Bytes {
    let Some(("flyteidl2.app.AppService", method)) = path.trim_start_matches('/').split_once('/')
    else {
        return answer;
    };
    let complete = |app: &mut App| reconcile(app, 0, true);
    let completed = match method {
        "Get" => codec.decode(&answer).and_then(|mut it: GetResponse| {
            it.app.as_mut().map(complete);
            codec.encode(&it)
        }),
        "Update" => codec.decode(&answer).and_then(|mut it: UpdateResponse| {
            it.app.as_mut().map(complete);
            codec.encode(&it)
        }),
        "List" => codec.decode(&answer).and_then(|mut it: ListResponse| {
            it.apps.iter_mut().for_each(complete);
            codec.encode(&it)
        }),
        _ => return answer,
    };
    completed.unwrap_or(answer)
}
