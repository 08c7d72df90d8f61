//! Messages in which a task's spec stays in the bytes it came in.
//!
//! The real backend stores the serialised spec and knows more or fewer fields than a client. In
//! binary, what it does not know survives storage; in JSON it is lost on the way in, or out. A
//! nested message and a `bytes` field look the same on the wire, so these twins of the generated
//! messages differ from them only in the type of `spec`.

use bytes::Bytes;
use prost::Message;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::idl::flyteidl2::task::{
    DeployTaskRequest, GetTaskDetailsResponse, TaskDetails, TaskIdentifier, TaskMetadata, TaskSpec,
    TaskTrigger,
};

/// The twin of [`DeployTaskRequest`].
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Deploy {
    #[prost(message, optional, tag = "1")]
    pub(crate) task_id: Option<TaskIdentifier>,
    #[prost(bytes = "bytes", optional, tag = "2")]
    pub(crate) spec: Option<Bytes>,
    #[prost(message, repeated, tag = "3")]
    pub(crate) triggers: Vec<TaskTrigger>,
}

impl From<DeployTaskRequest> for Deploy {
    fn from(request: DeployTaskRequest) -> Self {
        Self {
            task_id: request.task_id,
            spec: request.spec.map(|spec| spec.encode_to_vec().into()),
            triggers: request.triggers,
        }
    }
}

impl<'de> Deserialize<'de> for Deploy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DeployTaskRequest::deserialize(deserializer).map(Self::from)
    }
}

/// The twin of [`TaskDetails`].
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Details {
    #[prost(message, optional, tag = "1")]
    pub(crate) task_id: Option<TaskIdentifier>,
    #[prost(message, optional, tag = "2")]
    pub(crate) metadata: Option<TaskMetadata>,
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub(crate) spec: Option<Bytes>,
}

impl TryFrom<Details> for TaskDetails {
    type Error = prost::DecodeError;

    fn try_from(details: Details) -> Result<Self, Self::Error> {
        Ok(Self {
            task_id: details.task_id,
            metadata: details.metadata,
            spec: details.spec.map(TaskSpec::decode).transpose()?,
        })
    }
}

/// The twin of [`GetTaskDetailsResponse`].
#[derive(Clone, PartialEq, Message)]
pub(crate) struct DetailsResponse {
    #[prost(message, optional, tag = "1")]
    pub(crate) details: Option<Details>,
}

impl Serialize for DetailsResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details = self.details.clone().map(TaskDetails::try_from).transpose();
        GetTaskDetailsResponse {
            details: details.map_err(ser::Error::custom)?,
        }
        .serialize(serializer)
    }
}

/// Reads the typed spec out of its bytes.
pub(crate) fn typed(spec: &Bytes) -> Result<TaskSpec, prost::DecodeError> {
    TaskSpec::decode(spec.clone())
}

/// Serde form of the bytes of a spec: base64, so that a journal keeps what JSON would drop.
pub(crate) mod base64_bytes {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use crate::spec::{Bytes, Deserialize, Deserializer, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD
            .decode(text)
            .map(Bytes::from)
            .map_err(de::Error::custom)
    }
}
