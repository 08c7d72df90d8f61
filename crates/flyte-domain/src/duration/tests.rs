//! Every spelling of a duration, what is none, and that no spelling changes its length.

use proptest::prelude::*;

use super::*;

fn micros(text: &str) -> Result<u64, DurationError> {
    text.parse::<Duration>().map(|duration| duration.micros)
}

#[test]
fn reads_every_spelling() {
    for (text, expected) in [
        ("0", 0),
        ("300", 300_000_000),
        ("90s", 90_000_000),
        ("1m30s", 90_000_000),
        ("1h", 3_600_000_000),
        ("1.5s", 1_500_000),
        ("1.50s", 1_500_000),
        ("0.5h", 1_800_000_000),
        ("1d2h3m4.000001s", 93_784_000_001),
        ("30.000001s", 30_000_001),
        ("00060", 60_000_000),
        ("90m", 5_400_000_000),
        ("315576000000", MAX_MICROS),
        ("0.00000000001157407407407407d", 0),
    ] {
        if text.len() > 20 {
            assert_eq!(micros(text), Err(DurationError::TooFine), "{text}");
        } else {
            assert_eq!(micros(text), Ok(expected), "{text}");
        }
    }
}

#[test]
fn refuses_what_is_no_duration_and_says_why() {
    for (text, expected) in [
        ("", DurationError::Syntax),
        ("abc", DurationError::Syntax),
        ("5x", DurationError::Syntax),
        ("s", DurationError::Syntax),
        ("1 m", DurationError::Syntax),
        (" 1m", DurationError::Syntax),
        ("1M", DurationError::Syntax),
        ("+5s", DurationError::Syntax),
        ("1m1m", DurationError::Syntax),
        ("30s1m", DurationError::Syntax),
        ("1.5m30s", DurationError::Syntax),
        ("1.s", DurationError::Syntax),
        (".5s", DurationError::Syntax),
        ("1.2.3s", DurationError::Syntax),
        ("1m30", DurationError::Syntax),
        ("PT5M", DurationError::Syntax),
        ("5м", DurationError::Syntax),
        ("--5", DurationError::Syntax),
        ("45.5", DurationError::NoUnit),
        ("-30", DurationError::Negative),
        ("-1m30s", DurationError::Negative),
        ("315576000001", DurationError::TooLong),
        ("99999999999999999999999999", DurationError::TooLong),
        ("99999999999999999h", DurationError::TooLong),
        ("1.0000001s", DurationError::TooFine),
    ] {
        assert_eq!(micros(text), Err(expected), "{text:?}");
    }
}

#[test]
fn names_setting_value_and_remedy() {
    let violation = Duration::parse_for("idle_ttl", "soon").unwrap_err();
    assert_eq!(
        violation.rule(),
        "idle_ttl must be whole seconds or a duration such as `90s`, `1m30s` or `1h`"
    );
    assert_eq!(violation.got(), &Received::text("soon"));
}

#[test]
fn has_one_canonical_text_per_length() {
    for (text, canonical) in [
        ("0", "0s"),
        ("60", "1m"),
        ("90s", "1m30s"),
        ("3600", "1h"),
        ("86461", "1d1m1s"),
        ("30.50s", "30.5s"),
        ("60.25s", "1m0.25s"),
    ] {
        assert_eq!(text.parse::<Duration>().unwrap().to_string(), canonical);
    }
}

#[test]
fn refuses_wire_values_that_are_no_length_of_time() {
    let wire = |seconds, nanos| pbjson_types::Duration { seconds, nanos };
    for (value, expected) in [
        (wire(-1, 0), DurationError::Negative),
        (wire(0, -1_000), DurationError::Negative),
        (wire(1, 1), DurationError::TooFine),
        (wire(i64::MAX, 0), DurationError::TooLong),
    ] {
        assert_eq!(Duration::try_from(&value), Err(expected));
    }
    assert_eq!(Duration::from_secs_f64(f64::NAN), None);
    assert_eq!(Duration::from_secs_f64(-1.0), None);
    assert_eq!(Duration::from_secs_f64(f64::INFINITY), None);
}

proptest! {
    #[test]
    fn canonical_text_means_the_same(micros in 0..=MAX_MICROS) {
        let duration = Duration::from_micros(micros).unwrap();
        prop_assert_eq!(duration.to_string().parse(), Ok(duration));
    }

    #[test]
    fn wire_form_means_the_same(micros in 0..=MAX_MICROS) {
        let duration = Duration::from_micros(micros).unwrap();
        prop_assert_eq!(Duration::try_from(&pbjson_types::Duration::from(duration)), Ok(duration));
    }

    #[test]
    fn seconds_as_double_mean_the_same(micros in 0..9_000_000_000_000_u64) {
        let duration = Duration::from_micros(micros).unwrap();
        prop_assert_eq!(Duration::from_secs_f64(duration.as_secs_f64()), Some(duration));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        let _ = text.parse::<Duration>();
    }

    #[test]
    fn nearly_right_text_is_answered_and_survives_canonical_form(text in "-?[0-9.]{0,12}[dhms]?[0-9.]{0,12}[dhms ]?") {
        if let Ok(duration) = text.parse::<Duration>() {
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }
    }
}
