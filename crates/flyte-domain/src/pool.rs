//! The warm pool of an environment, by its identity.

use crate::bundle::CodeBundle;
use crate::environment::Environment;
use crate::pool_version::{PoolIdentity, PoolVersion};
use crate::settings::Settings;

impl Environment {
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
            code: self.code.as_ref().map(CodeBundle::hash),
            security_context: security_context.as_ref(),
            interruptible: settings.interruptible,
            pod_template: settings.pod_template_text(),
        };
        Some(identity.version())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::Description;
    use crate::image::Image;
    use crate::reuse_policy::ReusePolicy;
    use crate::testing::environment;

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
