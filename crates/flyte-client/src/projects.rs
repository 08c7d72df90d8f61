//! The methods of `flyteidl2.project.ProjectService`.

use flyte_proto::flyteidl2::project::{GetProjectRequest, GetProjectResponse, Project};

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::retry::Effect;
use crate::{CallOptions, Client, Error};

static GET_PROJECT: Method = Method {
    name: "GetProject",
    service: "flyteidl2.project.ProjectService",
    effect: Effect::Read,
};

impl Client {
    /// A project with its domains, archived or not. `org` is empty where there is none.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such project.
    pub async fn get_project(
        &self,
        org: &str,
        id: &str,
        options: &CallOptions,
    ) -> Result<Project, Error> {
        let request = GetProjectRequest {
            id: id.to_owned(),
            org: org.to_owned(),
        };
        let Answered { message, call, .. } = self.call(&GET_PROJECT, &request, options).await?;
        let GetProjectResponse { project } = message;
        project.ok_or_else(|| call.unusable(Kind::Incomplete("project")))
    }
}
