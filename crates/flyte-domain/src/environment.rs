//! A task environment: the model that configuration, state and server are all read into.
//!
//! What the wire does not tell apart is not told apart here: no description is an empty one, and
//! an environment that says nothing of interruption is not interruptible.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::{Container, Identity, SecurityContext};

use crate::bundle::CodeBundle;
use crate::cache::Cache;
use crate::description::Description;
use crate::env_vars::EnvVars;
use crate::identity::{EnvironmentId, EnvironmentName};
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::pod_template::PodSource;
use crate::resources::Resources;
use crate::reuse_policy::ReusePolicy;
use crate::secret::Secret;
use crate::tags::Tags;
use crate::task::{Task, TaskLabel};

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
    /// The code of its tasks, where it is not in the image.
    pub code: Option<CodeBundle>,
    /// The images of other environments whose tasks its code calls, by their names.
    pub image_lookup: BTreeMap<EnvironmentName, Image>,
    /// Variables of its containers.
    pub env_vars: EnvVars,
    /// What its containers may use.
    pub resources: Resources,
    /// Secrets that its containers are given, in this order. An empty list and none are not the
    /// same: the SDK writes an empty security context for the one, and nothing for the other. The
    /// wire does not tell them apart where there is a service account; then it is none.
    pub secrets: Option<Vec<Secret>>,
    /// The Kubernetes service account that its containers run as.
    pub service_account: Option<KubernetesName>,
    /// The Kubernetes pod template that its pods are made from.
    pub pod_template: Option<PodSource>,
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
            code: None,
            image_lookup: BTreeMap::new(),
            env_vars: EnvVars::default(),
            resources: Resources::default(),
            secrets: None,
            service_account: None,
            pod_template: None,
            interruptible: false,
            tags: Tags::default(),
            reusable: None,
            cache: Cache::default(),
            tasks: BTreeMap::new(),
        }
    }

    /// Without a pod template of its own.
    pub(super) fn without_pod(mut self) -> Self {
        self.pod_template = self.pod_template.filter(|it| it.own().is_none());
        self
    }

    /// The images that its code is told of: its own, and those of environments that it calls.
    pub(super) fn images(&self) -> BTreeMap<String, String> {
        let others = self.image_lookup.iter();
        let own = (&self.id.name, &self.image);
        (others.chain([own]))
            .map(|(name, image)| (name.to_string(), image.to_string()))
            .collect()
    }

    /// The container of its tasks, with neither command nor arguments; of a pod its primary one, as far
    /// as the template says nothing else.
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
        (run_as.is_some() || self.secrets.is_some()).then(|| SecurityContext {
            run_as,
            secrets: (self.secrets.iter().flatten())
                .map(Secret::to_wire)
                .collect(),
        })
    }
}
