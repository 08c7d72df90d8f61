//! The attribute `scaling`: how many replicas an app has.

use flyte_domain::{AppScaling, ScalingInput, ScalingMetric};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostics, Field, Nesting, Number, Path, Type, Usage, Value,
};

use crate::findings;
use crate::literal::{known, read_alike, written_number, written_numbers, written_text};

/// How many replicas an app has, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScalingObject {
    pub replicas: Value,
    pub metric: Field<MetricObject>,
    pub scaledown_after: Field<String>,
}

/// How much work per replica adds another one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct MetricObject {
    pub concurrency: Field<Number>,
    pub request_rate: Field<Number>,
}

pub(super) fn attribute() -> Attribute {
    let number = |description| Attribute::optional(Type::Number).description(description);
    let metric = Block::default()
        .attribute(
            "concurrency",
            number(
                "Requests at the same time per replica; above that, another replica is \
                    started.",
            ),
        )
        .attribute(
            "request_rate",
            number("Requests per second per replica; above that, another replica is started."),
        );
    let object = Block::default()
        .attribute(
            "replicas",
            Attribute::optional(Type::Dynamic).description(
                "How many replicas there are: a number, or `[min, max]` for as many as are needed. \
                 With a minimum of 0 an app that nobody calls has none, and the first call waits \
                 until there is one. Default `[0, 1]`.",
            ),
        )
        .attribute(
            "metric",
            Attribute::nested(Nesting::Single, metric, Usage::Optional).description(
                "When there is another replica: `concurrency` or `request_rate`. Default: the \
                 platform's choice.",
            ),
        )
        .attribute(
            "scaledown_after",
            Attribute::optional(Type::String).description(
                "How long after the last request replicas are removed: seconds or a duration such \
                 as `90s` or `5m`. Knative takes 6 seconds to one hour. Default: the platform's \
                 choice.",
            ),
        );
    Attribute::nested(Nesting::Single, object, Usage::Optional)
        .equal_when(read_alike(|it: &ScalingObject| {
            it.read(&Path::root(), &mut Diagnostics::new())
        }))
        .description("How many replicas there are, and when. Default: none or one.")
}

impl ScalingObject {
    /// The scaling, once all of it is known; broken rules go to the diagnostics, each at its setting,
    /// below `path`.
    pub(super) fn read(&self, path: &Path, diagnostics: &mut Diagnostics) -> Option<AppScaling> {
        let empty = MetricObject::default();
        let metric = known(&self.metric)?.unwrap_or(&empty);
        let input = ScalingInput {
            replicas: written_numbers(&self.replicas),
            concurrency: written_number(&metric.concurrency),
            request_rate: written_number(&metric.request_rate),
            scaledown_after: written_text(&self.scaledown_after),
        };
        let checked = input.check().map_err(|broken| {
            for (setting, violation) in broken {
                let at = setting.iter();
                let at = at.fold(path.clone(), |path, name| path.attribute(*name));
                diagnostics.push(findings::violation(&violation, at));
            }
        });
        checked.ok().flatten()
    }
}

/// The scaling as Flyte has it.
impl From<&AppScaling> for ScalingObject {
    fn from(scaling: &AppScaling) -> Self {
        let replicas = match scaling.replicas() {
            _ if scaling.replicas() == AppScaling::default().replicas() => Value::Null,
            (min, max) if min == max => Value::from(i64::from(min)).into_dynamic(),
            (min, max) => Value::list([i64::from(min), i64::from(max)]).into_dynamic(),
        };
        let metric = scaling.metric().map(|metric| match metric {
            ScalingMetric::Concurrency(target) => MetricObject {
                concurrency: Field::Known(Number::from(target)),
                request_rate: Field::Null,
            },
            ScalingMetric::RequestRate(target) => MetricObject {
                concurrency: Field::Null,
                request_rate: Field::Known(Number::from(target)),
            },
        });
        let time = scaling.scaledown_after().map(|time| time.to_string());
        Self {
            replicas,
            metric: metric.into(),
            scaledown_after: time.into(),
        }
    }
}
