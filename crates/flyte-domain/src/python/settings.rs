//! The settings of an environment, which all its tasks share.

use crate::accelerator::{Accelerator, DeviceClass};
use crate::environment::Environment;
use crate::python::layout::{Expression, Part};
use crate::python::module::Imports;
use crate::python::options::cache;
use crate::python::{literal, pod};
use crate::resources::{Bounds, Gpu, Resources, SharedMemory};
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::{Concurrency, Scope};
use crate::reuse_policy::ttl::Ttl;
use crate::secret::{Delivery, Secret};

/// The settings that a container task repeats, as arguments: in the SDK it has all of its own.
#[derive(Debug)]
pub(super) struct Settings {
    shared: Vec<Part>,
    /// The SDK has one more setting for an environment that tasks cannot do without.
    cache: Option<Expression>,
}

impl Settings {
    pub(super) fn of(environment: &Environment, imports: &mut Imports) -> Self {
        let image = literal::text_atom(environment.image.as_str());
        let mut shared = vec![Part::named("image", image)];
        let mut push = |name, value: Option<Expression>| {
            shared.extend(value.map(|value| Part::named(name, value)));
        };
        let env_vars = environment.env_vars.pairs();
        push(
            "env_vars",
            (!env_vars.is_empty())
                .then(|| literal::text_dict(env_vars.iter().map(|(name, value)| (name, value)))),
        );
        push("resources", resources(&environment.resources));
        let secrets = environment.secrets.as_ref().map(|secrets| {
            let secrets: Vec<_> = secrets.iter().map(|it| secret(it, imports)).collect();
            Expression::list(secrets)
        });
        push("secrets", secrets);
        push(
            "reusable",
            environment.reusable.as_ref().map(|it| policy(it, imports)),
        );
        let is_default = environment.cache == Default::default();
        Self {
            shared,
            cache: (!is_default).then(|| cache(&environment.cache, imports)),
        }
    }

    /// Makes a constant of each setting, and gives the statements that do so.
    pub(super) fn name_them(&mut self) -> impl Iterator<Item = String> {
        let statements: Vec<_> = (self.shared.iter_mut())
            .map(|part| {
                let constant = part.name().to_uppercase();
                let name = Expression::atom(constant.as_str());
                let value = std::mem::replace(part.value_mut(), name);
                value.assigned_to(&constant)
            })
            .collect();
        // Together, as constants are.
        Some(statements.concat()).into_iter()
    }

    /// The arguments for a container task.
    pub(super) fn shared(&self) -> &[Part] {
        &self.shared
    }

    /// The call that makes the environment of Python tasks.
    pub(super) fn environment(
        &self,
        environment: &Environment,
        imports: &mut Imports,
    ) -> Expression {
        let text = |name, text: &str| {
            (!text.is_empty()).then(|| Part::named(name, literal::text_atom(text)))
        };
        let mut arguments = vec![Part::named(
            "name",
            literal::text_atom(environment.id.name.as_str()),
        )];
        arguments.extend(text("description", environment.description.as_str()));
        arguments.extend(self.shared.iter().cloned());
        let account = environment.service_account.as_ref();
        arguments.extend(account.and_then(|it| text("service_account", it.as_str())));
        let pod_template = environment.pod_template.as_ref();
        arguments.extend(pod_template.map(|it| pod::argument(it, imports)));
        let interruptible = environment.interruptible;
        arguments
            .extend(interruptible.then(|| Part::named("interruptible", literal::switch(true))));
        arguments.extend(self.cache.clone().map(|cache| Part::named("cache", cache)));
        Expression::call("flyte.TaskEnvironment", arguments)
    }
}

fn resources(resources: &Resources) -> Option<Expression> {
    let Resources {
        cpu,
        memory,
        gpu,
        disk,
        shm,
    } = resources;
    let parts = [
        ("cpu", cpu.as_ref().map(|it| bounds(it, number))),
        (
            "memory",
            memory.as_ref().map(|it| bounds(it, literal::text_atom)),
        ),
        ("gpu", gpu.as_ref().map(accelerators)),
        (
            "disk",
            disk.as_ref().map(|it| literal::text_atom(it.as_str())),
        ),
        (
            "shm",
            shm.as_ref().map(|it| match it {
                SharedMemory::Auto => literal::text_atom("auto"),
                SharedMemory::Size(size) => literal::text_atom(size.as_str()),
            }),
        ),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter_map(|(name, value)| Some(Part::named(name, value?)))
        .collect();
    (!parts.is_empty()).then(|| Expression::call("flyte.Resources", parts))
}

/// Cores, as a number where they are whole: the SDK turns it into the same text.
fn number(text: &str) -> Expression {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain {
        Expression::atom(text)
    } else {
        literal::text_atom(text)
    }
}

fn bounds(bounds: &Bounds, write: impl Fn(&str) -> Expression) -> Expression {
    let request = write(bounds.request().as_str());
    match bounds.limit() {
        None => request,
        Some(limit) => Expression::tuple([request, write(limit.as_str())]),
    }
}

fn accelerators(gpu: &Gpu) -> Expression {
    let device = match gpu {
        Gpu::Count(count) => return Expression::atom(count.to_string()),
        Gpu::Device(device) if device.has_short_form() => {
            return literal::text_atom(&device.to_string());
        }
        Gpu::Device(device) => device,
    };
    let text = |name, text: &str| Part::named(name, literal::text_atom(text));
    let quantity = Part::named("quantity", Expression::atom(device.quantity().to_string()));
    let partition = device.partition().map(|it| text("partition", it));
    let mut parts = vec![text("device", device.device())];
    let named = Accelerator::named(device.device(), device.quantity(), device.partition());
    let is_known = named.is_ok_and(|named| named == *device);
    let function = match device.class() {
        DeviceClass::NvidiaGpu if is_known => {
            parts.push(quantity);
            "flyte.GPU"
        }
        DeviceClass::GoogleTpu if is_known && device.quantity() == 1 => "flyte.TPU",
        class => {
            parts.push(quantity);
            parts.push(text("device_class", class.python_name()));
            "flyte.Device"
        }
    };
    parts.extend(partition);
    Expression::call(function, parts)
}

fn secret(secret: &Secret, imports: &mut Imports) -> Expression {
    let text = |name, text: &str| Part::named(name, literal::text_atom(text));
    let mut parts = vec![text("key", secret.key())];
    parts.extend(secret.group().map(|group| text("group", group)));
    match secret.delivery() {
        Delivery::EnvVar(_) if secret.has_derived_name() => {}
        Delivery::EnvVar(name) => parts.push(text("as_env_var", name)),
        Delivery::File => {
            imports.name("pathlib", "Path");
            let path = Expression::call(
                "Path",
                vec![Part::plain(literal::text_atom(Secret::MOUNT_PATH))],
            );
            parts.push(Part::named("mount", path));
        }
    }
    Expression::call("flyte.Secret", parts)
}

fn policy(policy: &ReusePolicy, imports: &mut Imports) -> Expression {
    let count = |number: u32| Expression::atom(number.to_string());
    let (min, max) = (policy.min_replicas(), policy.max_replicas());
    let replicas = if min == max {
        count(max)
    } else {
        Expression::tuple([count(min), count(max)])
    };
    let mut parts = vec![Part::named("replicas", replicas)];
    if policy.concurrency != Concurrency::default() {
        parts.push(Part::named("concurrency", count(policy.concurrency.get())));
    }
    for (name, ttl) in [
        ("idle_ttl", policy.idle_ttl),
        ("scaledown_ttl", policy.scaledown_ttl),
    ] {
        if ttl != Ttl::default() {
            parts.push(Part::named(name, literal::seconds(ttl.duration(), imports)));
        }
    }
    if policy.scope != Scope::default() {
        parts.push(Part::named(
            "scope",
            literal::text_atom(policy.scope.name()),
        ));
    }
    Expression::call("flyte.ReusePolicy", parts)
}
