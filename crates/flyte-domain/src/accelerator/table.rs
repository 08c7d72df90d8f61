//! The accelerators that the flyte SDK 2.12.1 knows: how many there may be, how they may be
//! divided, and what they are called on the wire.

use crate::accelerator::class::DeviceClass::{
    self, AmazonNeuron, AmdGpu, GoogleTpu, HabanaGaudi, NvidiaGpu,
};

/// An accelerator by the name that users write.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) name: &'static str,
    pub(super) class: DeviceClass,
    pub(super) counts: &'static [u32],
    /// `None` where the SDK does not check; empty where it allows none.
    pub(super) partitions: Option<&'static [&'static str]>,
}

const ONE: &[u32] = &[1];
const TWO: &[u32] = &[1, 2];
const EIGHT: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8];
const TWELVE: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const SIXTEEN: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const TRAINIUM: &[u32] = &[1, 4, 8, 16];

const A100: &[&str] = &["1g.5gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"];
const A100_80G: &[&str] = &["1g.10gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"];
const H100: &[&str] = &[
    "1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb",
];
const H200: &[&str] = &[
    "1g.18gb", "1g.35gb", "2g.35gb", "3g.71gb", "4g.71gb", "7g.141gb",
];
const RTX_PRO_6000: &[&str] = &["1g.24gb", "2g.48gb", "4g.96gb"];
const TPU_FLAT: &[&str] = &["1x1", "2x2", "2x4", "4x4", "4x8", "8x8", "8x16", "16x16"];
const TPU_CUBE: &[&str] = &[
    "2x2x1", "2x2x2", "2x4x4", "4x4x4", "4x4x8", "4x8x8", "8x8x8", "8x8x16", "8x16x16", "16x16x16",
    "16x16x24",
];

const fn device(name: &'static str, class: DeviceClass, counts: &'static [u32]) -> Device {
    Device {
        name,
        class,
        counts,
        partitions: None,
    }
}

const fn nvidia(name: &'static str, counts: &'static [u32]) -> Device {
    device(name, NvidiaGpu, counts)
}

const fn divisible(device: Device, partitions: &'static [&'static str]) -> Device {
    Device {
        partitions: Some(partitions),
        ..device
    }
}

pub(super) const DEVICES: &[Device] = &[
    nvidia("A2", ONE),
    nvidia("A10", EIGHT),
    nvidia("A10G", EIGHT),
    divisible(nvidia("A100", EIGHT), A100),
    divisible(nvidia("A100_80G", EIGHT), A100_80G),
    nvidia("B200", EIGHT),
    divisible(nvidia("H100", EIGHT), H100),
    divisible(nvidia("H200", EIGHT), H200),
    nvidia("L4", EIGHT),
    nvidia("L40s", EIGHT),
    nvidia("V100", EIGHT),
    nvidia("T4", EIGHT),
    nvidia("RTX_PRO_4500", ONE),
    divisible(nvidia("RTX_PRO_6000", TWO), RTX_PRO_6000),
    nvidia("GB10", ONE),
    divisible(nvidia("T4 shared", ONE), &[]),
    divisible(nvidia("L4 shared", ONE), &[]),
    divisible(nvidia("A10G shared", ONE), &[]),
    divisible(nvidia("A10 shared", ONE), &[]),
    divisible(nvidia("L40S shared", ONE), &[]),
    device("Trn1", AmazonNeuron, TRAINIUM),
    device("Trn1n", AmazonNeuron, TRAINIUM),
    device("Trn2", AmazonNeuron, TRAINIUM),
    device("Trn2u", AmazonNeuron, TRAINIUM),
    device("Inf1", AmazonNeuron, SIXTEEN),
    device("Inf2", AmazonNeuron, TWELVE),
    device("MI100", AmdGpu, ONE),
    device("MI210", AmdGpu, ONE),
    device("MI250", AmdGpu, ONE),
    device("MI250X", AmdGpu, ONE),
    device("MI300A", AmdGpu, ONE),
    device("MI300X", AmdGpu, ONE),
    device("MI325X", AmdGpu, ONE),
    device("MI350X", AmdGpu, ONE),
    device("MI355X", AmdGpu, ONE),
    device("Gaudi1", HabanaGaudi, ONE),
    divisible(device("V5E", GoogleTpu, ONE), TPU_FLAT),
    divisible(device("V5P", GoogleTpu, ONE), TPU_CUBE),
    divisible(device("V6E", GoogleTpu, ONE), TPU_FLAT),
];

/// Names that the SDK still takes, with a warning, and those of today.
pub(super) const DEPRECATED: &[(&str, &str)] =
    &[("A100 80G", "A100_80G"), ("RTX PRO 6000", "RTX_PRO_6000")];

/// Names and what the wire calls them, where the two differ.
pub(super) const WIRE_NAMES: &[(&str, &str)] = &[
    ("A10", "nvidia-a10"),
    ("A100", "nvidia-tesla-a100"),
    ("A100G", "nvidia-a100g"),
    ("A100_80G", "nvidia-a100-80gb"),
    ("A10G", "nvidia-a10g"),
    ("H100", "nvidia-tesla-h100"),
    ("K80", "nvidia-tesla-k80"),
    ("L4", "nvidia-l4"),
    ("L40s", "nvidia-l40s"),
    ("L4_VWS", "nvidia-l4-vws"),
    ("M60", "nvidia-tesla-m60"),
    ("P100", "nvidia-tesla-p100"),
    ("P4", "nvidia-tesla-p4"),
    ("RTX_PRO_4500", "nvidia-rtx-pro-4500"),
    ("RTX_PRO_6000", "nvidia-rtx-pro-6000"),
    ("T4", "nvidia-tesla-t4"),
    ("V100", "nvidia-tesla-v100"),
    ("V5E", "tpu-v5-lite-podslice"),
    ("V5P", "tpu-v5p-slice"),
    ("V6E", "tpu-v6e-slice"),
];
