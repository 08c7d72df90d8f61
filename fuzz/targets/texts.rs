//! Texts that users write: types, durations, quantities, times, ids.
//!
//! The first byte chooses what the rest is read as. What is read must be written in a way that is read
//! as the same value.
#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use flyte_domain::{
    DataType, Duration, EnvironmentId, OwnerId, Quantity, Received, Shown, Time, Version, Violation,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((kind, text)) = input.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    match kind {
        b't' => canonical::<DataType>(text),
        b'd' => duration(text),
        b'q' => quantity(text),
        b'w' => time(text),
        b'i' => canonical::<EnvironmentId>(text),
        b'o' => canonical::<OwnerId>(text),
        b'v' => canonical::<Version>(text),
        _ => {}
    }
});

/// A value that is read is written in one way, which is read as the same.
fn canonical<T: FromStr + Display + PartialEq + Debug>(text: &str)
where
    T::Err: Debug,
{
    let Ok(value) = text.parse::<T>() else {
        return;
    };
    let written = value.to_string();
    let again: T = written.parse().expect("what is written can be read");
    assert_eq!(again, value, "{text:?} is written as {written:?}");
    assert_eq!(again.to_string(), written);
}

fn duration(text: &str) {
    canonical::<Duration>(text);
    match text.parse::<Duration>() {
        Ok(duration) => {
            let wire = pbjson_types::Duration::from(duration);
            assert_eq!(Duration::try_from(&wire), Ok(duration));
            let seconds = duration.as_secs_f64();
            // Beyond, a double does not hold every microsecond.
            if seconds < 4e9 {
                assert_eq!(Duration::from_secs_f64(seconds), Some(duration), "{text:?}");
            }
        }
        Err(error) => told(&error.violation("idle_ttl", Received::shown(Shown::Measure, text))),
    }
}

fn quantity(text: &str) {
    let Ok(quantity) = text.parse::<Quantity>() else {
        return;
    };
    assert_eq!(quantity.as_str(), text);
    for count in [0, 1, 3, u32::MAX] {
        if let Some(product) = quantity.times(count) {
            let again = product.as_str().parse::<Quantity>();
            assert_eq!(again.as_ref(), Ok(&product), "{count} times {text:?}");
        }
    }
    assert_eq!(quantity.times(1), Some(quantity));
}

fn time(text: &str) {
    match Time::parse_for("start", text) {
        Ok(time) => {
            let written = time.to_string();
            assert_eq!(Time::parse_for("start", &written), Ok(time), "{text:?}");
        }
        Err(violation) => told(&violation),
    }
}

/// Whatever was written, there is something to say.
fn told(violation: &Violation) {
    assert!(!violation.rule().is_empty() && !violation.detail().is_empty());
}
