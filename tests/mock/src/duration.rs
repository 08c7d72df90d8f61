//! Durations on the command line: a whole number and `us`, `ms`, `s` or `m`.

use std::time::Duration;

/// Reads `20ms`, `2s` and the like.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, unit) = text.split_at(text.len() - digits.len());
    let number: u32 = number
        .parse()
        .map_err(|_| format!("`{text}` is not a duration such as `20ms` or `2s`"))?;
    let one = match unit {
        "us" => Duration::from_micros(1),
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "m" => Duration::from_secs(60),
        _ => return Err(format!("`{text}` needs the unit `us`, `ms`, `s` or `m`")),
    };
    Ok(one * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        assert_eq!(parse("20ms"), Ok(Duration::from_millis(20)));
        assert_eq!(parse("2m"), Ok(Duration::from_secs(120)));
        for bad in ["", "ms", "20", "-1s", "1.5s", "1 s", "99999999999s"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
