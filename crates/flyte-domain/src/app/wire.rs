//! An app as a message, and back. The message is what flyte SDK 2.12.1 sends of the same app
//! (`app/_runtime/app_serde.py`), except for the writer's flavour and version, and variables,
//! which are sorted by name.

use flyte_proto::flyteidl2::app::spec::{AppPayload, DesiredState as WireState};
use flyte_proto::flyteidl2::app::{
    App as WireApp, IngressConfig, InputList, Meta, Profile, SecurityContext, Spec,
};
use flyte_proto::flyteidl2::common::RuntimeMetadata;
use flyte_proto::flyteidl2::common::runtime_metadata::RuntimeType;
use flyte_proto::flyteidl2::core::{Container, Identity};

use crate::app::{
    App, AppId, AppLink, AppPort, AppScaling, DEFAULT_POOL, DesiredState, RequestTimeout,
};
use crate::env_vars::EnvVars;
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::resources::Resources;
use crate::secret::Secret;
use crate::task::runtime::FLAVOR;

impl App {
    /// The message of the API, written by this version of the provider, over the revision that the
    /// backend had of it; 0 where it counts none.
    #[must_use]
    pub fn to_wire(&self, id: &AppId, provider_version: &str, revision: u64) -> WireApp {
        WireApp {
            metadata: Some(Meta {
                id: Some(id.to_wire()),
                revision,
                ..Meta::default()
            }),
            spec: Some(Spec {
                runtime_metadata: Some(RuntimeMetadata {
                    r#type: RuntimeType::FlyteSdk.into(),
                    version: provider_version.to_owned(),
                    flavor: FLAVOR.to_owned(),
                }),
                ..self.spec()
            }),
            status: None,
        }
    }

    /// What is said of it, whoever writes it.
    pub(super) fn spec(&self) -> Spec {
        Spec {
            autoscaling: Some(self.scaling.to_wire()),
            ingress: Some(IngressConfig {
                private: false,
                subdomain: self.subdomain.clone(),
                cname: self.custom_domain.clone(),
            }),
            desired_state: self.desired_state.to_wire().into(),
            cluster_pool: match self.cluster_pool.as_str() {
                "" => DEFAULT_POOL.to_owned(),
                pool => pool.to_owned(),
            },
            security_context: self.security_context(),
            extended_resources: self.resources.to_wire_extended(),
            profile: Some(Profile {
                r#type: self.kind.clone(),
                short_description: self.description.clone(),
                ..Profile::default()
            }),
            inputs: Some(InputList::default()),
            links: self.links.iter().map(AppLink::to_wire).collect(),
            timeouts: self.request_timeout.map(RequestTimeout::to_wire),
            app_payload: Some(AppPayload::Container(Container {
                image: self.image.as_str().to_owned(),
                command: self.command.clone(),
                args: self.args.clone(),
                resources: self.resources.to_wire(),
                env: self.env_vars.to_wire(),
                ports: vec![self.port.to_wire()],
                ..Container::default()
            })),
            ..Spec::default()
        }
    }

    fn security_context(&self) -> Option<SecurityContext> {
        let run_as = self.service_account.as_ref().map(|account| Identity {
            k8s_service_account: account.as_str().to_owned(),
            ..Identity::default()
        });
        let is_said = run_as.is_some() || self.secrets.is_some() || !self.requires_auth;
        is_said.then(|| SecurityContext {
            run_as,
            secrets: self.secrets.iter().flatten().map(Secret::to_wire).collect(),
            allow_anonymous: !self.requires_auth,
        })
    }

    /// What a message says; nothing where it has no container, as one of a pod. What breaks a rule is
    /// left out.
    pub(super) fn from_wire(spec: &Spec) -> Option<Self> {
        let Some(AppPayload::Container(container)) = &spec.app_payload else {
            return None;
        };
        let context = spec.security_context.as_ref();
        let run_as = context.and_then(|context| context.run_as.as_ref());
        let account = run_as.map(|run_as| run_as.k8s_service_account.as_str());
        let secrets = context.map(|context| {
            let secrets = context.secrets.iter();
            secrets.filter_map(Secret::from_wire).collect::<Vec<_>>()
        });
        let says_more = context.is_some_and(|it| it.run_as.is_some() || it.allow_anonymous);
        let ingress = spec.ingress.clone().unwrap_or_default();
        let profile = spec.profile.clone().unwrap_or_default();
        Some(Self {
            args: container.args.clone(),
            port: AppPort::from_wire(&container.ports),
            env_vars: EnvVars::from_wire(&container.env),
            resources: Resources::from_wire(
                container.resources.as_ref(),
                spec.extended_resources.as_ref(),
            ),
            secrets: secrets.filter(|secrets| !(secrets.is_empty() && says_more)),
            service_account: account.and_then(|it| KubernetesName::new("", it).ok()),
            scaling: AppScaling::from_wire(spec.autoscaling.as_ref()),
            request_timeout: RequestTimeout::from_wire(spec.timeouts.as_ref()),
            requires_auth: context.is_none_or(|context| !context.allow_anonymous),
            subdomain: ingress.subdomain,
            custom_domain: ingress.cname,
            links: spec.links.iter().map(AppLink::from_wire).collect(),
            cluster_pool: Self::pool(&spec.cluster_pool),
            kind: profile.r#type,
            description: profile.short_description,
            desired_state: DesiredState::from_wire(spec.desired_state),
            ..Self::new(
                Image::new(&container.image).ok()?,
                container.command.clone(),
            )
        })
    }
}

/// The message as we would write it, where that means the same, and without what only says who wrote
/// it.
pub(super) fn normal(mut spec: Spec) -> Spec {
    spec.runtime_metadata = None;
    spec.creator = None;
    spec.ingress.get_or_insert_default();
    spec.profile.get_or_insert_default();
    spec.inputs.get_or_insert_default();
    if spec.cluster_pool.is_empty() {
        DEFAULT_POOL.clone_into(&mut spec.cluster_pool);
    }
    if spec.desired_state() != WireState::Stopped {
        spec.set_desired_state(WireState::Active);
    }
    if let Some(AppPayload::Container(container)) = &mut spec.app_payload {
        container.env.sort_by(|one, other| one.key.cmp(&other.key));
        if let Some(resources) = &mut container.resources {
            resources.requests.sort_by_key(|entry| entry.name);
            resources.limits.sort_by_key(|entry| entry.name);
        }
    }
    spec
}
