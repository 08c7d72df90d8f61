//! Durations as Go writes them, for `@every`: `1h30m`, `1.5h`, `90s` (Go, `time.ParseDuration`).

/// Units with their length in nanoseconds.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The largest number of nanoseconds that Go has.
const MAX: u64 = i64::MAX.unsigned_abs();

/// Seconds from one start to the next: whole ones, at least one, whatever is written (robfig/cron
/// 3.0.1, `Every`). Nothing for a text that Go does not take.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let positive = text.strip_prefix('+').unwrap_or(text);
    match positive.strip_prefix('-') {
        // Only one sign is taken, and what is below zero is the shortest time.
        Some(rest) if positive.len() == text.len() => nanoseconds(rest).map(|_| 1),
        _ => {
            let nanoseconds = nanoseconds(positive)?;
            i64::try_from((nanoseconds / 1_000_000_000).max(1)).ok()
        }
    }
}

fn nanoseconds(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() || text.is_empty() {
        let (whole, tail) = digits(rest);
        let (fraction, tail) = match tail.strip_prefix('.') {
            Some(tail) => digits(tail),
            None => ("", tail),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let end = tail
            .find(|character: char| character == '.' || character.is_ascii_digit())
            .unwrap_or(tail.len());
        let unit = tail.get(..end)?;
        rest = tail.get(end..)?;
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let whole: u64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part = whole
            .checked_mul(*length)?
            .checked_add(part(fraction, *length))?;
        total = total.checked_add(part).filter(|total| *total <= MAX)?;
    }
    Some(total)
}

/// The digits that a text begins with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// The nanoseconds in a fraction of a unit, rounded down.
fn part(fraction: &str, length: u64) -> u64 {
    let mut part = 0;
    let mut scale: u64 = 1;
    // Sixteen digits are finer than a nanosecond in an hour.
    for digit in fraction.bytes().take(16) {
        part = part * 10 + u128::from(digit - b'0');
        scale *= 10;
    }
    u64::try_from(part * u128::from(length) / u128::from(scale)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in [
            ("5m", 300),
            ("1h30m", 5_400),
            ("1.5h", 5_400),
            (".5h", 1_800),
            ("1.h", 3_600),
            ("90s500ms", 90),
            ("1m1h1m", 3_720),
            ("+5m", 300),
            ("-5m", 1),
            ("0", 1),
            ("1us1µs1μs1ns", 1),
            ("999ms", 1),
            ("2562047h", 9_223_369_200),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "5",
            "m",
            ".",
            ".m",
            "5 m",
            " 5m",
            "5m ",
            "1d",
            "5M",
            "+-5m",
            "-+5m",
            "--5m",
            "+",
            "1..5s",
            "2562048h",
            "99999999999999999999s",
            "1h30",
        ] {
            assert_eq!(seconds(text), None, "{text:?}");
        }
    }
}
