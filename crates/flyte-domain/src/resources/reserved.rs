//! What a number of equal containers set aside of a cluster.

use crate::quantity::Quantity;
use crate::resources::{Bounds, Resources};

/// Amounts in Kubernetes' canonical form: `1500m`, `6Gi`. Nothing of what is not asked for, and of
/// what is beyond what Kubernetes can count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reserved {
    /// Processors.
    pub cpu: Option<Quantity>,
    /// Memory.
    pub memory: Option<Quantity>,
    /// Accelerators.
    pub gpu: Option<u64>,
    /// Ephemeral storage.
    pub disk: Option<Quantity>,
}

impl Resources {
    /// What so many containers with these resources set aside: their requests.
    #[must_use]
    pub fn reserved_by(&self, containers: u32) -> Reserved {
        let all = |one: Option<&Quantity>| one.and_then(|one| one.times(containers));
        Reserved {
            cpu: all(self.cpu.as_ref().map(Bounds::request)),
            memory: all(self.memory.as_ref().map(Bounds::request)),
            gpu: (self.gpu.as_ref()).map(|gpu| u64::from(gpu.quantity()) * u64::from(containers)),
            disk: all(self.disk.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::resources::Gpu;

    #[test]
    fn requests_count_and_limits_do_not() {
        let quantity = |text: &str| text.parse::<Quantity>().unwrap();
        let resources = Resources {
            cpu: Bounds::new("cpu", quantity("500m"), Some(quantity("2"))).ok(),
            memory: Bounds::new("memory", quantity("512Mi"), None).ok(),
            gpu: NonZeroU32::new(2).map(Gpu::Count),
            ..Resources::default()
        };
        let reserved = resources.reserved_by(3);
        let text = |quantity: &Option<Quantity>| quantity.as_ref().map(ToString::to_string);
        assert_eq!(text(&reserved.cpu).as_deref(), Some("1500m"));
        assert_eq!(text(&reserved.memory).as_deref(), Some("1536Mi"));
        assert_eq!((reserved.gpu, reserved.disk), (Some(6), None));
        assert_eq!(text(&resources.reserved_by(4).cpu).as_deref(), Some("2"));
        assert_eq!(
            text(&resources.reserved_by(4).memory).as_deref(),
            Some("2Gi")
        );
        assert_eq!(text(&resources.reserved_by(0).memory).as_deref(), Some("0"));
        assert_eq!(Resources::default().reserved_by(3), Reserved::default());
    }
}
