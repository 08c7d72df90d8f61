//! Whether a schedule is one: standard five-field cron, or a descriptor such as `@daily`.

/// The fields of an expression: name, least and greatest value, names of the values in order.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    (
        "month",
        1,
        12,
        &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    ),
    (
        "day of week",
        0,
        6,
        &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    ),
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
    if timezone.contains(char::is_whitespace) {
        return Err(format!("unknown time zone {timezone:?}"));
    }
    if expression.starts_with('@') {
        let every = expression.strip_prefix("@every ");
        if DESCRIPTORS.contains(&expression) || every.is_some_and(is_duration) {
            return Ok(());
        }
        return Err(format!("unrecognized descriptor: {expression}"));
    }
    let fields: Vec<_> = expression.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!(
            "expected exactly {} fields, found {}: {fields:?}",
            FIELDS.len(),
            fields.len()
        ));
    }
    for (text, (field, least, greatest, names)) in fields.into_iter().zip(FIELDS) {
        for part in text.split(',') {
            check_part(part, least, greatest, names)
                .map_err(|reason| format!("{reason} ({field}: {part})"))?;
        }
    }
    Ok(())
}

fn check_part(part: &str, least: u32, greatest: u32, names: &[&str]) -> Result<(), String> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    if let Some(step) = step
        && step.parse::<u32>().map_or(true, |step| step == 0)
    {
        return Err(format!("step {step:?} is not a positive number"));
    }
    if range == "*" || range == "?" {
        return Ok(());
    }
    let value = |text: &str| {
        let name = text.to_ascii_lowercase();
        let index = names.iter().position(|known| *known == name);
        match index.and_then(|index| u32::try_from(index).ok()) {
            Some(index) => Ok(least + index),
            None => text
                .parse::<u32>()
                .map_err(|_| format!("failed to parse int from {text:?}")),
        }
    };
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    let (from, to) = (value(from)?, value(to)?);
    if from < least {
        return Err(format!(
            "beginning of range ({from}) below minimum ({least})"
        ));
    }
    if to > greatest {
        return Err(format!("end of range ({to}) above maximum ({greatest})"));
    }
    if from > to {
        return Err(format!(
            "beginning of range ({from}) beyond end of range ({to})"
        ));
    }
    Ok(())
}

/// A number and a unit, once or more, as in `1h30m`.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = &rest[..rest.len() - digits.len()];
        let after = digits.trim_start_matches(char::is_alphabetic);
        let unit = &digits[..digits.len() - after.len()];
        if number.parse::<f64>().is_err() || !["ns", "us", "ms", "s", "m", "h"].contains(&unit) {
            return false;
        }
        rest = after;
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::cron::check;

    #[test]
    fn schedules_are_told_from_nonsense() {
        for good in [
            "* * * * *",
            "*/5 0-6,12 1 jan-MAR mon",
            "0 9 ? * 1-5",
            "@daily",
            "@every 1h30m",
        ] {
            assert_eq!(check(good, "Europe/Berlin"), Ok(()), "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "5-1 * * * *",
            "*/0 * * * *",
            "a * * * *",
            "@often",
            "@every",
            "@every soon",
            "1, * * * *",
        ] {
            assert!(check(bad, "").is_err(), "{bad}");
        }
        assert!(check("* * * * *", "no where").is_err());
    }
}
