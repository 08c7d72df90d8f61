//! Which endpoint serves an operation: `ClusterService`.

use flyte_proto::flyteidl2::cluster::select_cluster_request::{Operation, Resource};
use flyte_proto::flyteidl2::cluster::{SelectClusterRequest, SelectClusterResponse};
use flyte_proto::flyteidl2::common::{DomainIdentifier, OrgIdentifier, ProjectIdentifier};

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
        let ProjectIdentifier {
            organization,
            name,
            domain,
        } = project.clone();
        let select = || async {
            let resource = Resource::ProjectId(project.clone());
            let Some(selected) = self.selected(operation, resource, options).await? else {
                return Ok(None);
            };
            let Answered { message, call, .. } = selected;
            match self.at(&message.cluster_endpoint) {
                Some(_) => Ok(Some(message.cluster_endpoint)),
                None => Err(call.unusable(Kind::Incomplete("clusterEndpoint"))),
            }
        };
        let place = (organization, name, domain);
        let endpoint = self.routes().to(operation, place, options, select).await?;
        Ok(endpoint.and_then(|endpoint| self.at(&endpoint)))
    }

    /// A client for the endpoint that keeps the secrets of a place, which is this one on a backend
    /// that knows no clusters. A place without a project is a domain of all projects, and one without
    /// a domain is the organisation.
    ///
    /// Another endpoint than this one is only taken over TLS, or on this machine: what goes there is
    /// secret, whoever sends it.
    pub(super) async fn cluster_of_secrets(
        &self,
        (org, project, domain): (&str, &str, &str),
        options: &CallOptions,
    ) -> Result<Self, Error> {
        let organization = org.to_owned();
        let resource = match (project, domain) {
            ("", "") => Resource::OrgId(OrgIdentifier { name: organization }),
            ("", domain) => Resource::DomainId(DomainIdentifier {
                organization,
                name: domain.to_owned(),
            }),
            (project, domain) => Resource::ProjectId(ProjectIdentifier {
                organization,
                domain: domain.to_owned(),
                name: project.to_owned(),
            }),
        };
        let place = (org.to_owned(), project.to_owned(), domain.to_owned());
        let operation = Operation::UseSecrets;
        let select = || async {
            let resource = resource.clone();
            let Some(selected) = self.selected(operation, resource, options).await? else {
                return Ok(None);
            };
            let Answered { message, call, .. } = selected;
            let endpoint = message.cluster_endpoint;
            let cluster = self.at(&endpoint).filter(|it| may_have_secrets(it, self));
            match cluster {
                Some(_) => Ok(Some(endpoint)),
                None => Err(call.unusable(Kind::OpenCluster)),
            }
        };
        let endpoint = self.routes().to(operation, place, options, select).await?;
        let cluster = endpoint.and_then(|endpoint| self.at(&endpoint));
        Ok(cluster.unwrap_or_else(|| self.clone()))
    }

    async fn selected(
        &self,
        operation: Operation,
        resource: Resource,
        options: &CallOptions,
    ) -> Result<Option<Answered<SelectClusterResponse>>, Error> {
        let selection = SelectClusterRequest {
            resource: Some(resource),
            operation: operation.into(),
        };
        implemented(self.call(&SELECT_CLUSTER, &selection, options).await)
    }
}

/// Whether a secret that one client was given may go to the endpoint of another: it is the same one, or
/// nobody can read along.
fn may_have_secrets(cluster: &Client, given: &Client) -> bool {
    let [cluster, given] = [cluster, given].map(|it| &it.channel().0.config().endpoint);
    cluster == given || !cluster.is_plain() || cluster.is_loopback()
}

/// What a call brought; nothing where the backend does not have the method.
pub(super) fn implemented<T>(outcome: Result<T, Error>) -> Result<Option<T>, Error> {
    match outcome {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.code() == Code::Unimplemented => Ok(None),
        Err(error) => Err(error),
    }
}
