//! How many replicas an app has.
//!
//! As in flyte SDK 2.12.1, `flyte.app.Scaling`, with one exception: a fixed number of 0 is refused. The
//! SDK sends it, and Knative, which runs apps, takes a maximum of 0 for none at all.

use flyte_proto::flyteidl2::app::scaling_metric::Metric as WireMetric;
use flyte_proto::flyteidl2::app::{
    AutoscalingConfig, Concurrency, Replicas, RequestRate, ScalingMetric as WireScalingMetric,
};

use crate::duration::Duration;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;
use crate::written::{WholeNumber, Written};

/// How many replicas an app has: between none and one, unless more is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppScaling {
    min: u32,
    max: u32,
    metric: Option<ScalingMetric>,
    scaledown_after: Option<Duration>,
}

/// At how much work for a replica there is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalingMetric {
    /// Requests at the same time.
    Concurrency(u32),
    /// Requests in a second.
    RequestRate(u32),
}

/// The settings as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScalingInput {
    /// `replicas`: a number, or minimum and maximum.
    pub replicas: Written,
    /// `metric.concurrency`: a number.
    pub concurrency: Written,
    /// `metric.request_rate`: a number.
    pub request_rate: Written,
    /// `scaledown_after`: seconds or a duration.
    pub scaledown_after: Written,
}

/// A setting that breaks a rule: its path, and what is wrong.
type Broken = (&'static [&'static str], Violation);

/// As many as the wire can carry (`uint32`), and Knative (`int32`).
const MOST: i64 = i32::MAX as i64;

impl AppScaling {
    const DEFAULT: Self = Self {
        min: 0,
        max: 1,
        metric: None,
        scaledown_after: None,
    };

    /// The fewest replicas, and the most.
    #[must_use]
    pub const fn replicas(&self) -> (u32, u32) {
        (self.min, self.max)
    }

    /// When there are more.
    #[must_use]
    pub const fn metric(&self) -> Option<ScalingMetric> {
        self.metric
    }

    /// How long after the last request there are fewer.
    #[must_use]
    pub const fn scaledown_after(&self) -> Option<Duration> {
        self.scaledown_after
    }

    /// Whether it is what an app has that says nothing of it.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::DEFAULT
    }

    pub(super) fn to_wire(self) -> AutoscalingConfig {
        let metric = self.metric.map(|metric| match metric {
            ScalingMetric::Concurrency(target_value) => {
                WireMetric::Concurrency(Concurrency { target_value })
            }
            ScalingMetric::RequestRate(target_value) => {
                WireMetric::RequestRate(RequestRate { target_value })
            }
        });
        AutoscalingConfig {
            replicas: Some(Replicas {
                min: self.min,
                max: self.max,
            }),
            scaledown_period: self.scaledown_after.map(Into::into),
            scaling_metric: metric.map(|metric| WireScalingMetric {
                metric: Some(metric),
            }),
        }
    }

    /// Of what Flyte holds; what breaks a rule is left out.
    pub(super) fn from_wire(wire: Option<&AutoscalingConfig>) -> Self {
        let Some(wire) = wire else {
            return Self::DEFAULT;
        };
        let replicas = wire.replicas.unwrap_or_default();
        let (min, max) = match (replicas.min, replicas.max) {
            (min, max) if max >= 1 && max >= min => (min, max),
            _ => (Self::DEFAULT.min, Self::DEFAULT.max),
        };
        let metric = wire
            .scaling_metric
            .as_ref()
            .and_then(|it| it.metric.as_ref());
        let metric = metric.and_then(|metric| match metric {
            WireMetric::Concurrency(Concurrency { target_value: 0 })
            | WireMetric::RequestRate(RequestRate { target_value: 0 }) => None,
            WireMetric::Concurrency(it) => Some(ScalingMetric::Concurrency(it.target_value)),
            WireMetric::RequestRate(it) => Some(ScalingMetric::RequestRate(it.target_value)),
        });
        let period = wire.scaledown_period.as_ref();
        let period = period.and_then(|period| Duration::try_from(period).ok());
        Self {
            min,
            max,
            metric,
            scaledown_after: period.filter(|period| *period != Duration::default()),
        }
    }
}

impl Default for AppScaling {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl ScalingInput {
    /// The scaling, once all of it is known.
    ///
    /// # Errors
    /// Every setting that breaks a rule.
    pub fn check(&self) -> Result<Option<AppScaling>, Vec<Broken>> {
        let mut broken: Vec<Broken> = Vec::new();
        let replicas = keep(&mut broken, &["replicas"], replicas(&self.replicas));
        let target = |broken: &mut Vec<Broken>, path: &'static [&'static str], written, what| {
            keep(broken, path, target(written, what))
        };
        let concurrency = target(
            &mut broken,
            &["metric", "concurrency"],
            &self.concurrency,
            "Concurrency",
        );
        let request_rate = target(
            &mut broken,
            &["metric", "request_rate"],
            &self.request_rate,
            "Request rate",
        );
        if self.concurrency != Written::Null && self.request_rate != Written::Null {
            broken.push((
                &["metric"],
                Violation::new(
                    "metric must have one of concurrency and request_rate",
                    Received::words("both"),
                    "Replicas are counted by one of them. Remove the other.",
                ),
            ));
        }
        let scaledown = keep(
            &mut broken,
            &["scaledown_after"],
            time(&self.scaledown_after),
        );
        if !broken.is_empty() {
            return Err(broken);
        }
        let scaling = || {
            let (min, max) = replicas?;
            let concurrency = concurrency?.map(ScalingMetric::Concurrency);
            Some(AppScaling {
                min,
                max,
                metric: concurrency.or(request_rate?.map(ScalingMetric::RequestRate)),
                scaledown_after: scaledown?.filter(|time| *time != Duration::default()),
            })
        };
        Ok(scaling())
    }
}

/// The part, if it is known and valid; a violation goes to the list.
fn keep<T>(
    broken: &mut Vec<Broken>,
    path: &'static [&'static str],
    read: Result<Option<T>, Violation>,
) -> Option<T> {
    read.unwrap_or_else(|violation| {
        broken.push((path, violation));
        None
    })
}

/// The fewest and the most; `None` while they are unknown.
fn replicas(written: &Written) -> Result<Option<(u32, u32)>, Violation> {
    match written {
        Written::Null => Ok(Some((AppScaling::DEFAULT.min, AppScaling::DEFAULT.max))),
        Written::Unknown => Ok(None),
        Written::List(pair) => match pair.as_slice() {
            [Written::Unknown, _] | [_, Written::Unknown] => Ok(None),
            [Written::Number(min), Written::Number(max)] => {
                let (min, max) = (count(min, written)?, count(max, written)?);
                if max < 1 || max < min {
                    return Err(Violation::new(
                        "max_replicas must be greater than or equal to 1 and min_replicas",
                        Received::number(format!("[{min}, {max}]")),
                        "The minimum comes first, as in `replicas = [0, 3]`. To end all replicas, \
                         set `desired_state` to `stopped`.",
                    ));
                }
                Ok(Some((min, max)))
            }
            _ => Err(wrong_kind(written)),
        },
        Written::Number(number) => {
            let number = count(number, written)?;
            if number == 0 {
                return Err(Violation::new(
                    "replicas must be at least 1",
                    Received::number(0),
                    "Knative, which runs apps, reads a maximum of 0 as no maximum at all. For an \
                     app that runs only while it is called, write `[0, 1]`; to stop it set \
                     `desired_state`.",
                ));
            }
            Ok(Some((number, number)))
        }
        _ => Err(wrong_kind(written)),
    }
}

fn count(number: &str, all: &Written) -> Result<u32, Violation> {
    match WholeNumber::read(number) {
        WholeNumber::IsNot => Err(wrong_kind(all)),
        WholeNumber::Is(number) if number < 0 => Err(Violation::new(
            "replicas must be greater than or equal to 0",
            Received::written(Shown::Number, all),
            "An app cannot have fewer than 0 replicas.",
        )),
        WholeNumber::Is(number) if number <= MOST => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
        WholeNumber::Is(_) | WholeNumber::OutOfRange => Err(Violation::new(
            format!("replicas must be at most {MOST}"),
            Received::written(Shown::Number, all),
            "Flyte cannot represent a larger number.",
        )),
    }
}

fn wrong_kind(written: &Written) -> Violation {
    Violation::new(
        "replicas must be an int or a tuple of two ints",
        Received::written(Shown::Measure, written),
        "Write a number for a fixed number of replicas, `replicas = 2`, or minimum and maximum, \
         `replicas = [0, 3]`.",
    )
}

/// `None` while it is unknown.
fn target(written: &Written, what: &str) -> Result<Option<Option<u32>>, Violation> {
    let number = match written {
        Written::Null => return Ok(Some(None)),
        Written::Unknown => return Ok(None),
        Written::Number(number) => WholeNumber::read(number),
        _ => WholeNumber::IsNot,
    };
    match number {
        WholeNumber::Is(number) if (1..=MOST).contains(&number) => {
            Ok(Some(u32::try_from(number).ok()))
        }
        _ => Err(Violation::new(
            format!("{what} must be greater than or equal to 1"),
            Received::written(Shown::Number, written),
            format!("Write a whole number of requests for each replica, at most {MOST}."),
        )),
    }
}

/// `None` while it is unknown.
fn time(written: &Written) -> Result<Option<Option<Duration>>, Violation> {
    match written {
        Written::Null => Ok(Some(None)),
        Written::Unknown => Ok(None),
        Written::Text(text) | Written::Number(text) => {
            Duration::parse_for("scaledown_after", text).map(|time| Some(Some(time)))
        }
        _ => Duration::parse_for("scaledown_after", "").map(|time| Some(Some(time))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(min: i64, max: i64) -> Written {
        Written::List(vec![min.into(), max.into()])
    }

    fn read(replicas: Written) -> Result<Option<(u32, u32)>, String> {
        let input = ScalingInput {
            replicas,
            ..ScalingInput::default()
        };
        let read = input.check();
        read.map(|read| read.map(|it| it.replicas()))
            .map_err(|broken| broken[0].1.rule().to_owned())
    }

    #[test]
    fn replicas_are_a_number_or_two() {
        assert_eq!(read(Written::Null), Ok(Some((0, 1))));
        assert_eq!(read(3.into()), Ok(Some((3, 3))));
        assert_eq!(read(list(0, 5)), Ok(Some((0, 5))));
        assert_eq!(read(Written::Unknown), Ok(None));
        assert_eq!(
            read(Written::List(vec![1.into(), Written::Unknown])),
            Ok(None)
        );
        for (refused, rule) in [
            ((-1).into(), "replicas must be greater than or equal to 0"),
            (0.into(), "replicas must be at least 1"),
            (
                list(0, 0),
                "max_replicas must be greater than or equal to 1 and min_replicas",
            ),
            (
                list(3, 2),
                "max_replicas must be greater than or equal to 1 and min_replicas",
            ),
            ("2".into(), "replicas must be an int or a tuple of two ints"),
            (
                Written::List(vec![1.into()]),
                "replicas must be an int or a tuple of two ints",
            ),
            (i64::MAX.into(), "replicas must be at most 2147483647"),
        ] {
            assert_eq!(read(refused), Err(rule.to_owned()));
        }
    }

    #[test]
    fn one_metric_counts() {
        let input = ScalingInput {
            concurrency: 10.into(),
            scaledown_after: "5m".into(),
            ..ScalingInput::default()
        };
        let scaling = input.check().unwrap().unwrap();
        assert_eq!(scaling.metric(), Some(ScalingMetric::Concurrency(10)));
        let wire = scaling.to_wire();
        assert_eq!(AppScaling::from_wire(Some(&wire)), scaling);
        let both = ScalingInput {
            request_rate: 1.into(),
            ..input
        };
        assert_eq!(both.check().unwrap_err()[0].0, ["metric"]);
        let none = ScalingInput {
            request_rate: 0.into(),
            ..ScalingInput::default()
        };
        assert_eq!(none.check().unwrap_err()[0].0, ["metric", "request_rate"]);
    }

    #[test]
    fn no_time_is_none() {
        let input = ScalingInput {
            scaledown_after: "0".into(),
            ..ScalingInput::default()
        };
        assert!(input.check().unwrap().unwrap().is_default());
    }
}
