//! What the containers of an environment may use: processors, memory, accelerators, disk and
//! shared memory.
//!
//! As in flyte SDK 2.12.1, `Resources`: one value is a request, a pair is request and limit. Two
//! rules are ours: quantities must be Kubernetes quantities, and no request exceeds its limit.

pub(crate) mod input;
pub(crate) mod reserved;

use std::num::NonZeroU32;

use flyte_proto::flyteidl2::core::resources::{ResourceEntry, ResourceName};
use flyte_proto::flyteidl2::core::{
    ExtendedResources, Resources as WireResources, SharedMemory as WireSharedMemory,
};

use crate::accelerator::Accelerator;
use crate::quantity::Quantity;
use crate::received::Received;
use crate::violation::Violation;

/// Where shared memory is mounted, and under which name (flyte SDK 2.12.1).
const SHM_PATH: &str = "/dev/shm";
const SHM_NAME: &str = "flyte-shm";

/// Resources of a container. The default asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resources {
    /// Processors.
    pub cpu: Option<Bounds>,
    /// Memory.
    pub memory: Option<Bounds>,
    /// Accelerators.
    pub gpu: Option<Gpu>,
    /// Ephemeral storage.
    pub disk: Option<Quantity>,
    /// Shared memory.
    pub shm: Option<SharedMemory>,
}

/// A request and perhaps a limit, which is then not below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    request: Quantity,
    limit: Option<Quantity>,
}

impl Bounds {
    /// `setting` is the one that the message names.
    ///
    /// # Errors
    /// When the request exceeds the limit.
    pub fn new(
        setting: &str,
        request: Quantity,
        limit: Option<Quantity>,
    ) -> Result<Self, Violation> {
        if let Some(limit) = limit.as_ref().filter(|limit| **limit < request) {
            return Err(Violation::new(
                format!("{setting} request must be at most the limit"),
                Received::number(format!("[{request}, {limit}]")),
                "The request comes first, the limit second.",
            ));
        }
        Ok(Self { request, limit })
    }

    /// What the scheduler sets aside.
    #[must_use]
    pub const fn request(&self) -> &Quantity {
        &self.request
    }

    /// What the container may use at most.
    #[must_use]
    pub const fn limit(&self) -> Option<&Quantity> {
        self.limit.as_ref()
    }
}

/// Accelerators, of any kind or of a certain one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gpu {
    /// So many, whatever they are.
    Count(NonZeroU32),
    /// So many of this kind.
    Device(Accelerator),
}

impl Gpu {
    fn quantity(&self) -> u32 {
        match self {
            Self::Count(count) => count.get(),
            Self::Device(accelerator) => accelerator.quantity(),
        }
    }
}

/// The size of shared memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SharedMemory {
    /// Whatever the node gives.
    Auto,
    /// At most so much.
    Size(Quantity),
}

impl Resources {
    /// The part that belongs to the container; nothing when it asks for nothing.
    pub(crate) fn to_wire(&self) -> Option<WireResources> {
        let bounded = [
            (ResourceName::Cpu, &self.cpu),
            (ResourceName::Memory, &self.memory),
        ];
        let entry = |name: ResourceName, value: String| ResourceEntry {
            name: name.into(),
            value,
        };
        let mut requests: Vec<_> = bounded
            .iter()
            .filter_map(|(name, bounds)| Some(entry(*name, bounds.as_ref()?.request.to_string())))
            .collect();
        let gpu = self.gpu.as_ref().map(|gpu| gpu.quantity().to_string());
        requests.extend(gpu.map(|count| entry(ResourceName::Gpu, count)));
        let disk = self.disk.as_ref().map(Quantity::to_string);
        requests.extend(disk.map(|disk| entry(ResourceName::EphemeralStorage, disk)));
        let limits = bounded
            .iter()
            .filter_map(|(name, bounds)| Some(entry(*name, bounds.as_ref()?.limit()?.to_string())))
            .collect();
        (!requests.is_empty()).then_some(WireResources { requests, limits })
    }

    /// Whether the other asks for an accelerator of another kind, and whether for other shared memory:
    /// neither is part of the identity of a warm pool.
    #[must_use]
    pub fn differs_beside_the_pool(&self, other: &Self) -> (bool, bool) {
        let parts = |resources: &Self| {
            let wire = resources.to_wire_extended().unwrap_or_default();
            (wire.gpu_accelerator, wire.shared_memory)
        };
        let (ours, theirs) = (parts(self), parts(other));
        (ours.0 != theirs.0, ours.1 != theirs.1)
    }

    /// The part that belongs to the template; nothing when there is none.
    pub(crate) fn to_wire_extended(&self) -> Option<ExtendedResources> {
        let gpu_accelerator = match &self.gpu {
            Some(Gpu::Device(accelerator)) => Some(accelerator.to_wire()),
            _ => None,
        };
        let shared_memory = self.shm.as_ref().map(|shm| WireSharedMemory {
            mount_path: SHM_PATH.to_owned(),
            mount_name: SHM_NAME.to_owned(),
            size_limit: match shm {
                SharedMemory::Auto => String::new(),
                SharedMemory::Size(size) => size.to_string(),
            },
        });
        (gpu_accelerator.is_some() || shared_memory.is_some()).then_some(ExtendedResources {
            gpu_accelerator,
            shared_memory,
        })
    }

    /// Reads both parts. What breaks a rule is left out.
    pub(crate) fn from_wire(
        wire: Option<&WireResources>,
        extended: Option<&ExtendedResources>,
    ) -> Self {
        let quantity = |entries: &[ResourceEntry], name: ResourceName| -> Option<Quantity> {
            let entry = entries.iter().find(|entry| entry.name == i32::from(name))?;
            entry.value.parse().ok()
        };
        let request = |name| quantity(&wire?.requests, name);
        let bounds = |name| Bounds::new("", request(name)?, quantity(&wire?.limits, name)).ok();
        let gpu_count =
            request(ResourceName::Gpu).and_then(|count| count.as_str().parse::<NonZeroU32>().ok());
        let accelerator = extended.and_then(|extended| extended.gpu_accelerator.as_ref());
        let gpu = gpu_count.and_then(|count| match accelerator {
            Some(wire) => Accelerator::from_wire(wire, count.get()).map(Gpu::Device),
            None => Some(Gpu::Count(count)),
        });
        let shm = extended
            .and_then(|extended| extended.shared_memory.as_ref())
            .and_then(|shm| match shm.size_limit.as_str() {
                "" => Some(SharedMemory::Auto),
                size => size.parse().ok().map(SharedMemory::Size),
            });
        Self {
            cpu: bounds(ResourceName::Cpu),
            memory: bounds(ResourceName::Memory),
            gpu,
            disk: request(ResourceName::EphemeralStorage),
            shm,
        }
    }
}

#[cfg(test)]
mod tests;
