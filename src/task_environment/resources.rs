//! The attribute `resources`: what each container of the environment requests from the cluster.

use flyte_domain::{
    Accelerator, Bounds, DeviceInput, Gpu, Resources, ResourcesInput, SharedMemory,
};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Nesting, Number, Path, Type, Usage, Value,
};

use crate::findings;
use crate::literal::{read_alike, written, written_number, written_numbers, written_text};

/// The requested resources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ResourcesObject {
    pub cpu: Value,
    pub memory: Value,
    pub gpu: Value,
    pub disk: Value,
    pub shm: Value,
    pub accelerator: Field<AcceleratorObject>,
}

/// A device, in the long form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AcceleratorObject {
    pub device: Field<String>,
    pub quantity: Field<Number>,
    pub partition: Field<String>,
    pub class: Field<String>,
}

pub(crate) fn attribute() -> Attribute {
    let spellings = |name: &'static str| {
        move |one: &Value, other: &Value| {
            let read = |value: &Value| setting(name, value).check().ok().flatten();
            read(one).is_some_and(|resources| Some(resources) == read(other))
        }
    };
    let object = Block::default()
        .attribute(
            "cpu",
            Attribute::optional(Type::Dynamic)
                .equal_when(spellings("cpu"))
                .description(
                    "Processor cores: a number or a quantity such as `\"500m\"`, or \
                     `[request, limit]`.",
                ),
        )
        .attribute(
            "memory",
            Attribute::optional(Type::Dynamic)
                .equal_when(spellings("memory"))
                .description(
                    "Memory: a quantity in quotes, such as `\"2Gi\"`, or `[request, limit]`.",
                ),
        )
        .attribute(
            "gpu",
            Attribute::optional(Type::Dynamic)
                .equal_when(spellings("gpu"))
                .description(
                    "GPUs: a count, or a device with a count such as `\"A100:4\"`. For a \
                     partition, a TPU or another device, use `accelerator` instead.",
                ),
        )
        .attribute(
            "disk",
            Attribute::optional(Type::Dynamic)
                .equal_when(spellings("disk"))
                .description("Local disk: a quantity in quotes, such as `\"10Gi\"`."),
        )
        .attribute(
            "shm",
            Attribute::optional(Type::Dynamic)
                .equal_when(spellings("shm"))
                .description(
                    "Shared memory at `/dev/shm`: a quantity in quotes, or `\"auto\"` for as much \
                     as the container's memory allows.",
                ),
        )
        .attribute("accelerator", accelerator());
    let attribute = Attribute::nested(Nesting::Single, object, Usage::Optional);
    attribute
        .equal_when(read_alike(ResourcesObject::read))
        .description(
            "What each container asks the cluster for. Amounts are Kubernetes quantities, compared \
         by value: `\"1\"` and `\"1000m\"`, or `\"1Gi\"` and `\"1024Mi\"`, are the same. A \
         request never exceeds its limit.",
        )
}

fn accelerator() -> Attribute {
    let object = Block::default()
        .attribute(
            "device",
            Attribute::required(Type::String).description(
                "The device by the Flyte SDK's name, such as `A100`, `H100`, `V5P` or \
                 `Trn1`; with `class`, any name that the scheduler knows.",
            ),
        )
        .attribute(
            "quantity",
            Attribute::optional(Type::Number).description("How many of them. Default 1."),
        )
        .attribute(
            "partition",
            Attribute::optional(Type::String).description(
                "Which part of each device: a MIG slice such as `1g.5gb`, or a TPU topology \
                 such as `2x2x1`.",
            ),
        )
        .attribute(
            "class",
            Attribute::optional(Type::String).description(
                "The class of a device that the SDK does not know by name: `NVIDIA_GPU`, \
                 `GOOGLE_TPU`, `AMAZON_NEURON`, `AMD_GPU` or `HABANA_GAUDI`.",
            ),
        );
    Attribute::nested(Nesting::Single, object, Usage::Optional)
        .description("An accelerator device, in place of `gpu`.")
}

/// The input with this setting alone.
fn setting(name: &str, value: &Value) -> ResourcesInput {
    let mut input = ResourcesInput::default();
    match name {
        "cpu" => input.cpu = written(value),
        "memory" => input.memory = written(value),
        "gpu" => input.gpu = written_numbers(value),
        "disk" => input.disk = written(value),
        _ => input.shm = written(value),
    }
    input
}

impl ResourcesObject {
    /// The resources, if all of them are known and break no rule.
    pub(super) fn read(&self) -> Option<Resources> {
        self.check(&Path::root(), &mut Diagnostics::new())
    }

    fn input(&self) -> ResourcesInput {
        ResourcesInput {
            cpu: written(&self.cpu),
            memory: written(&self.memory),
            gpu: written_numbers(&self.gpu),
            device: self.accelerator.as_known().map(|accelerator| DeviceInput {
                device: written_text(&accelerator.device),
                quantity: written_number(&accelerator.quantity),
                partition: written_text(&accelerator.partition),
                class: written_text(&accelerator.class),
            }),
            disk: written(&self.disk),
            shm: written(&self.shm),
        }
    }

    /// The advice about how they are written, below `path`.
    pub(crate) fn advice(&self, path: &Path) -> Option<Diagnostic> {
        let (device, path) = match &self.accelerator {
            Field::Known(accelerator) => {
                let path = path.clone().attribute("accelerator").attribute("device");
                (accelerator.device.as_known()?.as_str(), path)
            }
            _ => (self.gpu.inner().as_str()?, path.clone().attribute("gpu")),
        };
        let name = Accelerator::renamed(device)?;
        let old = device.split_once(':').map_or(device, |(old, _)| old);
        let warning = Diagnostic::warning(
            format!("GPU type '{old}' is deprecated, use '{name}' instead"),
            "Both mean the same device, and nothing is deployed for the change.",
        );
        Some(warning.at(path))
    }

    /// The resources, once all of them are known; broken rules go to the diagnostics, each at
    /// its setting, below `path`.
    pub(crate) fn check(&self, path: &Path, diagnostics: &mut Diagnostics) -> Option<Resources> {
        let checked = self.input().check().map_err(|errors| {
            for (name, violation) in errors {
                let name = match &self.accelerator {
                    Field::Known(_) if name == "gpu" => "accelerator",
                    _ => name,
                };
                let path = path.clone().attribute(name);
                diagnostics.push(findings::violation(&violation, path));
            }
        });
        checked
            .ok()
            .flatten()
            .filter(|_| !self.accelerator.is_unknown())
    }
}

/// The resources as Flyte holds them.
impl From<&Resources> for ResourcesObject {
    fn from(resources: &Resources) -> Self {
        let mut object = Self {
            cpu: resources.cpu.as_ref().map_or(Value::Null, bounds),
            memory: resources.memory.as_ref().map_or(Value::Null, bounds),
            disk: resources.disk.as_ref().map_or(Value::Null, text),
            shm: match &resources.shm {
                None => Value::Null,
                Some(SharedMemory::Auto) => text("auto"),
                Some(SharedMemory::Size(size)) => text(size),
            },
            ..Self::default()
        };
        match &resources.gpu {
            None => {}
            Some(Gpu::Count(count)) => {
                object.gpu = Value::from(i64::from(count.get())).into_dynamic();
            }
            Some(Gpu::Device(device)) if device.has_short_form() => {
                object.gpu = text(device);
            }
            Some(Gpu::Device(device)) => {
                object.accelerator = Field::Known(AcceleratorObject::from(device));
            }
        }
        object
    }
}

impl From<&Accelerator> for AcceleratorObject {
    fn from(device: &Accelerator) -> Self {
        let named = Accelerator::named(device.device(), device.quantity(), device.partition());
        let class = if named.is_ok_and(|named| named == *device) {
            Field::Null
        } else {
            Field::Known(device.class().name().to_owned())
        };
        Self {
            device: Field::Known(device.device().to_owned()),
            quantity: Some(Number::from(device.quantity()))
                .filter(|_| device.quantity() != 1)
                .into(),
            partition: device.partition().map(str::to_owned).into(),
            class,
        }
    }
}

fn text(text: impl ToString) -> Value {
    Value::from(text.to_string()).into_dynamic()
}

fn bounds(bounds: &Bounds) -> Value {
    let request = bounds.request();
    match bounds.limit() {
        None => text(request),
        Some(limit) => Value::list([request.to_string(), limit.to_string()]).into_dynamic(),
    }
}
