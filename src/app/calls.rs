//! The calls about one app, and the messages when they fail.

use flyte_client::{CallOptions, Client, Code, Error};
use flyte_domain::{App, AppId, DeployedApp};
use terraform_framework::Diagnostic;

use crate::{VERSION, findings};

/// Why an app is written, for readers of its history.
const REASON: &str = "Terraform";

/// How many pages of existing apps are searched for similar names.
const PAGES: usize = 2;

/// Calls about one app.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calls<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) id: &'a AppId,
}

/// The result of looking for an app.
#[derive(Debug)]
pub(super) enum AppLookup {
    /// Nothing.
    Nothing,
    /// The app.
    App(Box<DeployedApp>),
    /// An app of another name or place, which Flyte cannot tell from it.
    Another(Box<DeployedApp>),
}

impl AppLookup {
    /// The app, if it exists.
    pub(super) fn app(self) -> Option<DeployedApp> {
        match self {
            Self::App(held) => Some(*held),
            Self::Nothing | Self::Another(_) => None,
        }
    }
}

impl Calls<'_> {
    /// Looks for the app. The answer may be half a minute old: see [`Client::get_app`].
    pub(super) async fn look(&self) -> Result<AppLookup, Error> {
        let whole = match self.client.get_app(self.id.to_wire(), &self.options).await {
            Ok(whole) => whole,
            Err(error) if error.is_not_found() => return Ok(AppLookup::Nothing),
            Err(error) => return Err(error),
        };
        let held = Box::new(DeployedApp::new(whole.message, whole.unknown));
        Ok(match held.is(self.id) {
            true => AppLookup::App(held),
            false => AppLookup::Another(held),
        })
    }

    pub(super) async fn create(&self, app: &App) -> Result<(), Error> {
        let wire = app.to_wire(self.id, VERSION, 0);
        self.client.create_app(wire, &self.options).await
    }

    /// Writes over the app that was found, which is `over`.
    pub(super) async fn update(&self, app: &App, over: &DeployedApp) -> Result<(), Error> {
        let revision = over.revision.unwrap_or_default();
        let wire = app.to_wire(self.id, VERSION, revision);
        self.client.update_app(wire, REASON, &self.options).await
    }

    pub(super) async fn delete(&self) -> Result<(), Error> {
        let id = self.id.to_wire();
        self.client.delete_app(id, &self.options).await
    }

    pub(super) fn failed(&self, doing: &str, error: &Error) -> Diagnostic {
        if is_no_service(error) {
            return no_service(error);
        }
        findings::call(format!("Cannot {doing} app `{}`", self.id), error)
    }

    /// The error of an import: there is no such app.
    pub(super) async fn absent(&self) -> Diagnostic {
        let (project, domain) = (self.id.project.as_str(), self.id.domain.as_str());
        let org = self.id.org_text();
        let mut pages = self.client.app_pages(org, project, domain, &self.options);
        let others = pages.some(PAGES).await;
        let names: Vec<_> = others
            .into_iter()
            .filter_map(|app| Some(app.metadata?.id?.name))
            .collect();
        let near = findings::among_others(&self.id.name, names.iter().map(String::as_str));
        Diagnostic::error(
            format!("There is no app `{}`", self.id),
            format!(
                "Flyte has none of that name in project `{project}`, domain `{domain}`.{near} Check \
                 the name, and the project and domain, which the provider gives where an import \
                 leaves them out. To create it, remove the import."
            ),
        )
    }
}

/// Returns whether the error says that the backend has no app service.
pub(super) fn is_no_service(error: &Error) -> bool {
    error.code() == Code::Unimplemented
}

/// The error for a backend without an app service.
pub(super) fn no_service(error: &Error) -> Diagnostic {
    Diagnostic::error(
        "This Flyte has no service for apps",
        format!(
            "It answers, but not to calls about apps: a standalone `runs` server has none, and a \
             server with a cluster has them only where Knative is installed; or a proxy in front \
             of it blocks such calls. Ask whoever runs it, and leave `flyte_app` out of the \
             configuration until then. This is reported once, for all apps.\n\n{}",
            error.user_text()
        ),
    )
}

/// The user asked to stop before the operation had begun to change anything.
pub(super) fn interrupted(doing: &str, id: &AppId) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted before it could {doing} app `{id}`"),
        "Nothing was changed. Run the command again to go on.",
    )
}
