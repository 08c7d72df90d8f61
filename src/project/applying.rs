//! Create and update. Flyte replaces all that it keeps of a project, so every write sends all of it.

use flyte_client::{CallOptions, Client, Error, Exclusive};
use flyte_domain::Project;
use terraform_framework::{
    ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics, UpdateRequest,
};

use crate::backend::Backend;
use crate::creations::Object;
use crate::findings;
use crate::preflight::Place;
use crate::project::model::Model;
use crate::project::planning;
use crate::project::reading::{interrupted, is_known, known};
use crate::timeouts::{self, Operation};

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let options = timeouts::options(&plan.timeouts, Operation::Create);
    let is_replaced = is_known(&private);
    let state = match Writing::new(&data, &plan, options, &cancellation, "create") {
        Ok(writing) => writing.create(plan.clone(), is_replaced).await,
        Err(diagnostic) => Err(diagnostic),
    };
    let state = state
        .map_err(|diagnostic| diagnostics.push(diagnostic))
        .ok();
    ApplyResponse {
        state,
        private: known(),
        diagnostics,
    }
}

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        prior,
        plan,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let options = timeouts::options(&plan.timeouts, Operation::Update);
    let is_the_same = prior.says().says_the_same(&plan.says()) && prior.state == plan.state;
    let updated = match Writing::new(&data, &plan, options, &cancellation, "update") {
        // Flyte knows neither `timeouts` nor `deletion_policy`.
        _ if is_the_same => Ok(()),
        Ok(writing) => writing.update(&plan.says()).await,
        Err(diagnostic) => Err(diagnostic),
    };
    let state = match updated {
        Ok(()) => plan,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            prior
        }
    };
    ApplyResponse {
        state: Some(state),
        private: known(),
        diagnostics,
    }
}

/// Waits until no other resource of this run creates or archives the project.
pub(super) async fn alone(
    client: &Client,
    id: &str,
    options: &CallOptions,
) -> Result<Exclusive, Error> {
    client.exclusively(&format!("project {id}"), options).await
}

/// An operation that is about to change a project.
struct Writing<'a> {
    data: &'a Backend,
    client: &'a Client,
    place: Place<'a>,
    id: String,
    options: CallOptions,
    cancellation: &'a Cancellation,
    doing: &'static str,
}

impl<'a> Writing<'a> {
    fn new(
        data: &'a Backend,
        plan: &'a Model,
        options: CallOptions,
        cancellation: &'a Cancellation,
        doing: &'static str,
    ) -> Result<Self, Diagnostic> {
        let place = plan.place().ok_or_else(|| {
            Diagnostic::error(
                "The plan names no project",
                "`project_id` or `org` is still not known. Run the command again.",
            )
        })?;
        Ok(Self {
            data,
            client: data.client(place.org)?,
            place,
            id: Model::id_of(place.org, place.project),
            options,
            cancellation,
            doing,
        })
    }

    async fn create(self, plan: Model, is_replaced: bool) -> Result<Model, Diagnostic> {
        let object = Model::object(&self.id);
        let creations = &self.data.creations;
        creations.begin(&object)?;
        let created = self.created(plan, is_replaced, &object).await;
        if created.is_err() {
            creations.fail(&object);
        }
        created
    }

    async fn created(
        self,
        plan: Model,
        is_replaced: bool,
        object: &Object,
    ) -> Result<Model, Diagnostic> {
        let prepare = async {
            let alone = alone(self.client, &self.id, &self.options).await?;
            // What the plan was told is enough: Flyte does not create a project that exists.
            let found = match self.data.lacks_project(self.place) {
                true => None,
                false => self.found().await?,
            };
            Ok((alone, found))
        };
        let (_alone, found) = (self.cancellation.run(prepare).await)
            .ok_or_else(|| interrupted(self.doing, &self.id))?
            .map_err(|error| self.failed(&error))?;
        let project = plan.says();
        // From here on the answer is awaited, so that the state is true.
        match found {
            Some(found) => {
                // The plan has already warned that an archived project is restored.
                let over = planning::over(&found, &self.id, is_replaced);
                over.inspect_err(|_| self.data.creations.refuse(object))?;
                self.update(&project).await?;
            }
            None => self.make(&project, object).await?,
        }
        self.data.forget_project(self.place);
        let org = self.place.org;
        match self.found().await {
            Ok(Some(found)) => {
                self.data.know_project(self.place, found.clone());
                Ok(plan.with(org, found))
            }
            // The project was created, and what it consists of is in the plan.
            Ok(None) | Err(_) => Ok(plan.clone().with(org, project)),
        }
    }

    /// Creates a project that did not exist a moment ago.
    async fn make(&self, project: &Project, object: &Object) -> Result<(), Diagnostic> {
        let wire = project.to_wire(self.place.org);
        let Err(error) = self.client.create_project(wire, &self.options).await else {
            return Ok(());
        };
        if error.is_already_there() && error.attempts() == 1 {
            // Somebody else was quicker.
            self.data.creations.refuse(object);
            let found = self.found().await.map_err(|error| self.failed(&error))?;
            let over = found.map(|found| planning::over(&found, &self.id, false));
            return match over {
                Some(Err(exists)) => Err(exists),
                Some(Ok(_)) | None => Err(self.failed(&error)),
            };
        }
        // The answer to an attempt may have been lost.
        match self.found().await {
            Ok(Some(found)) if found.says_the_same(project) => Ok(()),
            _ => Err(self.failed(&error)),
        }
    }

    async fn update(&self, project: &Project) -> Result<(), Diagnostic> {
        let wire = project.to_wire(self.place.org);
        let written = self.client.update_project(wire, &self.options).await;
        self.data.forget_project(self.place);
        written.map_err(|error| match error.is_not_found() {
            true => Diagnostic::error(
                format!("Project `{}` no longer exists", self.id),
                "It was there when Terraform read it. Flyte deletes no project, so this may be \
                 another backend, or its database was set up again. Plan again.",
            ),
            false => self.failed(&error),
        })
    }

    async fn found(&self) -> Result<Option<Project>, Error> {
        let Place { org, project, .. } = self.place;
        match self.client.get_project(org, project, &self.options).await {
            Ok(project) => Ok(Some(Project::from_wire(project))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn failed(&self, error: &Error) -> Diagnostic {
        findings::call(
            format!("Cannot {} project `{}`", self.doing, self.id),
            error,
        )
    }
}
