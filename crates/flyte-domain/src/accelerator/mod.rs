//! Accelerators: GPUs, TPUs and their kin, by the names of the flyte SDK 2.12.1.
//!
//! A device that the SDK knows by name has its class, its possible counts and its partitions from
//! a table. Any other device can be had by naming its class, and is sent as it is written.

mod class;
mod table;

use std::fmt::{self, Display, Formatter};
use std::num::NonZeroU32;

use flyte_proto::flyteidl2::core::GpuAccelerator;
use flyte_proto::flyteidl2::core::gpu_accelerator::PartitionSizeValue;

pub(crate) use crate::accelerator::class::DeviceClass;
use crate::accelerator::table::{DEPRECATED, DEVICES, Device, WIRE_NAMES};
use crate::received::Received;
use crate::violation::Violation;

/// A number of accelerators of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accelerator {
    /// The SDK's name where it has one.
    device: String,
    class: DeviceClass,
    quantity: NonZeroU32,
    partition: Option<String>,
}

impl Accelerator {
    /// Reads the SDK's short form, `A100:4`.
    ///
    /// # Errors
    /// When it is no device with a count, or one that the SDK does not know.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let wrong = || {
            Violation::new(
                "gpu must be a count or a device with a count such as `A100:4`",
                Received::text(text),
                "The count is required; a partition needs `accelerator`.",
            )
        };
        let (device, count) = text.rsplit_once(':').ok_or_else(wrong)?;
        let quantity = count.parse().map_err(|_| wrong())?;
        let known = known(device)?;
        if !known.counts.contains(&quantity) {
            let counts: Vec<_> = known.counts.iter().map(u32::to_string).collect();
            return Err(Violation::new(
                format!("gpu must be a count of `{}` that exists", known.name),
                Received::number(quantity),
                format!(
                    "In this short form there can be {} of it. Any other number needs `accelerator \
                     = {{ device = \"{}\", quantity = … }}`.",
                    counts.join(", "),
                    known.name
                ),
            ));
        }
        if known.class == DeviceClass::GoogleTpu {
            return Err(Violation::new(
                "gpu must name a slice for a TPU",
                Received::number(known.name),
                "Use `accelerator = { device = \"V5P\", partition = \"2x2x1\" }`.",
            ));
        }
        Self::named(known.name, quantity, None)
    }

    /// A device that the SDK knows by name. There can be any number of it: only the short form is
    /// bound to the counts that exist.
    ///
    /// # Errors
    /// When the SDK does not know it, or not so divided, or there is none of it.
    pub fn named(device: &str, quantity: u32, partition: Option<&str>) -> Result<Self, Violation> {
        let known = known(device)?;
        let quantity = some(quantity)?;
        if let Some((partition, known_partitions)) = partition.zip(known.partitions)
            && !known_partitions.contains(&partition)
        {
            return Err(Violation::new(
                format!("partition must be one that `{}` has", known.name),
                Received::word(partition, known_partitions.iter().copied()),
                match known_partitions {
                    [] => "A shared device cannot be divided further; remove `partition`.".into(),
                    known => format!("Write one of `{}`.", known.join("`, `")),
                },
            ));
        }
        Ok(Self {
            device: known.name.to_owned(),
            class: known.class,
            quantity,
            partition: partition.filter(|text| !text.is_empty()).map(str::to_owned),
        })
    }

    /// Any device of a class, for those that the SDK does not know by name.
    ///
    /// # Errors
    /// When it has no name or there is none of it.
    pub fn custom(
        class: DeviceClass,
        device: &str,
        quantity: u32,
        partition: Option<&str>,
    ) -> Result<Self, Violation> {
        let quantity = some(quantity)?;
        if device.is_empty() {
            return Err(Violation::new(
                "device must not be empty",
                Received::nothing(),
                "Name the device as the scheduler knows it.",
            ));
        }
        Ok(Self {
            device: name_of(current(device)).to_owned(),
            class,
            quantity,
            partition: partition.filter(|text| !text.is_empty()).map(str::to_owned),
        })
    }

    /// The name of today, if the text names a device, perhaps with a count, in a spelling that the
    /// SDK takes, but calls deprecated.
    #[must_use]
    pub fn renamed(text: &str) -> Option<&'static str> {
        let device = text.split_once(':').map_or(text, |(device, _)| device);
        let renamed = DEPRECATED.iter().find(|(old, _)| *old == device);
        renamed.map(|(_, name)| *name)
    }

    /// The device, by the SDK's name where it has one.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Its class.
    #[must_use]
    pub const fn class(&self) -> DeviceClass {
        self.class
    }

    /// How many there are.
    #[must_use]
    pub const fn quantity(&self) -> u32 {
        self.quantity.get()
    }

    /// Which part of each is had.
    #[must_use]
    pub fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }

    /// Whether the short form `A100:4` is enough.
    #[must_use]
    pub fn has_short_form(&self) -> bool {
        Self::parse(&self.to_string()).is_ok_and(|short| short == *self)
    }

    pub(super) fn to_wire(&self) -> GpuAccelerator {
        GpuAccelerator {
            device: wire_name_of(&self.device).to_owned(),
            device_class: self.class.to_wire().into(),
            partition_size_value: self
                .partition
                .clone()
                .map(PartitionSizeValue::PartitionSize),
        }
    }

    /// Nothing when the message names no device of a known class.
    pub(super) fn from_wire(wire: &GpuAccelerator, quantity: u32) -> Option<Self> {
        let class = DeviceClass::from_wire(wire.device_class)?;
        let partition = match &wire.partition_size_value {
            Some(PartitionSizeValue::PartitionSize(size)) => Some(size.as_str()),
            _ => None,
        };
        Self::custom(class, &wire.device, quantity, partition).ok()
    }
}

/// The short form: `A100:4`.
impl Display for Accelerator {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.device, self.quantity)
    }
}

fn some(quantity: u32) -> Result<NonZeroU32, Violation> {
    NonZeroU32::new(quantity).ok_or_else(|| {
        Violation::new(
            "quantity must be at least 1",
            Received::number(quantity),
            "Remove the device to have none.",
        )
    })
}

/// The name of today.
fn current(device: &str) -> &str {
    Accelerator::renamed(device).unwrap_or(device)
}

fn known(device: &str) -> Result<&'static Device, Violation> {
    let device = current(device);
    DEVICES
        .iter()
        .find(|known| known.name == device)
        .ok_or_else(|| {
            let names: Vec<_> = DEVICES.iter().map(|known| known.name).collect();
            Violation::new(
                "The device must be one that Flyte knows",
                Received::word(device, DEVICES.iter().map(|known| known.name)),
                format!(
                    "Write one of `{}`, or name the `class` of another device in `accelerator`.",
                    names.join("`, `")
                ),
            )
        })
}

fn wire_name_of(device: &str) -> &str {
    WIRE_NAMES
        .iter()
        .find(|(name, _)| *name == device)
        .map_or(device, |(_, wire)| wire)
}

fn name_of(wire_name: &str) -> &str {
    WIRE_NAMES
        .iter()
        .find(|(_, wire)| *wire == wire_name)
        .map_or(wire_name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_those_of_the_sdk() {
        for text in [
            "A100:1",
            "A100:8",
            "T4 shared:1",
            "Trn1:16",
            "Inf2:12",
            "MI300X:1",
            "H200:8",
        ] {
            let accelerator = Accelerator::parse(text).unwrap();
            assert_eq!(accelerator.to_string(), text);
            assert!(accelerator.has_short_form());
        }
        for text in [
            "A100", "A100:9", "A100:0", "A100:-1", "A100:x", "A9:1", "V5P:1", "", ":1", "Trn1:2",
        ] {
            assert!(Accelerator::parse(text).is_err(), "{text:?}");
        }
    }

    /// flyte SDK 2.12.1, `GPU` and `Device`: a count is bound in the short form only.
    #[test]
    fn there_can_be_any_number_of_a_device() {
        for (device, quantity) in [
            ("RTX_PRO_6000", 5),
            ("T4 shared", 6),
            ("A2", 3),
            ("A100", 16),
            ("Trn1", 3),
            ("V5P", 4),
        ] {
            let accelerator = Accelerator::named(device, quantity, None).unwrap();
            assert_eq!(accelerator.quantity(), quantity);
            assert!(!accelerator.has_short_form(), "{accelerator}");
            let violation = Accelerator::parse(&accelerator.to_string()).unwrap_err();
            assert!(violation.hint().contains("accelerator = {"), "{violation}");
        }
        assert!(Accelerator::named("A100", 0, None).is_err());
    }

    #[test]
    fn spellings_of_old_are_those_of_today() {
        for (old, name) in [("A100 80G", "A100_80G"), ("RTX PRO 6000", "RTX_PRO_6000")] {
            assert_eq!(Accelerator::renamed(&format!("{old}:2")), Some(name));
            assert_eq!(Accelerator::renamed(name), None);
            let today = Accelerator::parse(&format!("{name}:2"));
            assert_eq!(Accelerator::parse(&format!("{old}:2")), today);
            assert_eq!(Accelerator::named(old, 2, None), today);
            let class = DeviceClass::NvidiaGpu;
            let custom = Accelerator::custom(class, old, 2, None);
            assert_eq!(custom, today);
            assert_eq!(custom.unwrap().to_wire(), today.unwrap().to_wire());
        }
    }

    #[test]
    fn partitions_are_those_of_the_device() {
        assert!(Accelerator::named("A100", 1, Some("1g.5gb")).is_ok());
        assert!(Accelerator::named("A100", 1, Some("1g.10gb")).is_err());
        assert!(Accelerator::named("T4 shared", 1, Some("1g.5gb")).is_err());
        // The SDK does not check those of other devices.
        assert!(Accelerator::named("B200", 1, Some("anything")).is_ok());
        assert!(Accelerator::named("V5P", 1, Some("2x2x1")).is_ok());
    }

    #[test]
    fn every_device_of_the_table_survives_the_wire() {
        for device in DEVICES {
            for quantity in device.counts {
                let partition = device.partitions.and_then(|all| all.first().copied());
                let accelerator = Accelerator::named(device.name, *quantity, partition).unwrap();
                let wire = accelerator.to_wire();
                assert_eq!(Accelerator::from_wire(&wire, *quantity), Some(accelerator));
            }
        }
    }

    #[test]
    fn a_device_outside_the_table_needs_a_class() {
        assert!(Accelerator::named("X9", 1, None).is_err());
        let class = DeviceClass::parse("AMD_GPU").unwrap();
        let accelerator = Accelerator::custom(class, "X9", 2, None).unwrap();
        assert_eq!(
            Accelerator::from_wire(&accelerator.to_wire(), 2),
            Some(accelerator.clone())
        );
        assert!(!accelerator.has_short_form());
        assert!(Accelerator::custom(class, "X9", 0, None).is_err());
        assert!(DeviceClass::parse("amd").is_err());
    }
}
