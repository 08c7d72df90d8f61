//! A task environment: the model that configuration, state and server are all read into.
//!
//! What the wire does not tell apart is not told apart here: no description is an empty one, and
//! an environment that says nothing of interruption is not interruptible.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use flyte_proto::flyteidl2::core::{Container, Identity, SecurityContext};

use crate::cache::Cache;
use crate::env_vars::EnvVars;
use crate::identity::EnvironmentId;
use crate::kubernetes_name::KubernetesName;
use crate::pool_version::{PoolIdentity, PoolVersion};
use crate::resources::Resources;
use crate::reuse_policy::ReusePolicy;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::tags::Tags;
use crate::task::{Task, TaskLabel};
use crate::text::limited;
use crate::violation::Violation;

/// A task environment. Start from [`Environment::new`] and set what differs: fields are added as
/// the provider learns more of Flyte.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Where it is and what it is called.
    pub id: EnvironmentId,
    /// What it is for; may be empty.
    pub description: Description,
    /// The image that its tasks run in.
    pub image: Image,
    /// Variables of its containers.
    pub env_vars: EnvVars,
    /// What its containers may use.
    pub resources: Resources,
    /// Secrets that its containers are given, in this order.
    pub secrets: Vec<Secret>,
    /// The Kubernetes service account that its containers run as.
    pub service_account: Option<KubernetesName>,
    /// The Kubernetes pod template that its pods are made from.
    pub pod_template: Option<KubernetesName>,
    /// Whether its tasks may run on machines that can be taken away.
    pub interruptible: bool,
    /// Labels of the user.
    pub tags: Tags,
    /// How containers are reused, if they are.
    pub reusable: Option<ReusePolicy>,
    /// How results of its tasks are kept.
    pub cache: Cache,
    /// The tasks deployed with it, by label.
    pub tasks: BTreeMap<TaskLabel, Task>,
}

impl Environment {
    /// An environment that has the SDK's default in everything but its image.
    #[must_use]
    pub fn new(id: EnvironmentId, image: Image) -> Self {
        Self {
            id,
            description: Description::default(),
            image,
            env_vars: EnvVars::default(),
            resources: Resources::default(),
            secrets: Vec::new(),
            service_account: None,
            pod_template: None,
            interruptible: false,
            tags: Tags::default(),
            reusable: None,
            cache: Cache::default(),
            tasks: BTreeMap::new(),
        }
    }

    /// The identity of the warm pool; nothing for an environment without one.
    #[must_use]
    pub fn pool_version(&self) -> Option<PoolVersion> {
        self.pool_version_of(&Settings::of(self))
    }

    /// The identity of the pool that serves tasks with these settings.
    pub(super) fn pool_version_of(&self, settings: &Settings<'_>) -> Option<PoolVersion> {
        let security_context = self.security_context(settings.service_account);
        let identity = PoolIdentity {
            environment: self.id.name.as_str(),
            container: &self.container(),
            policy: self.reusable.as_ref()?,
            security_context: security_context.as_ref(),
            interruptible: settings.interruptible,
            pod_template: settings.pod_template_text(),
        };
        Some(identity.version())
    }

    /// The container of its tasks, with neither command nor arguments.
    pub(super) fn container(&self) -> Container {
        Container {
            image: self.image.as_str().to_owned(),
            resources: self.resources.to_wire(),
            env: self.env_vars.to_wire(),
            ..Container::default()
        }
    }

    /// What its tasks run as and are entrusted with; nothing where nothing is said.
    pub(super) fn security_context(
        &self,
        service_account: Option<&KubernetesName>,
    ) -> Option<SecurityContext> {
        let run_as = service_account.map(|account| Identity {
            k8s_service_account: account.as_str().to_owned(),
            ..Identity::default()
        });
        (run_as.is_some() || !self.secrets.is_empty()).then(|| SecurityContext {
            run_as,
            secrets: self.secrets.iter().map(Secret::to_wire).collect(),
        })
    }
}

/// A description of at most 255 bytes of UTF-8. Empty stands for none.
///
/// The SDK shortens by characters and the server cuts by bytes, through the middle of a character
/// if need be; here a longer text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description(String);

impl Description {
    /// The longest description that the server keeps whole, in bytes.
    pub const MAX_BYTES: usize = 255;

    /// # Errors
    /// When the text is too long.
    pub fn new(text: &str) -> Result<Self, Violation> {
        limited("description", text, Self::MAX_BYTES).map(Self)
    }

    /// The text, empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A container image, used as it is written: not empty, no spaces or control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image(String);

impl Image {
    /// What the flyte SDK 2.12.1 makes of `image="auto"` under Python 3.11.
    ///
    /// The SDK takes the Python of the machine that deploys; a provider has none, so that one
    /// version had to be chosen.
    pub const SDK_DEFAULT: &str = "ghcr.io/flyteorg/flyte:py3.11-v2.12.1";

    /// # Errors
    /// When the text is empty, has spaces, or is the SDK's word `auto`.
    pub fn new(text: &str) -> Result<Self, Violation> {
        if text == "auto" {
            return Err(Violation::new(
                "image must be the reference of a container image",
                text,
                "`auto` is a word of the SDK. Leave `image` out to have the default image.",
            ));
        }
        if text.is_empty()
            || text.contains(|character: char| character.is_whitespace() || character.is_control())
        {
            return Err(Violation::new(
                "image must not be empty or contain spaces",
                text.escape_debug(),
                "Write the reference of a container image, as in `ghcr.io/acme/app:1.2.3`, or \
                 leave `image` out to have the default image.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Image {
    fn default() -> Self {
        Self(Self::SDK_DEFAULT.to_owned())
    }
}

impl Display for Image {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::environment;

    #[test]
    fn a_description_has_at_most_255_bytes() {
        assert!(Description::new(&"x".repeat(255)).is_ok());
        let violation = Description::new(&"x".repeat(256)).unwrap_err();
        assert_eq!(violation.rule(), "description must have at most 255 bytes");
        // 128 characters of two bytes each.
        assert!(Description::new(&"é".repeat(128)).is_err());
        assert!(Description::new(&"é".repeat(127)).is_ok());
    }

    #[test]
    fn an_image_is_a_word_but_not_the_sdks() {
        assert!(Image::new("ghcr.io/acme/app:1.2.3").is_ok());
        assert!(Image::new(Image::SDK_DEFAULT).is_ok());
        for text in ["", " ", "a b", "a\n", "auto"] {
            assert!(Image::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_what_identifies_the_pool_changes_its_version() {
        let base = Environment {
            reusable: Some(ReusePolicy::default()),
            ..environment()
        };
        let version = base.pool_version().unwrap();
        let mut same = base.clone();
        same.description = Description::new("other").unwrap();
        assert_eq!(same.pool_version(), Some(version.clone()));
        let other = Environment {
            interruptible: true,
            ..base.clone()
        };
        assert_ne!(other.pool_version(), Some(version.clone()));
        let other = Environment {
            image: Image::new("other").unwrap(),
            ..base
        };
        assert_ne!(other.pool_version(), Some(version));
        assert_eq!(environment().pool_version(), None);
    }
}
