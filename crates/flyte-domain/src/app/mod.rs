//! Apps: programs that run until they are stopped, and answer over HTTP.
//!
//! As flyte SDK 2.12.1, `flyte.app.AppEnvironment`, for an app whose image holds everything and whose
//! command is given: what else the SDK can deploy, it makes of Python code. `id` says where an app is,
//! `port`, `scaling`, `link` and `state` are its parts, `wire` writes it to a message and reads it
//! back, and `deployed` is an app as Flyte has it.

mod deployed;
mod id;
mod link;
mod port;
mod scaling;
mod state;
mod status;
#[cfg(test)]
mod tests;
mod timeout;
mod wire;

pub use crate::app::deployed::DeployedApp;
pub use crate::app::id::AppId;
pub use crate::app::link::AppLink;
pub use crate::app::port::AppPort;
pub use crate::app::scaling::{AppScaling, ScalingInput, ScalingMetric};
pub use crate::app::state::DesiredState;
pub use crate::app::status::{AppPhase, AppStatus};
pub use crate::app::timeout::RequestTimeout;
use crate::env_vars::EnvVars;
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::received::Received;
use crate::resources::Resources;
use crate::secret::Secret;
use crate::violation::Violation;

/// The most characters of a description that the API has room for (flyteidl2, `Profile`).
const LONGEST_DESCRIPTION: usize = 100;

/// The cluster pool of an app that names none (flyte SDK 2.12.1, `AppEnvironment`).
const DEFAULT_POOL: &str = "default";

/// What an app is. Start from [`App::new`] and set what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    /// The image that it runs in.
    pub image: Image,
    /// What is run in it. Only an app of others may have none: then it is what the image says.
    pub command: Vec<String>,
    /// What the command is given.
    pub args: Vec<String>,
    /// Where it listens.
    pub port: AppPort,
    /// Variables of its container.
    pub env_vars: EnvVars,
    /// What its container may use.
    pub resources: Resources,
    /// Secrets that its container is given, in this order. As with an environment, an empty list and
    /// none are not the same.
    pub secrets: Option<Vec<Secret>>,
    /// The Kubernetes service account that it runs as.
    pub service_account: Option<KubernetesName>,
    /// How many replicas there are.
    pub scaling: AppScaling,
    /// How long a request may take; the backend's default where nothing is said.
    pub request_timeout: Option<RequestTimeout>,
    /// Whether who calls it must be logged in.
    pub requires_auth: bool,
    /// The subdomain of its address; may be empty.
    pub subdomain: String,
    /// A custom domain; may be empty.
    pub custom_domain: String,
    /// Links to it.
    pub links: Vec<AppLink>,
    /// The pool of clusters that one is chosen from; may be empty for the default.
    pub cluster_pool: String,
    /// What kind of app it is; may be empty.
    pub kind: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Whether it is to run.
    pub desired_state: DesiredState,
}

impl App {
    /// An app that has the SDK's default in everything but its image and its command.
    #[must_use]
    pub fn new(image: Image, command: Vec<String>) -> Self {
        Self {
            image,
            command,
            args: Vec::new(),
            port: AppPort::default(),
            env_vars: EnvVars::default(),
            resources: Resources::default(),
            secrets: None,
            service_account: None,
            scaling: AppScaling::default(),
            request_timeout: None,
            requires_auth: true,
            subdomain: String::new(),
            custom_domain: String::new(),
            links: Vec::new(),
            cluster_pool: String::new(),
            kind: String::new(),
            description: String::new(),
            desired_state: DesiredState::default(),
        }
    }

    /// A pool of clusters by its name; the default one needs none.
    #[must_use]
    pub fn pool(name: &str) -> String {
        match name {
            DEFAULT_POOL => String::new(),
            name => name.to_owned(),
        }
    }

    /// What an app is for.
    ///
    /// # Errors
    /// When the API has no room for it.
    pub fn check_description(text: &str) -> Result<(), Violation> {
        let length = text.chars().count();
        if length > LONGEST_DESCRIPTION {
            return Err(Violation::new(
                format!("description must have at most {LONGEST_DESCRIPTION} characters"),
                Received::nothing(),
                format!("This one has {length}; Flyte's API accepts no more."),
            ));
        }
        Self::check_text("description", text)
    }

    /// Any text of an app.
    ///
    /// # Errors
    /// When no container can be given it.
    pub fn check_text(setting: &str, text: &str) -> Result<(), Violation> {
        if text.contains('\0') {
            return Err(Violation::new(
                format!("{setting} must not contain a NUL character"),
                Received::nothing(),
                "No container can be given it. Remove the character.",
            ));
        }
        Ok(())
    }

    /// A part of its address: `subdomain`, or `custom_domain`.
    ///
    /// # Errors
    /// When no host can have this name.
    pub fn check_host(setting: &str, text: &str) -> Result<(), Violation> {
        let allowed = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '.';
        let label = |label: &str| {
            let is_end = |it: char| it.is_ascii_alphanumeric();
            label.len() <= 63 && label.starts_with(is_end) && label.ends_with(is_end)
        };
        if text.len() > 253 || !text.chars().all(allowed) || !text.split('.').all(label) {
            return Err(Violation::new(
                format!("{setting} must be a name that a host can have"),
                Received::character(text, allowed),
                "Use letters, digits and `-`, with `.` between the parts: at most 63 characters in \
                 each, and a letter or digit at both ends. Leave out `https://` and any path.",
            ));
        }
        Ok(())
    }
}
