//! Names of accelerators in settings, which are others than those of resources: `nvidia-l4`.
//!
//! Flyte SDK 2.12.1, `remote/_settings.py`: a name that is known goes with its model and class, any
//! other alone, since the server owns the list.

use flyte_proto::flyteidl2::settings::{Accelerator, AcceleratorModel};

/// The highest number of a model; they are numbered in hundreds, one for each class of devices.
const LAST: i32 = 500;
const OF_A_CLASS: i32 = 100;

/// The names that flyteidl2 2.0.51 has, in its order.
pub(super) fn names() -> impl Iterator<Item = String> {
    models().map(name)
}

pub(super) fn to_wire(device: &str) -> Accelerator {
    let model = models().find(|model| name(*model) == device);
    let model: i32 = model.unwrap_or_default().into();
    Accelerator {
        device: device.to_owned(),
        device_class: model / OF_A_CLASS,
        accelerator_model: model,
    }
}

fn models() -> impl Iterator<Item = AcceleratorModel> {
    (1..LAST).filter_map(|number| AcceleratorModel::try_from(number).ok())
}

/// As the option `accelerator_name` of each value has it: `AMAZON` is `aws` there.
fn name(model: AcceleratorModel) -> String {
    let name = model.as_str_name().to_ascii_lowercase().replace('_', "-");
    match name.strip_prefix("amazon-") {
        Some(device) => format!("aws-{device}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_flyteidl2() {
        let names: Vec<_> = names().collect();
        assert_eq!(names.len(), 39);
        for name in [
            "nvidia-a100-80gb",
            "nvidia-rtx-pro-6000",
            "google-tpu-v5e",
            "aws-trn1n",
            "amd-mi300x",
            "habana-gaudi1",
        ] {
            assert!(names.iter().any(|it| it == name), "{name}");
        }
    }

    #[test]
    fn a_known_name_goes_with_its_class() {
        let tpu = to_wire("google-tpu-v6e");
        assert_eq!((tpu.device_class, tpu.accelerator_model), (1, 102));
        let novel = to_wire("nvidia-x1");
        assert_eq!((novel.device_class, novel.accelerator_model), (0, 0));
        assert_eq!(novel.device, "nvidia-x1");
    }
}
