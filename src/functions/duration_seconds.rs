//! `duration_seconds`: how long a duration is.

use flyte_domain::Duration;
use terraform_framework::{Function, FunctionError, Number, Signature, Type, Value};

use crate::functions::{parameter, refusal};

const PARAMETER: &str = "duration";

/// The seconds in a duration, by the grammar of all durations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DurationSeconds;

impl Function for DurationSeconds {
    fn name(&self) -> &'static str {
        "duration_seconds"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The number of seconds in a duration",
            description: "Takes a duration in any spelling that the durations of \
                          `flyte_task_environment` have, such as `idle_ttl`, and gives its length \
                          in seconds. For comparing durations and computing with them.",
            parameters: vec![parameter(
                PARAMETER,
                Type::String,
                "A number of seconds such as `300`, or numbers with the units `d`, `h`, `m` and \
                 `s` in this order, such as `5m`, `1h30m` or `1.5s`.",
            )],
            variadic: None,
            returns: Type::Number,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let text = arguments.first().and_then(Value::as_str);
        let duration = Duration::parse_for(PARAMETER, text.unwrap_or_default())
            .map_err(|violation| refusal(&violation, 0))?;
        Ok(seconds(duration).into())
    }
}

fn seconds(duration: Duration) -> Number {
    // Exact: every duration is a whole number of microseconds, which a double might not hold.
    let text = format!(
        "{}.{:06}",
        duration.whole_seconds(),
        duration.subsec_micros()
    );
    text.parse()
        .unwrap_or_else(|_| Number::from(duration.whole_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str) -> Result<Value, FunctionError> {
        DurationSeconds.call(vec![text.into()])
    }

    #[test]
    fn every_spelling_has_its_seconds() {
        for (text, seconds) in [
            ("0", "0"),
            ("300", "300"),
            ("300s", "300"),
            ("5m", "300"),
            ("1h30m", "5400"),
            ("1d", "86400"),
            ("1.5s", "1.5"),
            ("0.000001s", "0.000001"),
            ("315576000000", "315576000000"),
        ] {
            let number: Number = seconds.parse().unwrap();
            assert_eq!(call(text), Ok(number.into()), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_at_the_argument() {
        let error = call("soon").unwrap_err();
        assert_eq!(error.argument, Some(0));
        assert_eq!(
            error.text,
            "duration must be whole seconds or a duration such as `90s`, `1m30s` or `1h`.\n\
             Got a text of 4 characters, not shown as it may be secret.\n\
             Write seconds as a number, or numbers with the units d, h, m, s in this order, \
             without spaces"
        );
        for text in ["", "-5", "1.5", "5 m", "PT5M", "1s1m"] {
            assert_eq!(call(text).unwrap_err().argument, Some(0), "{text:?}");
        }
    }
}
