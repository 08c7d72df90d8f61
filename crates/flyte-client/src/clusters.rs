//! Which endpoint serves an operation: `ClusterService`.

use flyte_proto::flyteidl2::cluster::select_cluster_request::{Operation, Resource};
use flyte_proto::flyteidl2::cluster::{SelectClusterRequest, SelectClusterResponse};
use flyte_proto::flyteidl2::common::ProjectIdentifier;

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::retry::Effect;
use crate::{CallOptions, Client, Code, Error};

static SELECT_CLUSTER: Method = Method {
    name: "SelectCluster",
    service: "flyteidl2.cluster.ClusterService",
    effect: Effect::Read,
};

impl Client {
    /// A client for the endpoint that serves an operation in a project, which may be this one;
    /// `None` on a backend that knows no clusters, or not for this operation.
    pub(super) async fn cluster_for(
        &self,
        operation: Operation,
        project: ProjectIdentifier,
        options: &CallOptions,
    ) -> Result<Option<Self>, Error> {
        let selection = SelectClusterRequest {
            resource: Some(Resource::ProjectId(project)),
            operation: operation.into(),
        };
        let Some(Answered { message, call, .. }) =
            implemented(self.call(&SELECT_CLUSTER, &selection, options).await)?
        else {
            return Ok(None);
        };
        let SelectClusterResponse {
            cluster_endpoint, ..
        } = message;
        match self.at(&cluster_endpoint) {
            Some(cluster) => Ok(Some(cluster)),
            None => Err(call.unusable(Kind::Incomplete("clusterEndpoint"))),
        }
    }
}

/// What a call brought; nothing where the backend does not have the method.
pub(super) fn implemented<T>(outcome: Result<T, Error>) -> Result<Option<T>, Error> {
    match outcome {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.code() == Code::Unimplemented => Ok(None),
        Err(error) => Err(error),
    }
}
