//! Kinds of accelerators.

use flyte_proto::flyteidl2::core::gpu_accelerator::DeviceClass as WireClass;

use crate::received::Received;
use crate::violation::Violation;

/// What kind of device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceClass {
    /// `NVIDIA_GPU`
    NvidiaGpu,
    /// `GOOGLE_TPU`
    GoogleTpu,
    /// `AMAZON_NEURON`
    AmazonNeuron,
    /// `AMD_GPU`
    AmdGpu,
    /// `HABANA_GAUDI`
    HabanaGaudi,
}

impl DeviceClass {
    const ALL: [Self; 5] = [
        Self::NvidiaGpu,
        Self::GoogleTpu,
        Self::AmazonNeuron,
        Self::AmdGpu,
        Self::HabanaGaudi,
    ];

    /// The word that users write, which is also the API's.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.to_wire().as_str_name()
    }

    /// The word of the SDK for Python, which takes any other for an NVIDIA GPU silently
    /// (flyte SDK 2.12.1, `DeviceClass`).
    #[must_use]
    pub const fn python_name(self) -> &'static str {
        match self {
            Self::NvidiaGpu => "GPU",
            Self::GoogleTpu => "TPU",
            Self::AmazonNeuron => "NEURON",
            Self::AmdGpu => "AMD_GPU",
            Self::HabanaGaudi => "HABANA_GAUDI",
        }
    }

    /// # Errors
    /// When there is no such class.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|class| class.name() == name)
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::name).join("`, `");
                Violation::new(
                    "class must be a class of accelerators",
                    Received::word(name, Self::ALL.map(Self::name)),
                    format!("Write one of `{known}`."),
                )
            })
    }

    pub(super) const fn to_wire(self) -> WireClass {
        match self {
            Self::NvidiaGpu => WireClass::NvidiaGpu,
            Self::GoogleTpu => WireClass::GoogleTpu,
            Self::AmazonNeuron => WireClass::AmazonNeuron,
            Self::AmdGpu => WireClass::AmdGpu,
            Self::HabanaGaudi => WireClass::HabanaGaudi,
        }
    }

    /// Nothing for a class of a newer server.
    pub(super) fn from_wire(class: i32) -> Option<Self> {
        let class = WireClass::try_from(class).ok()?;
        Self::ALL.into_iter().find(|known| known.to_wire() == class)
    }
}
