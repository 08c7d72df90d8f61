//! Cron expressions and intervals: what starts a trigger, as the server reads and computes it.
//!
//! The server parses with robfig/cron 3.0.1 (`ParseStandard`), puts `CRON_TZ=ZONE ` before the
//! expression if there is a time zone, and refuses the deployment of whatever that does not take
//! (flyteorg/flyte, `runs/schedule/cron.go`). The same is refused here, while planning, and nothing
//! else but a few time zones that depend on the server's machine (`zone`). The expression is sent as
//! it was written, as the SDK does.

mod every;
mod field;
pub(crate) mod interval;
mod next;
mod zone;

#[cfg(test)]
mod tests;

use std::iter;

use crate::cron::field::{DAY, Fault, Field, HOUR, MINUTE, MONTH, WEEKDAY};
use crate::cron::next::Fields;
use crate::cron::zone::Zone;
use crate::received::Received;
use crate::shown::Shown;
use crate::time::{LocalTime, Time};
use crate::violation::Violation;

/// A cron expression of five fields, or a word such as `@daily`, and a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    expression: String,
    /// Never that of UTC.
    timezone: Option<String>,
    zone: Zone,
    times: Times,
}

/// What an expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    /// Whenever a clock matches.
    Fields(Fields),
    /// Every so many seconds.
    Every(i64),
}

/// The time zone where none is said, as the SDK writes it (flyte SDK 2.12.1, `Cron`).
pub(crate) const UTC: &str = "UTC";

/// The words, each with the fields that it stands for.
const WORDS: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

const FIVE: &str = "cron must have five fields: minute, hour, day, month, weekday";
const EXAMPLE: &str = "Write an expression such as `0 2 * * *`, or a word such as `@daily`.";

impl Cron {
    /// # Errors
    /// The setting that breaks a rule, by its name.
    pub fn new(
        expression: &str,
        timezone: Option<&str>,
    ) -> Result<Self, (&'static str, Violation)> {
        let times = times(expression).map_err(|fault| {
            let got = Received::shown(Shown::Schedule, expression);
            // Hints about fields quote them.
            let hint = match Shown::Schedule.quoted(expression) {
                None if expression.split_whitespace().count() == 5 => EXAMPLE.to_owned(),
                _ => fault.hint,
            };
            let violation = Violation::new(fault.rule, got, hint);
            ("cron", violation)
        })?;
        let timezone = timezone.filter(|timezone| !["", UTC].contains(timezone));
        let zone = timezone.map_or(Ok(Zone::UTC), Zone::named);
        Ok(Self {
            expression: expression.to_owned(),
            timezone: timezone.map(str::to_owned),
            zone: zone.map_err(|violation| ("timezone", violation))?,
            times,
        })
    }

    /// The expression.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The time zone; UTC when absent.
    #[must_use]
    pub fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }

    /// Whether any time matches at all: none does for the 30th of February.
    #[must_use]
    pub fn has_starts(&self) -> bool {
        // The server looks five years ahead, and in these there is a leap year.
        self.starts_after(Time::of_seconds(0)).next().is_some()
    }

    /// The starts after a time, with the clock of the time zone. They end where the next one would be
    /// more than five years later, as the server's do, and with the year 9999.
    ///
    /// Those of `@every` are counted from the time itself: the server counts from when the trigger was
    /// last switched on or deployed new, which nobody knows beforehand.
    pub fn starts_after(&self, after: Time) -> impl Iterator<Item = LocalTime> + use<'_> {
        let mut at = after.whole_seconds();
        iter::from_fn(move || {
            at = match self.times {
                Times::Fields(fields) => fields.after(at, &self.zone)?,
                Times::Every(seconds) => at.checked_add(seconds)?,
            };
            LocalTime::new(Time::of_seconds(at), self.zone.offset(at))
        })
    }
}

/// Reads an expression, with whatever white space around it and between its fields.
fn times(expression: &str) -> Result<Times, Fault> {
    let text = expression.trim();
    if text.starts_with('@') {
        return word(text);
    }
    if text.starts_with("CRON_TZ=") || text.starts_with("TZ=") {
        return Err(Fault {
            rule: "cron must have no time zone in it".to_owned(),
            hint: "Write the time zone as `timezone`.".to_owned(),
        });
    }
    let fields: Vec<_> = text.split_whitespace().collect();
    let &[minute, hour, day, month, weekday] = fields.as_slice() else {
        let hint = match fields.len() {
            0 => EXAMPLE.to_owned(),
            1 => format!("This one has 1 field. {EXAMPLE}"),
            6 | 7 => format!(
                "This one has {} fields; Flyte has none for seconds or years. {EXAMPLE}",
                fields.len()
            ),
            count => format!("This one has {count} fields. {EXAMPLE}"),
        };
        return Err(Fault {
            rule: FIVE.to_owned(),
            hint,
        });
    };
    Ok(Times::Fields(Fields {
        minute: Field::parse(&MINUTE, minute)?,
        hour: Field::parse(&HOUR, hour)?,
        day: Field::parse(&DAY, day)?,
        month: Field::parse(&MONTH, month)?,
        weekday: Field::parse(&WEEKDAY, weekday)?,
    }))
}

fn word(text: &str) -> Result<Times, Fault> {
    if let Some((_, fields)) = WORDS.iter().find(|(word, _)| *word == text) {
        return times(fields);
    }
    if let Some(duration) = text.strip_prefix("@every ") {
        return every::seconds(duration)
            .map(Times::Every)
            .ok_or_else(|| Fault {
                rule: "cron must have a duration behind `@every`".to_owned(),
                hint: "Write one blank, and numbers with the units `h`, `m` and `s`, such as \
                   `@every 1h30m`."
                    .to_owned(),
            });
    }
    let words: Vec<_> = WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
    Err(Fault {
        rule: "cron must be a word that Flyte has, or have five fields".to_owned(),
        hint: format!(
            "There are {} and `@every` with a duration, such as `@every 1h30m`.",
            words.join(", ")
        ),
    })
}
