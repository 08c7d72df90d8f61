//! The methods of `flyteidl2.project.ProjectService`.
//!
//! It has none that deletes: a project is archived by an update, and its id is taken forever.

use flyte_proto::flyteidl2::common::Sort;
use flyte_proto::flyteidl2::common::sort::Direction;
use flyte_proto::flyteidl2::project::{
    CreateProjectRequest, CreateProjectResponse, GetProjectRequest, GetProjectResponse,
    ListProjectsRequest, ListProjectsResponse, Project, UpdateProjectRequest,
    UpdateProjectResponse,
};

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::listing::Listing;
use crate::pages::Pages;
use crate::retry::Effect;
use crate::{CallOptions, Client, Error};

const SERVICE: &str = "flyteidl2.project.ProjectService";

static GET_PROJECT: Method = Method {
    name: "GetProject",
    service: SERVICE,
    effect: Effect::Read,
};
static LIST_PROJECTS: Method = Method {
    name: "ListProjects",
    service: SERVICE,
    effect: Effect::Read,
};
static CREATE_PROJECT: Method = Method {
    name: "CreateProject",
    service: SERVICE,
    // A second time it is refused, and changes nothing.
    effect: Effect::Upsert,
};
static UPDATE_PROJECT: Method = Method {
    name: "UpdateProject",
    service: SERVICE,
    effect: Effect::Upsert,
};

/// Pages of projects, each asked for when it is wanted.
pub type ProjectPages = Pages<ListProjectsRequest>;

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

    /// Creates a project.
    ///
    /// # Errors
    ///
    /// [`Error::is_already_there`] tells that the id is taken, also by an archived project. If it took
    /// more than one attempt, an earlier one may have been what took it.
    pub async fn create_project(
        &self,
        project: Project,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let project = Some(project);
        let request = CreateProjectRequest { project };
        let answered = self.call(&CREATE_PROJECT, &request, options).await?;
        let CreateProjectResponse {} = answered.message;
        Ok(())
    }

    /// Replaces name, description, labels and state of a project: what is absent is cleared, and an
    /// absent state is that of an active one. The last to write wins.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such project.
    pub async fn update_project(
        &self,
        project: Project,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let project = Some(project);
        let request = UpdateProjectRequest { project };
        let answered = self.call(&UPDATE_PROJECT, &request, options).await?;
        let UpdateProjectResponse {} = answered.message;
        Ok(())
    }

    /// The projects by id; archived ones, too, if they are wanted. `org` is empty where there is
    /// none.
    #[must_use]
    pub fn project_pages(
        &self,
        org: &str,
        with_archived: bool,
        options: &CallOptions,
    ) -> ProjectPages {
        let request = ListProjectsRequest {
            org: org.to_owned(),
            // Without a filter the server hides those that are archived; with any it does not.
            filters: if with_archived {
                "value_in(state,0;1;2;3)".to_owned()
            } else {
                String::new()
            },
            sort_by: Some(Sort {
                key: "identifier".to_owned(),
                direction: Direction::Ascending.into(),
            }),
            ..ListProjectsRequest::default()
        };
        self.pages(&LIST_PROJECTS, request, options)
    }
}

impl Listing for ListProjectsRequest {
    type Page = ListProjectsResponse;
    type Entry = Project;
    type Key = String;

    const ENTRIES: &'static str = "projects";

    fn ask_for(&mut self, token: String, limit: u32) {
        (self.token, self.limit) = (token, limit);
    }

    fn open(page: ListProjectsResponse) -> (Vec<Project>, String) {
        let page = page.projects.unwrap_or_default();
        (page.projects, page.token)
    }

    fn key(project: &Project) -> String {
        project.id.clone()
    }
}
