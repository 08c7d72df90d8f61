//! What numbers are equal to, how they are written, and how far they reach.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::number::{Number, ParseNumberError};
use crate::strategies::numbers;

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

#[test]
fn every_spelling_of_a_value_is_the_same_number() {
    for (canonical, spellings) in [
        (
            "0",
            ["0.0", "-0", "0e5", "0e-99999999999999999999"].as_slice(),
        ),
        ("1", &["1.0", "1e0", "01", "0.1e1", "10e-1", "1E+0"]),
        ("-12.5", &["-12.50", "-1.25e1", "-125e-1"]),
        (
            "10000000000000000000000000000000000000000",
            &["1e40", "10E39"],
        ),
    ] {
        let mut distinct = HashSet::from([number(canonical)]);
        for spelling in spellings {
            assert_eq!(number(spelling).to_string(), canonical, "{spelling}");
            assert!(!distinct.insert(number(spelling)), "{spelling}");
        }
    }
}

#[test]
fn numbers_are_written_without_exponent() {
    for text in [
        "0.1",
        "-0.001",
        "9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
        "3.14159265358979323846264338327950288",
    ] {
        assert_eq!(number(text).to_string(), text);
    }
    assert_eq!(number("1e400").to_string(), format!("1{}", "0".repeat(400)));
    assert_eq!(number("25e-5").to_string(), "0.00025");
}

#[test]
fn a_huge_exponent_costs_nothing() {
    let huge = number("1.5e600000000");
    assert_eq!(huge.to_string(), "1.5e600000000");
    assert_eq!(number(&huge.to_string()), huge);
    assert_eq!(huge.as_i64(), None);
    assert_eq!(huge.as_f64(), None);
    assert!(huge.is_integer());
    assert!(huge > number("9e599999999"));
    assert_eq!(number("-1e-600000000").to_string(), "-1e-600000000");
    for text in ["1e999999999", "1e-999999999", "1e99999999999999999999"] {
        assert_eq!(
            text.parse::<Number>(),
            Err(ParseNumberError::Range),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_a_decimal_number_is_refused() {
    for text in [
        "", "-", "+1", "--1", ".5", "5.", "1e", "1e+", "1e1.5", "1 ", " 1", "0x10", "1_000", "Inf",
        "NaN", "1,5", "١", "1e5e5", "1.2.3",
    ] {
        assert_eq!(
            text.parse::<Number>(),
            Err(ParseNumberError::Syntax),
            "{text}"
        );
    }
}

#[test]
fn integers_are_range_checked() {
    assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
    assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
    assert_eq!(number("9223372036854775808").as_i64(), None);
    assert_eq!(number("9223372036854775808").as_u64(), Some(1 << 63));
    assert_eq!(number("18446744073709551616").as_u64(), None);
    assert_eq!(number("-1").as_u64(), None);
    assert_eq!(number("1.5").as_i64(), None);
    assert!(!number("1.5").is_integer());
    assert_eq!(number("1.50e1").as_i64(), Some(15));
}

#[test]
fn a_float_stands_for_its_shortest_text() {
    assert_eq!(Number::from_f64(0.1), Some(number("0.1")));
    assert_eq!(Number::from_f64(-1.5), Some(number("-1.5")));
    assert_eq!(Number::from_f64(5e-324), Some(number("5e-324")));
    // Whole floats are exact: 2^63 has 19 digits, its shortest text would end in 76000.
    assert_eq!(
        Number::from_f64(9_223_372_036_854_775_808.0),
        Some(number("9223372036854775808"))
    );
    assert_eq!(Number::from_f64(f64::NAN), None);
    assert_eq!(Number::from_f64(f64::INFINITY), None);
}

#[test]
fn only_short_binary_fractions_are_exact_floats() {
    assert_eq!(number("1.5").as_exact_fraction(), Some(1.5));
    assert_eq!(number("-0.0625").as_exact_fraction(), Some(-0.0625));
    for text in [
        "0.1",
        "0.15",
        "3",
        "0",
        "1e-30",
        "0.000000000931322574615478515625",
    ] {
        assert_eq!(number(text).as_exact_fraction(), None, "{text}");
    }
}

#[test]
fn order_is_that_of_the_values() {
    let ascending = [
        "-1e400", "-10", "-9.5", "-1", "-0.5", "-0.05", "0", "1e-9", "0.05", "0.5", "0.51", "1",
        "1.01", "9", "10", "10.5", "100", "1e400",
    ];
    for pair in ascending.windows(2) {
        assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
    }
}

proptest! {
    #[test]
    fn text_leads_back_to_the_number(number in numbers()) {
        prop_assert_eq!(number.to_string().parse::<Number>(), Ok(number));
    }

    #[test]
    fn integers_keep_their_text_and_order(a: i64, b: i64) {
        prop_assert_eq!(Number::from(a).to_string(), a.to_string());
        prop_assert_eq!(Number::from(a).as_i64(), Some(a));
        prop_assert_eq!(Number::from(a).cmp(&Number::from(b)), a.cmp(&b));
    }

    #[test]
    fn floats_survive(float in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL) {
        prop_assert_eq!(Number::from_f64(float).and_then(|number| number.as_f64()), Some(float));
    }

    #[test]
    fn an_exact_fraction_is_the_same_number(number in numbers()) {
        if let Some(float) = number.as_exact_fraction() {
            prop_assert_eq!(Number::from_f64(float), Some(number));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9.eE]{0,12}|\\PC{0,12}") {
        if let Ok(number) = text.parse::<Number>() {
            prop_assert_eq!(number.to_string().parse::<Number>(), Ok(number));
        }
    }
}
