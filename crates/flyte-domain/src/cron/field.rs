//! The five fields of a cron expression: which values each of them stands for.
//!
//! The grammar is that of the server's parser (robfig/cron 3.0.1, `ParseStandard`), with all that it
//! lets pass: `*-5` is `*`, `,` stands for no value at all.
//!
//! ```text
//! field = range { "," range }                    empty ranges are left out
//! range = values [ "/" step ]
//! values = ( "*" | "?" ) | value [ "-" value ]   5/15 is 5-59/15, */1 is *
//! value = number | name                          of a month or weekday, in any case
//! ```

/// What stands in one of the fields.
#[derive(Debug)]
pub(super) struct Kind {
    /// What a value of it is called.
    name: &'static str,
    /// The name behind an article.
    one: &'static str,
    least: i64,
    greatest: i64,
    /// The names of its values, if they have any, from the least on.
    names: &'static [&'static str],
    /// A step that makes sense.
    step: &'static str,
}

pub(super) const MINUTE: Kind = Kind {
    name: "minute",
    one: "a minute",
    least: 0,
    greatest: 59,
    names: &[],
    step: "*/15",
};
pub(super) const HOUR: Kind = Kind {
    name: "hour",
    one: "an hour",
    least: 0,
    greatest: 23,
    names: &[],
    step: "*/6",
};
pub(super) const DAY: Kind = Kind {
    name: "day of the month",
    one: "a day of the month",
    least: 1,
    greatest: 31,
    names: &[],
    step: "*/10",
};
pub(super) const MONTH: Kind = Kind {
    name: "month",
    one: "a month",
    least: 1,
    greatest: 12,
    names: &[
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ],
    step: "*/3",
};
pub(super) const WEEKDAY: Kind = Kind {
    name: "weekday",
    one: "a weekday",
    least: 0,
    greatest: 6,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    step: "*/2",
};

/// The values that a field stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// A bit for each.
    values: u64,
    /// Whether one of its ranges is `*`, which leaves the choice of days to the other field of them.
    pub(super) is_open: bool,
}

/// Why a field is refused.
#[derive(Debug)]
pub(super) struct Fault {
    /// The rule.
    pub(super) rule: String,
    /// Which part breaks it, and what to write.
    pub(super) hint: String,
}

impl Field {
    /// Reads a field.
    pub(super) fn parse(kind: &Kind, text: &str) -> Result<Self, Fault> {
        let mut field = Self {
            values: 0,
            is_open: false,
        };
        for range in text.split(',').filter(|range| !range.is_empty()) {
            let range = kind.range(range)?;
            field.values |= range.values;
            field.is_open |= range.is_open;
        }
        Ok(field)
    }

    pub(super) fn has(self, value: i64) -> bool {
        let bits = u32::try_from(value).ok();
        let bits = bits.and_then(|value| self.values.checked_shr(value));
        bits.is_some_and(|bits| bits & 1 == 1)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.values == 0
    }
}

/// A bit for each value from the first on, in steps.
fn bits(first: i64, last: i64, step: usize) -> u64 {
    (first..=last)
        .step_by(step)
        .fold(0, |bits, value| bits | 1 << value)
}

impl Kind {
    fn range(&self, text: &str) -> Result<Field, Fault> {
        let (values, step) = match text.split_once('/') {
            Some((_, step)) if step.contains('/') => return Err(self.slashes(text)),
            Some((values, step)) => (values, Some(step)),
            None => (text, None),
        };
        let mut ends = values.split('-');
        let begin = ends.next().unwrap_or_default();
        let (first, last, is_open) = if begin == "*" || begin == "?" {
            (self.least, self.greatest, true)
        } else {
            let first = self.value(begin, text)?;
            let last = match (ends.next(), step) {
                (Some(end), _) => self.value(end, text)?,
                (None, Some(_)) => self.greatest,
                (None, None) => first,
            };
            if ends.next().is_some() {
                return Err(self.hyphens(text));
            }
            (first, last, false)
        };
        if first > last {
            return Err(self.backwards(text, first, last, step));
        }
        let step = match step {
            Some(step) => self.step(step, text)?,
            None => 1,
        };
        Ok(Field {
            values: bits(first, last, step),
            is_open: is_open && step == 1,
        })
    }

    /// A number or a name within the bounds.
    fn value(&self, text: &str, range: &str) -> Result<i64, Fault> {
        let names = (self.least..).zip(self.names);
        let mut named = names.filter(|(_, name)| name.eq_ignore_ascii_case(text));
        let value = match named.next() {
            Some((value, _)) => Some(value),
            None => text.parse().ok(),
        };
        let within = value.filter(|value| (self.least..=self.greatest).contains(value));
        within.ok_or_else(|| self.no_value(text, range))
    }

    fn step(&self, text: &str, range: &str) -> Result<usize, Fault> {
        let step: Option<i64> = text.parse().ok().filter(|step| *step > 0);
        // A step beyond the last value leaves the first one alone, however long it is.
        let step = step.map(|step| usize::try_from(step).unwrap_or(usize::MAX));
        step.ok_or_else(|| Fault {
            rule: "cron must have steps that are whole numbers of at least 1".to_owned(),
            hint: format!(
                "The {} has the step `{}` in `{}`. Write a step such as `{}`.",
                self.name,
                text.escape_debug(),
                range.escape_debug(),
                self.step
            ),
        })
    }

    fn no_value(&self, text: &str, range: &str) -> Fault {
        let mut rule = format!(
            "cron must have {} from {} to {}",
            self.one, self.least, self.greatest
        );
        if let [first, .., last] = self.names {
            rule += &format!(", or from `{first}` to `{last}`");
        }
        let mut hint = if text.is_empty() {
            format!(
                "There is no {} in a part of `{}`.",
                self.name,
                range.escape_debug()
            )
        } else {
            format!("`{}` is no {}.", text.escape_debug(), self.name)
        };
        hint += if self.name == WEEKDAY.name && text == "7" {
            " Write `0` or `SUN` for Sunday."
        } else {
            " Write a value, `*`, a range, a step or a list, as in `*/15 8-18 1,15 * MON-FRI`."
        };
        Fault { rule, hint }
    }

    fn backwards(&self, text: &str, first: i64, last: i64, step: Option<&str>) -> Fault {
        let around = format!("`{first}-{},{}-{last}`", self.greatest, self.least);
        let meant = if step.is_some() {
            "a range for each side of it, with a comma between them"
        } else {
            &around
        };
        Fault {
            rule: "cron must have ranges that do not end before they begin".to_owned(),
            hint: format!(
                "The {} has `{}`. Write {meant}.",
                self.name,
                text.escape_debug()
            ),
        }
    }

    fn hyphens(&self, text: &str) -> Fault {
        Fault {
            rule: "cron must have ranges of two values".to_owned(),
            hint: format!(
                "The {} has `{}`. Write a range such as `{}-{}`, or values with commas between \
                 them.",
                self.name,
                text.escape_debug(),
                self.least,
                self.least + 2
            ),
        }
    }

    fn slashes(&self, text: &str) -> Fault {
        Fault {
            rule: "cron must have at most one step in a range".to_owned(),
            hint: format!(
                "The {} has `{}`. Write a step such as `{}`.",
                self.name,
                text.escape_debug(),
                self.step
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(kind: &Kind, text: &str) -> (Vec<i64>, bool) {
        let field = Field::parse(kind, text).unwrap();
        ((0..64).filter(|it| field.has(*it)).collect(), field.is_open)
    }

    #[test]
    fn a_field_stands_for_its_values() {
        for (kind, text, expected, is_open) in [
            (&MINUTE, "5", vec![5], false),
            (&MINUTE, "+05", vec![5], false),
            (&MINUTE, "40/7", vec![40, 47, 54], false),
            (&MINUTE, "1-9/4,30", vec![1, 5, 9, 30], false),
            (&MINUTE, "*/9223372036854775807", vec![0], false),
            (&HOUR, "*/8", vec![0, 8, 16], false),
            (&HOUR, ",,3,", vec![3], false),
            (&HOUR, ",", vec![], false),
            (&DAY, "*/10", vec![1, 11, 21, 31], false),
            (&MONTH, "*/1", (1..=12).collect(), true),
            (&MONTH, "jan-MAR,Dec", vec![1, 2, 3, 12], false),
            (&WEEKDAY, "?", (0..=6).collect(), true),
            (&WEEKDAY, "1,*", (0..=6).collect(), true),
            (&WEEKDAY, "*-whatever", (0..=6).collect(), true),
            (&WEEKDAY, "fri-6", vec![5, 6], false),
        ] {
            assert_eq!(values(kind, text), (expected, is_open), "{text}");
        }
    }

    #[test]
    fn a_refused_field_is_told_with_the_part_and_the_rule() {
        for (kind, text, rule, hint) in [
            (&MINUTE, "61", "a minute from 0 to 59", "`61` is no minute."),
            (&HOUR, "0-24", "an hour from 0 to 23", "`24` is no hour."),
            (
                &DAY,
                "0",
                "a day of the month from 1 to 31",
                "`0` is no day",
            ),
            (
                &MONTH,
                "1,JANUARY",
                "a month from 1 to 12, or from `JAN` to `DEC`",
                "`JANUARY` is no month.",
            ),
            (
                &WEEKDAY,
                "7",
                "a weekday from 0 to 6, or from `SUN` to `SAT`",
                "Write `0` or `SUN` for Sunday.",
            ),
            (&HOUR, "MON", "an hour from 0 to 23", "`MON` is no hour."),
            (&HOUR, "5-", "an hour", "no hour in a part of `5-`"),
            (&HOUR, "/2", "an hour", "no hour in a part of `/2`"),
            (&HOUR, "22-4", "do not end before", "Write `22-23,0-4`."),
            (&WEEKDAY, "fri-mon", "do not end before", "`5-6,0-1`"),
            (&HOUR, "22-4/2", "do not end before", "a comma between"),
            (&MINUTE, "*/0", "steps that are whole", "step `0` in `*/0`"),
            (&MINUTE, "*/x", "steps that are whole", "such as `*/15`"),
            (&MINUTE, "*/-5", "steps that are whole", "step `-5`"),
            (&MINUTE, "1-2-3", "ranges of two values", "`1-2-3`"),
            (&MINUTE, "*/2/3", "one step in a range", "`*/2/3`"),
        ] {
            let fault = Field::parse(kind, text).unwrap_err();
            assert!(fault.rule.contains(rule), "{text}: {}", fault.rule);
            assert!(fault.hint.contains(hint), "{text}: {}", fault.hint);
        }
    }
}
