//! The requests that make one deploy of an environment.

use super::{
    environment::Environment,
    record::{self, Stamp},
    version::{ContentHash, Revision, Version},
};
use crate::idl::flyteidl2::task::DeployTaskRequest;

/// One deploy of an environment, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// The version that everything in it is deployed under.
    pub version: Version,
    /// The environment record. It is sent last: with it the deploy is done.
    pub record: DeployTaskRequest,
}

impl Deployment {
    /// A deploy that makes the environment what it is to be.
    pub fn live(environment: &Environment, revision: Revision, provider_version: &str) -> Self {
        Self::new(environment, revision, provider_version, None)
    }

    /// A deploy that marks the environment as deleted, with the reason why.
    pub fn deprecation(
        environment: &Environment,
        revision: Revision,
        provider_version: &str,
        reason: &str,
    ) -> Self {
        Self::new(environment, revision, provider_version, Some(reason))
    }

    fn new(
        environment: &Environment,
        revision: Revision,
        provider_version: &str,
        deprecated: Option<&str>,
    ) -> Self {
        let spec = |version: &str| {
            let stamp = Stamp {
                version,
                provider_version,
                deprecated,
            };
            record::spec(environment, &stamp)
        };
        let version = Version {
            revision,
            hash: ContentHash::of([&spec("")]),
        };
        let text = version.to_string();
        Self {
            version,
            record: DeployTaskRequest {
                task_id: Some(record::task_id(&environment.id, &text)),
                spec: Some(spec(&text)),
                triggers: Vec::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flyte::testing::environment;

    #[test]
    fn every_place_of_the_version_agrees() {
        let deployment = Deployment::live(&environment(), Revision::FIRST, "0.1.0");
        let version = deployment.version.to_string();
        let template = deployment.record.spec.unwrap().task_template.unwrap();
        assert_eq!(deployment.record.task_id.unwrap().version, version);
        assert_eq!(template.id.unwrap().version, version);
    }

    #[test]
    fn equal_content_has_an_equal_hash_in_every_revision() {
        let second = Revision::FIRST.next();
        let hash = |environment: &Environment, revision| {
            Deployment::live(environment, revision, "0.1.0")
                .version
                .hash
        };
        let base = environment();
        assert_eq!(hash(&base, Revision::FIRST), hash(&base, second));
        let other = Environment {
            interruptible: true,
            ..environment()
        };
        assert_ne!(hash(&base, second), hash(&other, second));
        let deprecation = Deployment::deprecation(&base, second, "0.1.0", "gone");
        assert_ne!(hash(&base, second), deprecation.version.hash);
    }
}
