//! Whether a schedule is one, and what the backend says of one that is not, word for word: standard
//! five-field cron, or a descriptor such as `@daily`, as robfig/cron 3.0.1 parses them.

use jiff::tz::TimeZoneDatabase;

/// The fields of an expression: least and greatest value, names of the values in order.
const FIELDS: [(i64, i64, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (
        1,
        12,
        &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    ),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

const DESCRIPTORS: [&str; 7] = [
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
];

/// Says what is wrong with `expression`, or with `timezone` where one is given.
pub(crate) fn check(expression: &str, timezone: &str) -> Result<(), String> {
    let expression = match timezone {
        "" => expression.to_owned(),
        _ => format!("CRON_TZ={timezone} {expression}"),
    };
    parse(&expression).map_err(|reason| format!("invalid cron expression {expression:?}: {reason}"))
}

fn parse(expression: &str) -> Result<(), String> {
    if expression.is_empty() {
        return Err("empty spec string".to_owned());
    }
    let located = expression
        .strip_prefix("CRON_TZ=")
        .or_else(|| expression.strip_prefix("TZ="));
    let expression = match located {
        Some(located) => {
            let (zone, expression) = located.split_once(' ').unwrap_or((located, ""));
            time_zone(zone).map_err(|reason| format!("provided bad location {zone}: {reason}"))?;
            expression.trim()
        }
        None => expression,
    };
    if expression.starts_with('@') {
        return descriptor(expression);
    }
    let fields: Vec<_> = expression.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!(
            "expected exactly {} fields, found {}: [{}]",
            FIELDS.len(),
            fields.len(),
            fields.join(" ")
        ));
    }
    let ranges = fields.iter().zip(FIELDS).flat_map(|(field, bounds)| {
        let ranges = field.split(',').filter(|range| !range.is_empty());
        ranges.map(move |range| (range, bounds))
    });
    for (range, (least, greatest, names)) in ranges {
        check_range(range, least, greatest, names)?;
    }
    Ok(())
}

/// The names of Go's database; others that the server's machine may have are not here.
fn time_zone(name: &str) -> Result<(), String> {
    if ["", "UTC", "Local"].contains(&name) {
        return Ok(());
    }
    if name.contains("..") || name.starts_with(['/', '\\']) {
        return Err("time: invalid location name".to_owned());
    }
    let database = TimeZoneDatabase::bundled();
    if database.available().any(|known| known.as_str() == name) {
        return Ok(());
    }
    Err(format!("unknown time zone {name}"))
}

fn descriptor(text: &str) -> Result<(), String> {
    if DESCRIPTORS.contains(&text) {
        return Ok(());
    }
    match text.strip_prefix("@every ") {
        Some(duration) => check_duration(duration)
            .map_err(|reason| format!("failed to parse duration {text}: time: {reason}")),
        None => Err(format!("unrecognized descriptor: {text}")),
    }
}

fn check_range(range: &str, least: i64, greatest: i64, names: &[&str]) -> Result<(), String> {
    let parts: Vec<_> = range.split('/').collect();
    let ends: Vec<_> = parts[0].split('-').collect();
    let value = |text: &str| {
        let name = text.to_lowercase();
        match (least..).zip(names).find(|(_, known)| **known == name) {
            Some((value, _)) => Ok(value),
            None => number(text),
        }
    };
    let (begin, mut end) = match ends.as_slice() {
        ["*" | "?", ..] => (least, greatest),
        [one] => {
            let one = value(one)?;
            (one, one)
        }
        [begin, end] => (value(begin)?, value(end)?),
        [begin, ..] => {
            value(begin)?;
            return Err(format!("too many hyphens: {range}"));
        }
        [] => return Ok(()),
    };
    let step = match parts.as_slice() {
        [_, step] => {
            let step = number(step)?;
            if ends.len() == 1 {
                end = greatest;
            }
            step
        }
        [_] => 1,
        _ => return Err(format!("too many slashes: {range}")),
    };
    if begin < least {
        return Err(format!(
            "beginning of range ({begin}) below minimum ({least}): {range}"
        ));
    }
    if end > greatest {
        return Err(format!(
            "end of range ({end}) above maximum ({greatest}): {range}"
        ));
    }
    if begin > end {
        return Err(format!(
            "beginning of range ({begin}) beyond end of range ({end}): {range}"
        ));
    }
    if step == 0 {
        return Err(format!(
            "step of range should be a positive number: {range}"
        ));
    }
    Ok(())
}

/// A number that is not negative, as `strconv.Atoi` reads it.
fn number(text: &str) -> Result<i64, String> {
    match text.parse::<i64>() {
        Ok(number) if number < 0 => Err(format!("negative number ({number}) not allowed: {text}")),
        Ok(number) => Ok(number),
        Err(_) => {
            let digits = text.trim_start_matches(['+', '-']);
            let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
            let reason = if is_number && text.len() <= digits.len() + 1 {
                "value out of range"
            } else {
                "invalid syntax"
            };
            Err(format!(
                "failed to parse int from {text}: strconv.Atoi: parsing {text:?}: {reason}"
            ))
        }
    }
}

/// A sign, then a number and a unit, once or more, as in `1h30m`; or `0`.
fn check_duration(text: &str) -> Result<(), String> {
    let invalid = || format!("invalid duration {text:?}");
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut rest = unsigned;
    let mut total = 0.0;
    if rest == "0" {
        return Ok(());
    }
    while !rest.is_empty() {
        let tail = rest.trim_start_matches(|it: char| it.is_ascii_digit());
        let tail = match tail.strip_prefix('.') {
            Some(tail) => tail.trim_start_matches(|it: char| it.is_ascii_digit()),
            None => tail,
        };
        let number = &rest[..rest.len() - tail.len()];
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let after = tail.trim_start_matches(|it: char| it != '.' && !it.is_ascii_digit());
        let unit = &tail[..tail.len() - after.len()];
        let seconds = match unit {
            "" => return Err(format!("missing unit in duration {text:?}")),
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            _ => return Err(format!("unknown unit {unit:?} in duration {text:?}")),
        };
        total += number * seconds;
        rest = after;
    }
    // 64 bits of nanoseconds.
    if unsigned.is_empty() || total > 9_223_372_036.0 {
        return Err(invalid());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::cron::check;

    fn vectors(part: &str) -> Vec<Value> {
        let vectors = include_str!("../../vectors/cron.json");
        let vectors: Value = serde_json::from_str(vectors).unwrap();
        vectors[part].as_array().unwrap().clone()
    }

    #[test]
    fn schedules_are_told_from_nonsense_as_the_library_tells_them() {
        for case in vectors("starts") {
            let text = |index: usize| case[index].as_str().unwrap();
            assert_eq!(check(text(1), text(0)), Ok(()), "{case}");
        }
        for case in vectors("refused") {
            let text = |index: usize| case[index].as_str().unwrap();
            assert_eq!(check(text(1), text(0)), Err(text(2).to_owned()), "{case}");
        }
    }

    /// What a real server answered, except for the name of the trigger.
    #[test]
    fn a_refusal_is_what_the_server_says() {
        for (timezone, expression, message) in [
            (
                "",
                "0 0 6 * * *",
                "invalid cron expression \"0 0 6 * * *\": expected exactly 5 fields, found 6: \
                 [0 0 6 * * *]",
            ),
            (
                "",
                "61 * * * *",
                "invalid cron expression \"61 * * * *\": end of range (61) above maximum (59): 61",
            ),
            ("", "", "invalid cron expression \"\": empty spec string"),
            (
                "Mars/Phobos",
                "0 6 * * *",
                "invalid cron expression \"CRON_TZ=Mars/Phobos 0 6 * * *\": provided bad location \
                 Mars/Phobos: unknown time zone Mars/Phobos",
            ),
            (
                "Europe/Berlin",
                "nope",
                "invalid cron expression \"CRON_TZ=Europe/Berlin nope\": expected exactly 5 fields, \
                 found 1: [nope]",
            ),
        ] {
            assert_eq!(check(expression, timezone), Err(message.to_owned()));
        }
        assert_eq!(check("CRON_TZ=UTC 0 6 * * *", ""), Ok(()));
        assert_eq!(check("@daily", "Local"), Ok(()));
    }
}
