//! `next_starts`: when a trigger would start its task next.

use flyte_domain::{Cron, Interval, LocalTime, Received, Time, Violation};
use terraform_framework::{Function, FunctionError, Parameter, Signature, Type, Value};

use crate::functions::{parameter, refusal};
use crate::literal::written_numbers;

/// How many starts are returned.
const COUNT: usize = 3;

/// The starts of a schedule after a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NextStarts;

impl Function for NextStarts {
    fn name(&self) -> &'static str {
        "next_starts"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "When a trigger starts its task next",
            description: "Takes a trigger, as the attribute `triggers` of a task has it, and a time, \
                          and gives the next three starts after that time: RFC 3339, by the clock \
                          of the trigger's time zone. They are computed as the open-source backend \
                          computes them. A time of day that the clocks leave out in spring has no \
                          start on that day, and one that they show twice in autumn has two. Where \
                          midnight itself is left out, as in Beirut, the backend may leave out the \
                          whole day.\n\nThe list is shorter, or empty, where nothing matches in the \
                          five years to come, as for `0 0 30 2 *`. The backend takes such a \
                          schedule, and starts it once whenever it begins to keep it: after a \
                          deploy, and after its own restart.\n\nStarts of `interval_minutes` \
                          with a `start_time` are that time and what is whole intervals later, in \
                          UTC. Without a `start_time`, and for `@every` in `cron`, the backend \
                          counts from when the trigger was last switched on or deployed new. \
                          Nobody knows that beforehand, so they are counted from `after` here, and \
                          only their distance is what it will be.\n\nThe function asks no clock: \
                          with `plantimestamp()`, which changes with every plan, an output does so, \
                          too.",
            parameters: vec![
                Parameter {
                    allow_unknown: true,
                    ..parameter(
                        "trigger",
                        Type::Dynamic,
                        "An object with `cron`, and `timezone` if it is not UTC, or with \
                         `interval_minutes`, and `start_time` if there is one: such as an element \
                         of `triggers`. Its other settings make no difference.",
                    )
                },
                Parameter {
                    allow_unknown: true,
                    ..parameter(
                        "after",
                        Type::String,
                        "A time as in RFC 3339, such as `plantimestamp()`.",
                    )
                },
            ],
            variadic: None,
            returns: Type::list(Type::String),
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let [trigger, after] = arguments.as_slice() else {
            return Err(FunctionError {
                text: "`next_starts` takes a trigger and a time".to_owned(),
                argument: None,
            });
        };
        let in_trigger = |violation| refusal(&violation, 0);
        let Some(schedule) = schedule(trigger).map_err(in_trigger)? else {
            return Ok(Value::unknown());
        };
        if after.is_unknown() {
            return Ok(Value::unknown());
        }
        let after = Time::parse_for("after", after.as_str().unwrap_or_default());
        let after = after.map_err(|violation| refusal(&violation, 1))?;
        Ok(match schedule {
            Schedule::Cron(cron) => texts(cron.starts_after(after)),
            Schedule::Interval(interval, start) => texts(interval.starts_after(start, after)),
        })
    }
}

fn texts(starts: impl Iterator<Item = LocalTime>) -> Value {
    Value::list(starts.take(COUNT).map(|start| start.to_string()))
}

/// What the starts depend on.
enum Schedule {
    Cron(Cron),
    Interval(Interval, Option<Time>),
}

/// The schedule of a trigger; `None` while any of it is unknown.
fn schedule(trigger: &Value) -> Result<Option<Schedule>, Violation> {
    if trigger.is_unknown() {
        return Ok(None);
    }
    if trigger.inner().as_map().is_none() {
        let rule = "trigger must be an object";
        return Err(Violation::new(
            rule,
            Received::words("a value of another type"),
            HINT,
        ));
    }
    let setting = |name: &str| trigger.inner().get(name).filter(|value| !value.is_null());
    let [cron, timezone, minutes, start_time] =
        ["cron", "timezone", "interval_minutes", "start_time"].map(setting);
    let settings = [cron, timezone, minutes, start_time];
    if settings.into_iter().flatten().any(Value::is_unknown) {
        return Ok(None);
    }
    match (cron, minutes) {
        (Some(cron), None) => {
            excluded("start_time", start_time, "interval_minutes")?;
            let timezone = timezone.map(|it| text("timezone", it)).transpose()?;
            let cron = Cron::new(text("cron", cron)?, timezone);
            let cron = cron.map_err(|(_, violation)| violation)?;
            Ok(Some(Schedule::Cron(cron)))
        }
        (None, Some(minutes)) => {
            excluded("timezone", timezone, "cron")?;
            let interval = Interval::read(&written_numbers(minutes))?;
            let start =
                start_time.map(|start| Time::parse_for("start_time", text("start_time", start)?));
            Ok(Some(Schedule::Interval(interval, start.transpose()?)))
        }
        (Some(_), Some(_)) => {
            let rule = "A trigger must have either `cron` or `interval_minutes`, and not both";
            Err(Violation::new(rule, Received::nothing(), HINT))
        }
        (None, None) => {
            let rule = "A trigger must have either `cron` or `interval_minutes` to have starts";
            Err(Violation::new(rule, Received::nothing(), HINT))
        }
    }
}

const HINT: &str = "Give an object such as `{ cron = \"0 2 * * *\", timezone = \"Europe/Berlin\" }` or \
                    `{ interval_minutes = 30 }`.";

fn excluded(name: &str, value: Option<&Value>, other: &str) -> Result<(), Violation> {
    match value {
        Some(_) => {
            let rule = format!("{name} is only for `{other}`");
            Err(Violation::new(rule, Received::nothing(), "Remove it."))
        }
        None => Ok(()),
    }
}

fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Violation> {
    value.as_str().ok_or_else(|| {
        let rule = format!("{name} must be a text");
        Violation::new(
            rule,
            Received::words("a value of another type"),
            "Put it in quotes.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: &str = "2026-11-30T12:00:00Z";

    fn call<const N: usize>(
        trigger: [(&str, Value); N],
        after: &str,
    ) -> Result<Value, FunctionError> {
        let trigger = Value::map(trigger).into_dynamic();
        let result = NextStarts.call(vec![trigger, after.into()])?;
        result.conforms_to(&NextStarts.signature().returns).unwrap();
        Ok(result)
    }

    #[test]
    fn starts_are_shown_by_the_clock_of_the_zone() {
        let nightly = [
            ("cron", "0 2 * * *".into()),
            ("timezone", "Europe/Berlin".into()),
            ("interval_minutes", Value::Null),
            ("active", false.into()),
            ("inputs", Value::unknown()),
        ];
        assert_eq!(
            call(nightly, AFTER),
            Ok(Value::list([
                "2026-12-01T02:00:00+01:00",
                "2026-12-02T02:00:00+01:00",
                "2026-12-03T02:00:00+01:00",
            ]))
        );
        let never = [("cron", "0 0 30 2 *".into())];
        assert_eq!(call(never, AFTER), Ok(Value::list([""; 0])));
    }

    #[test]
    fn starts_of_an_interval_are_counted_from_the_first_or_from_the_time() {
        let hours = |starts: [&str; 3]| {
            let starts = starts.map(|hour| format!("2026-11-30T{hour}:00Z"));
            Ok(Value::list(starts))
        };
        let interval = || ("interval_minutes", Value::from("90"));
        let start = ("start_time", "2026-11-29T11:00:00+01:00".into());
        assert_eq!(
            call([interval(), start], AFTER),
            hours(["13:00", "14:30", "16:00"])
        );
        assert_eq!(
            call([interval()], AFTER),
            hours(["13:30", "15:00", "16:30"])
        );
    }

    #[test]
    fn what_is_unknown_makes_the_starts_unknown() {
        let unknown = Value::unknown;
        let cron = || ("cron", Value::from("@daily"));
        assert_eq!(call([("cron", unknown())], AFTER), Ok(unknown()));
        assert_eq!(
            call([cron(), ("timezone", unknown())], AFTER),
            Ok(unknown())
        );
        let arguments = vec![unknown(), AFTER.into()];
        assert_eq!(NextStarts.call(arguments), Ok(unknown()));
        let arguments = vec![Value::map([cron()]).into_dynamic(), unknown()];
        assert_eq!(NextStarts.call(arguments), Ok(unknown()));
    }

    #[test]
    fn a_trigger_without_starts_is_refused() {
        let cron = || ("cron", Value::from("@daily"));
        let minutes = |number: i64| ("interval_minutes", Value::from(number));
        for (trigger, rule) in [
            (
                vec![],
                "A trigger must have either `cron` or `interval_minutes`",
            ),
            (vec![("cron", Value::Null)], "A trigger must have either"),
            (vec![cron(), minutes(5)], "A trigger must have either"),
            (
                vec![minutes(0)],
                "interval_minutes must be a whole number from 1",
            ),
            (vec![("cron", 5.into())], "cron must be a text"),
            (vec![("cron", "often".into())], "cron must have five fields"),
            (
                vec![cron(), ("timezone", "CET2".into())],
                "timezone must be the name of a time zone",
            ),
            (
                vec![minutes(5), ("timezone", "UTC".into())],
                "timezone is only for `cron`",
            ),
            (
                vec![cron(), ("start_time", AFTER.into())],
                "start_time is only for `interval_minutes`",
            ),
            (
                vec![minutes(5), ("start_time", "noon".into())],
                "start_time must be a time as in RFC 3339",
            ),
        ] {
            let arguments = vec![Value::map(trigger).into_dynamic(), AFTER.into()];
            let error = NextStarts.call(arguments).unwrap_err();
            assert_eq!(error.argument, Some(0), "{}", error.text);
            assert!(error.text.starts_with(rule), "{}", error.text);
        }
        let list = Value::list(["@daily"]).into_dynamic();
        let error = NextStarts.call(vec![list, AFTER.into()]).unwrap_err();
        assert!(error.text.starts_with("trigger must be an object"));
        let error = call([cron()], "noon").unwrap_err();
        assert_eq!(error.argument, Some(1));
    }
}
