//! How often a task is tried, and for how long: the attributes `retries` and `timeout`.

use flyte_domain::{Backoff, Duration, Received, Retries, Task, Timeouts, Violation};
use terraform_framework::{Attribute, Block, Field, Nesting, Number, Type, Usage};

use crate::literal::known;
use crate::reader::Reader;
use crate::task_environment::durations;
use crate::task_environment::task::model::{
    BackoffObject, RetriesObject, TaskObject, TimeoutObject,
};

pub(super) fn add(object: Block) -> Block {
    let nested = |object| Attribute::nested(Nesting::Single, object, Usage::Optional);
    let backoff = Block::default()
        .attribute(
            "base",
            durations::attribute("base").description("The first pause. Default `0s`."),
        )
        .attribute(
            "factor",
            Attribute::optional(Type::Number).description(
                "How much longer each pause is than the one before, 1 or more. Default 1.",
            ),
        )
        .attribute(
            "cap",
            durations::attribute("cap")
                .description("The longest pause. Required when `factor` is above 1."),
        );
    let retries = Block::default()
        .attribute(
            "count",
            Attribute::required(Type::Number).description("At most so many times."),
        )
        .attribute(
            "backoff",
            nested(backoff).description("Pauses between retries. Without it there are none."),
        );
    let timeout = Block::default()
        .attribute(
            "runtime",
            durations::attribute("runtime").description("Longest time for each attempt to run."),
        )
        .attribute(
            "queued",
            durations::attribute("queued").description("Longest time to wait for a start."),
        )
        .attribute(
            "deadline",
            durations::attribute("deadline").description("Longest time in total."),
        );
    object
        .attribute(
            "retries",
            nested(retries).description("How often the task is tried again after a failure."),
        )
        .attribute(
            "timeout",
            nested(timeout).description(
                "How long the task may take. With 0, or without a value, \
                                         there is no limit.",
            ),
        )
}

impl TaskObject {
    pub(super) fn check_limits(&self, reader: &mut Reader<'_>) -> Option<(Retries, Timeouts)> {
        let retries = match known(&self.retries)? {
            None => Some(Retries::default()),
            Some(retries) => retries.check(reader.inner("retries")),
        };
        let timeouts = match known(&self.timeout)? {
            None => Some(Timeouts::default()),
            Some(timeout) => timeout.check(reader.inner("timeout")),
        };
        Some((retries?, timeouts?))
    }

    pub(super) fn take_limits(&mut self, task: &Task) {
        let text = |duration: Option<Duration>| duration.map(|length| length.to_string()).into();
        self.retries = if task.retries == Retries::default() {
            Field::Null
        } else {
            Field::Known(RetriesObject {
                count: Field::Known(Number::from(task.retries.count)),
                backoff: task
                    .retries
                    .backoff
                    .map(|backoff| BackoffObject {
                        base: text(
                            Some(backoff.base()).filter(|base| *base != Duration::default()),
                        ),
                        factor: Some(backoff.factor())
                            .filter(|factor| *factor != 1.0)
                            .into(),
                        cap: text(backoff.cap()),
                    })
                    .into(),
            })
        };
        self.timeout = if task.timeouts == Timeouts::default() {
            Field::Null
        } else {
            Field::Known(TimeoutObject {
                runtime: text(task.timeouts.runtime()),
                queued: text(task.timeouts.queued()),
                deadline: text(task.timeouts.deadline()),
            })
        };
    }
}

impl RetriesObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Retries> {
        let count = reader.setting("count", &self.count, |number| {
            let whole = number.as_i64().ok_or_else(|| {
                let rule = "count must be a whole number";
                Violation::new(
                    rule,
                    Received::number(number),
                    "0 tries the task once and no more.",
                )
            })?;
            Retries::count(whole)
        });
        let backoff = match known(&self.backoff)? {
            None => Some(None),
            Some(backoff) => backoff.check(reader.inner("backoff")).map(Some),
        };
        Some(Retries {
            count: count?.unwrap_or_default(),
            backoff: backoff?,
        })
    }
}

impl BackoffObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Backoff> {
        let base = length(&mut reader, "base", &self.base);
        let cap = length(&mut reader, "cap", &self.cap);
        let factor = known(&self.factor)?.copied().unwrap_or(1.0);
        Backoff::new(base?.unwrap_or_default(), factor, cap?)
            .map_err(|(name, violation)| reader.refuse(name, &violation))
            .ok()
    }
}

impl TimeoutObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Timeouts> {
        let runtime = length(&mut reader, "runtime", &self.runtime);
        let queued = length(&mut reader, "queued", &self.queued);
        let deadline = length(&mut reader, "deadline", &self.deadline);
        Some(Timeouts::new(runtime?, queued?, deadline?))
    }
}

fn length(reader: &mut Reader<'_>, name: &str, field: &Field<String>) -> Option<Option<Duration>> {
    reader.setting(name, field, |text| Duration::parse_for(name, text))
}
