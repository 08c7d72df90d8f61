//! The methods of `flyteidl2.app.AppService`.
//!
//! Both writes deploy over whatever is there, in the open-source backend; the hosted one may refuse a
//! creation over an app, and an update over another revision than the one that it names.

use flyte_proto::flyteidl2::app::get_request::Identifier as By;
use flyte_proto::flyteidl2::app::list_request::FilterBy;
use flyte_proto::flyteidl2::app::{
    App, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, GetRequest, GetResponse,
    Identifier, ListRequest, ListResponse, UpdateRequest, UpdateResponse,
};
use flyte_proto::flyteidl2::common::ProjectIdentifier;

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::listing::{Listing, ask_for};
use crate::pages::Pages;
use crate::retry::Effect;
use crate::unknown_fields::WithUnknownFields;
use crate::{CallOptions, Client, Error};

const SERVICE: &str = "flyteidl2.app.AppService";

static CREATE: Method = Method {
    name: "Create",
    service: SERVICE,
    effect: Effect::Upsert,
};
static GET: Method = Method {
    name: "Get",
    service: SERVICE,
    effect: Effect::Read,
};
static UPDATE: Method = Method {
    name: "Update",
    service: SERVICE,
    effect: Effect::Upsert,
};
static DELETE: Method = Method {
    name: "Delete",
    service: SERVICE,
    // What is not there is deleted.
    effect: Effect::Upsert,
};
static LIST: Method = Method {
    name: "List",
    service: SERVICE,
    effect: Effect::Read,
};

/// An app as a page has it.
pub type ListedApp = App;

/// Pages of apps, each asked for when it is wanted.
pub type AppPages = Pages<ListRequest>;

impl Client {
    /// An app, with the paths of what no message of ours has a field for. The answer of the open-source
    /// backend may be half a minute old, unless the app was written by the same server since.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such app.
    pub async fn get_app(
        &self,
        id: Identifier,
        options: &CallOptions,
    ) -> Result<WithUnknownFields<App>, Error> {
        let request = GetRequest {
            identifier: Some(By::AppId(id)),
        };
        let Answered { message, call, .. } = self.call(&GET, &request, options).await?;
        let whole: WithUnknownFields<GetResponse> = message;
        let unknown = whole.below("app");
        let app = whole.message.app;
        let message = app.ok_or_else(|| call.unusable(Kind::Incomplete("app")))?;
        Ok(WithUnknownFields { message, unknown })
    }

    /// Creates an app, and has it run whatever its state says. What is there already is overwritten, or
    /// refused.
    ///
    /// # Errors
    ///
    /// [`Error::is_already_there`] tells that there is one. If it took more than one attempt, an earlier
    /// one may have made that.
    pub async fn create_app(&self, app: App, options: &CallOptions) -> Result<(), Error> {
        let request = CreateRequest { app: Some(app) };
        let answered = self.call(&CREATE, &request, options).await?;
        let CreateResponse { app: _ } = answered.message;
        Ok(())
    }

    /// Replaces an app, and starts it; or stops it, and ignores the rest of the message, if that is the
    /// state that it says. `reason` is for people, in at most 100 characters.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is none to stop.
    pub async fn update_app(
        &self,
        app: App,
        reason: &str,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let request = UpdateRequest {
            app: Some(app),
            reason: reason.to_owned(),
        };
        let answered = self.call(&UPDATE, &request, options).await?;
        let UpdateResponse { app: _ } = answered.message;
        Ok(())
    }

    /// Deletes an app, if there is one.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete_app(&self, id: Identifier, options: &CallOptions) -> Result<(), Error> {
        let request = DeleteRequest { app_id: Some(id) };
        let deleted = self.call(&DELETE, &request, options).await;
        match deleted {
            Ok(answered) => {
                let DeleteResponse {} = answered.message;
                Ok(())
            }
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The apps of a domain, as they are now. `org` is empty where there is none.
    #[must_use]
    pub fn app_pages(
        &self,
        org: &str,
        project: &str,
        domain: &str,
        options: &CallOptions,
    ) -> AppPages {
        let project = ProjectIdentifier {
            organization: org.to_owned(),
            domain: domain.to_owned(),
            name: project.to_owned(),
        };
        let request = ListRequest {
            request: None,
            filter_by: Some(FilterBy::Project(project)),
        };
        self.pages(&LIST, request, options)
    }
}

impl Listing for ListRequest {
    type Page = ListResponse;
    type Entry = App;
    type Key = Option<(String, String, String)>;

    const ENTRIES: &'static str = "apps";

    fn ask_for(&mut self, token: String, limit: u32) {
        ask_for(&mut self.request, token, limit);
    }

    fn open(page: ListResponse) -> (Vec<App>, String) {
        (page.apps, page.token)
    }

    fn key(app: &App) -> Self::Key {
        let id = app.metadata.as_ref()?.id.clone()?;
        Some((id.project, id.domain, id.name))
    }
}
