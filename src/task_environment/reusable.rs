//! The `reusable` block: Flyte's `ReusePolicy` in Terraform's terms.
//!
//! The rules are the domain's; this is how they are written, planned and stored. The user's
//! spelling stays as long as it means the same.

use flyte_domain::{
    PolicyDraft, PolicyError, PolicyInput, Quantity, Replicas, Reserved, Resources, ReusePolicy,
    Setting, Ttl,
};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, NestedBlock, Nesting, Number, Path, Type,
    Value,
};

use crate::findings;
use crate::literal::{written, written_number, written_numbers, written_text};

/// The settings of the pool, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reusable {
    pub replicas: Value,
    pub idle_ttl: Field<String>,
    pub scaledown_ttl: Field<String>,
    pub concurrency: Field<Number>,
    pub scope: Field<String>,
    pub min_replicas: Field<u32>,
    pub max_replicas: Field<u32>,
    pub capacity: Field<u64>,
    pub reserved: Field<ReservedObject>,
}

/// What the pool reserves in the cluster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReservedObject {
    pub min: Field<Amounts>,
    pub max: Field<Amounts>,
}

/// Amounts of resources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Amounts {
    pub cpu: Field<String>,
    pub memory: Field<String>,
    pub gpu: Field<Number>,
    pub disk: Field<String>,
}

pub(super) fn block() -> NestedBlock {
    let policy = ReusePolicy::default();
    let ttl = policy.idle_ttl.duration().to_string();
    NestedBlock::new(
        Nesting::Single,
        Block::new(
            "Keeps a pool of warm containers for the tasks of the environment instead of \
             starting one for each. Without the block, every task starts its own container. The \
             image needs the runtime library `unionai-reuse` (0.2.0 with `flyte` 2.12.1), and the backend must support \
             reuse: the open-source one stores the policy and does not act on it.",
        )
        .attribute(
            "replicas",
            Attribute::with_default(
                Type::Dynamic,
                Value::from(i64::from(policy.max_replicas())).into_dynamic(),
            )
            .equal_when(same_replicas)
            .description(
                "How many containers there are: a number for a fixed pool, or `[min, max]` for \
                 one that grows and shrinks with the load. The maximum is at least 1. A minimum \
                 of 0 is taken for none given, and the pool keeps the maximum until `idle_ttl` \
                 ends it. Two or more are recommended: a parent task occupies a replica while it \
                 waits for its children. Default `2`.",
            ),
        )
        .attribute(
            "idle_ttl",
            Attribute::with_default(Type::String, ttl.as_str())
                .equal_when(|one, other| same_ttl(Setting::IdleTtl, one, other))
                .description(
                    "All replicas are removed when nothing has run in the environment for this \
                     long: a number of seconds or a duration such as `90s`, `5m` or `1h30m`. \
                     Whole seconds, at least 30. Default `30s`.",
                ),
        )
        .attribute(
            "scaledown_ttl",
            Attribute::with_default(Type::String, ttl.as_str())
                .equal_when(|one, other| same_ttl(Setting::ScaledownTtl, one, other))
                .description(
                    "A single replica without work is removed after this long, as long as more \
                     than the minimum remain. Written like `idle_ttl`. Default `30s`.",
                ),
        )
        .attribute(
            "concurrency",
            Attribute::with_default(Type::Number, i64::from(policy.concurrency.get())).description(
                "How many tasks one replica runs at a time, 1 or more. Above 1 only for async \
                 tasks. Default `1`.",
            ),
        )
        .attribute(
            "scope",
            Attribute::with_default(Type::String, policy.scope.name()).description(
                "Who shares the pool: `global`, all runs, or `run`, the tasks of one run. Only \
                 reusable Ray clusters honour `run` today. Default `global`.",
            ),
        )
        .attribute(
            "min_replicas",
            Attribute::computed(Type::Number)
                .description("The smallest number of replicas, from `replicas`."),
        )
        .attribute(
            "max_replicas",
            Attribute::computed(Type::Number)
                .description("The largest number of replicas, from `replicas`."),
        )
        .attribute(
            "capacity",
            Attribute::computed(Type::Number).description(
                "How many tasks can run at a time: `max_replicas` times `concurrency`.",
            ),
        )
        .attribute("reserved", reserved()),
    )
}

/// A plain object: if a computed attribute has nested ones, Terraform 1.6 crashes when it writes
/// configuration (`-generate-config-out`; `configschema.Block.Filter`).
fn reserved() -> Attribute {
    let amounts = Type::object([
        ("cpu", Type::String),
        ("memory", Type::String),
        ("gpu", Type::Number),
        ("disk", Type::String),
    ]);
    let object = Type::object([("min", amounts.clone()), ("max", amounts)]);
    Attribute::computed(object).description(
        "What the pool holds of the cluster while it is warm, known while planning: the requests \
         of `resources` times its replicas, in `min` for `min_replicas` and in `max` for \
         `max_replicas`. Each has `cpu`, `memory` and `disk` as Kubernetes quantities, and `gpu`, \
         the number of accelerators. Null where `resources` does not say. Tasks in a pool of their \
         own (`task_pool_versions`) hold as much again.",
    )
}

impl Reusable {
    /// What is written, in the form that the domain checks.
    fn input(&self) -> PolicyInput {
        PolicyInput {
            replicas: written_numbers(&self.replicas),
            idle_ttl: written_text(&self.idle_ttl),
            scaledown_ttl: written_text(&self.scaledown_ttl),
            concurrency: written_number(&self.concurrency),
            scope: written_text(&self.scope),
        }
    }

    /// The policy of a configuration as far as it is known; broken rules go to the diagnostics,
    /// each at its setting.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) -> Option<PolicyDraft> {
        told(self.input().check(), diagnostics)
    }

    /// The same for what Flyte may hold, regardless of who deployed it.
    pub(super) fn read(&self, diagnostics: &mut Diagnostics) -> Option<PolicyDraft> {
        told(self.input().read(), diagnostics)
    }

    /// Fills in what follows from the settings, as far as they are known.
    pub(super) fn derive(&mut self, draft: &PolicyDraft) {
        let known = |value: Option<u32>| value.map_or(Field::Unknown, Field::Known);
        self.min_replicas = known(draft.replicas.map(Replicas::min));
        self.max_replicas = known(draft.replicas.map(Replicas::max));
        self.capacity = draft.capacity().map_or(Field::Unknown, Field::Known);
    }
}

impl Reusable {
    /// Fills in what replicas with these resources hold, once that is known.
    pub(super) fn reserve(&mut self, resources: Option<&Resources>) {
        let amounts = |replicas: &Field<u32>| match (replicas, resources) {
            (Field::Known(replicas), Some(resources)) => {
                Field::Known(Amounts::from(resources.reserved_by(*replicas)))
            }
            (Field::Null, _) => Field::Null,
            _ => Field::Unknown,
        };
        self.reserved = Field::Known(ReservedObject {
            min: amounts(&self.min_replicas),
            max: amounts(&self.max_replicas),
        });
    }
}

impl From<Reserved> for Amounts {
    fn from(reserved: Reserved) -> Self {
        let text = |quantity: Option<Quantity>| quantity.map(|it| it.to_string()).into();
        Self {
            cpu: text(reserved.cpu),
            memory: text(reserved.memory),
            gpu: reserved.gpu.map(Number::from).into(),
            disk: text(reserved.disk),
        }
    }
}

/// The policy, if it breaks no rule. Broken rules go to the diagnostics.
fn told(
    policy: Result<PolicyDraft, Vec<PolicyError>>,
    diagnostics: &mut Diagnostics,
) -> Option<PolicyDraft> {
    let tell = |errors: Vec<PolicyError>| {
        for error in errors {
            diagnostics.push(findings::violation(&error.violation, path(error.setting)));
        }
    };
    policy.map_err(tell).ok()
}

/// The warnings about a policy, each at its setting.
pub(super) fn advice(draft: &PolicyDraft) -> impl Iterator<Item = Diagnostic> {
    draft.warnings().into_iter().map(|warning| {
        Diagnostic::warning(warning.summary(), warning.detail()).at(path(warning.setting()))
    })
}

/// The policy as Flyte holds it, in the canonical spelling.
impl From<&ReusePolicy> for Reusable {
    fn from(policy: &ReusePolicy) -> Self {
        let (min, max) = (policy.min_replicas(), policy.max_replicas());
        let replicas = if min == max {
            Value::from(i64::from(max))
        } else {
            Value::list([i64::from(min), i64::from(max)])
        };
        let mut reusable = Self {
            replicas: replicas.into_dynamic(),
            idle_ttl: Field::Known(policy.idle_ttl.duration().to_string()),
            scaledown_ttl: Field::Known(policy.scaledown_ttl.duration().to_string()),
            concurrency: Field::Known(Number::from(i64::from(policy.concurrency.get()))),
            scope: Field::Known(policy.scope.name().to_owned()),
            ..Self::default()
        };
        reusable.derive(&PolicyDraft::from(*policy));
        reusable
    }
}

fn path(setting: Setting) -> Path {
    Path::root().attribute("reusable").attribute(setting.name())
}

fn same_replicas(one: &Value, other: &Value) -> bool {
    let read = |value| Replicas::read(&written_numbers(value)).ok().flatten();
    read(one).is_some_and(|replicas| Some(replicas) == read(other))
}

fn same_ttl(setting: Setting, one: &Value, other: &Value) -> bool {
    let read = |value| Ttl::read(setting, &written(value)).ok().flatten();
    read(one).is_some_and(|ttl| Some(ttl) == read(other))
}
