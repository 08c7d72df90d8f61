//! From what a user wrote to resources: all errors at once, unknowns silent.

use std::num::NonZeroU32;

use crate::accelerator::{Accelerator, DeviceClass};
use crate::quantity::{Quantity, QuantityError};
use crate::received::Received;
use crate::resources::{Bounds, Gpu, Resources, SharedMemory};
use crate::shown::Shown;
use crate::violation::Violation;
use crate::written::{WholeNumber, Written, python_number};

/// The settings of `resources` as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResourcesInput {
    /// `cpu`: a number or a quantity, or request and limit.
    pub cpu: Written,
    /// `memory`: a quantity, or request and limit.
    pub memory: Written,
    /// `gpu`: a count, or a device with a count.
    pub gpu: Written,
    /// The long form of `gpu`; it excludes the other.
    pub device: Option<DeviceInput>,
    /// `disk`: a quantity.
    pub disk: Written,
    /// `shm`: `auto` or a quantity.
    pub shm: Written,
}

/// The long form of `gpu` as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceInput {
    /// `device`: a name.
    pub device: Written,
    /// `quantity`: a number; 1 when left out.
    pub quantity: Written,
    /// `partition`: a part of each device.
    pub partition: Written,
    /// `class`: for devices that the SDK does not know by name.
    pub class: Written,
}

/// A setting by its name, and what is wrong with it.
pub(crate) type SettingError = (&'static str, Violation);

/// A value, or nothing while it depends on something unknown.
type Read<T> = Result<Option<T>, Violation>;

impl ResourcesInput {
    /// Checks every setting; `None` while one of them is unknown.
    ///
    /// # Errors
    /// One for each setting that breaks a rule.
    pub fn check(&self) -> Result<Option<Resources>, Vec<SettingError>> {
        let mut errors = Vec::new();
        let gpu = match (&self.device, &self.gpu) {
            (Some(_), gpu) if *gpu != Written::Null => Err(Violation::new(
                "gpu and accelerator exclude each other",
                Received::nothing(),
                "Keep one of them: `accelerator` also takes a partition, and devices that `gpu` does not know.",
            )),
            (Some(device), _) => device.read().map(|gpu| gpu.map(Some)),
            (None, gpu) => read_gpu(gpu),
        };
        let cpu = keep(&mut errors, "cpu", optional(&self.cpu, read_cpu));
        let memory = keep(&mut errors, "memory", optional(&self.memory, read_memory));
        let gpu = keep(&mut errors, "gpu", gpu);
        let disk = keep(&mut errors, "disk", optional(&self.disk, read_disk));
        let shm = keep(&mut errors, "shm", optional(&self.shm, read_shm));
        if !errors.is_empty() {
            return Err(errors);
        }
        let complete = || {
            Some(Resources {
                cpu: cpu?,
                memory: memory?,
                gpu: gpu?,
                disk: disk?,
                shm: shm?,
            })
        };
        Ok(complete())
    }
}

fn keep<T>(errors: &mut Vec<SettingError>, setting: &'static str, read: Read<T>) -> Option<T> {
    read.unwrap_or_else(|violation| {
        errors.push((setting, violation));
        None
    })
}

/// Nothing written is known to be nothing; what is unknown is not looked at.
fn optional<T>(written: &Written, read: impl Fn(&Written) -> Read<T>) -> Read<Option<T>> {
    match written {
        Written::Null => Ok(Some(None)),
        Written::Unknown => Ok(None),
        _ => read(written).map(|value| value.map(Some)),
    }
}

fn quantity(setting: &str, text: &str) -> Result<Quantity, Violation> {
    text.parse().map_err(|error: QuantityError| {
        Violation::new(
            error.rule(setting),
            Received::shown(Shown::Measure, text),
            error.hint(setting),
        )
    })
}

/// One value or a pair of them.
fn bounds(
    setting: &str,
    written: &Written,
    one: impl Fn(&Written) -> Read<Quantity>,
) -> Read<Bounds> {
    let Written::List(pair) = written else {
        return one(written)?
            .map(|request| Bounds::new(setting, request, None))
            .transpose();
    };
    let [request, limit] = pair.as_slice() else {
        return Err(Violation::new(
            format!("{setting} tuple must have exactly two elements"),
            Received::written(Shown::Measure, written),
            format!("Write request and limit, as in `{setting} = [\"1\", \"2\"]`."),
        ));
    };
    if pair.contains(&Written::Null) {
        return Err(Violation::new(
            format!("{setting} pair elements must both be set"),
            Received::written(Shown::Measure, written),
            "For a request without a limit write it alone, without brackets.",
        ));
    }
    match (one(request)?, one(limit)?) {
        (Some(request), limit @ Some(_)) => Bounds::new(setting, request, limit).map(Some),
        _ => Ok(None),
    }
}

fn read_cpu(written: &Written) -> Read<Bounds> {
    bounds("cpu", written, |written| match written {
        Written::Unknown => Ok(None),
        Written::Text(text) => quantity("cpu", text).map(Some),
        Written::Number(number) => quantity("cpu", &python_number(number)).map(Some),
        _ => Err(Violation::new(
            "cpu must be a number or a Kubernetes quantity such as `500m`",
            Received::written(Shown::Measure, written),
            "Write one value, or request and limit in brackets.",
        )),
    })
}

fn read_memory(written: &Written) -> Read<Bounds> {
    bounds("memory", written, |written| match written {
        Written::Unknown => Ok(None),
        _ => {
            let hint = "Write one value, or request and limit in brackets.";
            size("memory", written, hint).map(Some)
        }
    })
}

fn read_disk(written: &Written) -> Read<Quantity> {
    size("disk", written, "Write the size in quotes, with its unit.").map(Some)
}

fn read_shm(written: &Written) -> Read<SharedMemory> {
    match written {
        Written::Text(text) if text == "auto" => Ok(Some(SharedMemory::Auto)),
        _ => {
            let hint = "Write the size in quotes, with its unit, or `\"auto\"`.";
            size("shm", written, hint).map(|size| Some(SharedMemory::Size(size)))
        }
    }
}

/// A number of bytes. A bare number is refused, as by the SDK: nobody means so few bytes.
fn size(setting: &str, written: &Written, hint: &str) -> Result<Quantity, Violation> {
    let rule =
        || format!("{setting} must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'");
    match written {
        Written::Text(text) => quantity(setting, text),
        Written::Number(number) => {
            let hint = "Say what the number counts: bytes need quotes, larger units a suffix.";
            Err(Violation::new(rule(), Received::number(number), hint))
        }
        _ => Err(Violation::new(
            rule(),
            Received::written(Shown::Measure, written),
            hint,
        )),
    }
}

/// A count that is not negative and fits.
fn count(setting: &str, least: i64, written: &Written) -> Result<u32, Violation> {
    let wrong = |rule: String| {
        let hint = "Write a whole number without quotes.";
        Violation::new(rule, Received::written(Shown::Measure, written), hint)
    };
    let Written::Number(number) = written else {
        return Err(wrong(format!("{setting} must be a whole number")));
    };
    match WholeNumber::read(number) {
        WholeNumber::Is(number) if number < least && least == 0 => Err(wrong(format!(
            "{setting} must be greater than or equal to 0"
        ))),
        WholeNumber::Is(number) if number < least => {
            Err(wrong(format!("{setting} must be at least {least}")))
        }
        WholeNumber::Is(number) => u32::try_from(number)
            .map_err(|_| wrong(format!("{setting} must be at most {}", u32::MAX))),
        WholeNumber::OutOfRange => Err(wrong(format!("{setting} must be at most {}", u32::MAX))),
        WholeNumber::IsNot => Err(wrong(format!("{setting} must be a whole number"))),
    }
}

fn read_gpu(written: &Written) -> Read<Option<Gpu>> {
    match written {
        Written::Null => Ok(Some(None)),
        Written::Unknown => Ok(None),
        Written::Text(text) => {
            let accelerator = Accelerator::parse(text)?;
            Ok(Some(Some(Gpu::Device(accelerator))))
        }
        // None of it is nothing to ask for.
        _ => Ok(Some(
            NonZeroU32::new(count("gpu", 0, written)?).map(Gpu::Count),
        )),
    }
}

impl DeviceInput {
    fn read(&self) -> Read<Gpu> {
        let text = |setting: &str, written: &Written| match written {
            Written::Null => Ok(None),
            Written::Text(text) => Ok(Some(text.clone())),
            _ => Err(Violation::new(
                format!("{setting} must be a text"),
                Received::written(Shown::Number, written),
                "Put it in quotes.",
            )),
        };
        let all = [&self.device, &self.quantity, &self.partition, &self.class];
        if all.contains(&&Written::Unknown) {
            return Ok(None);
        }
        let device = text("device", &self.device)?.unwrap_or_default();
        let partition = text("partition", &self.partition)?;
        let quantity = match &self.quantity {
            Written::Null => 1,
            written => count("quantity", 1, written)?,
        };
        let accelerator = match text("class", &self.class)? {
            Some(class) => {
                let class = DeviceClass::parse(&class)?;
                Accelerator::custom(class, &device, quantity, partition.as_deref())
            }
            None => Accelerator::named(&device, quantity, partition.as_deref()),
        };
        accelerator.map(|accelerator| Some(Gpu::Device(accelerator)))
    }
}
