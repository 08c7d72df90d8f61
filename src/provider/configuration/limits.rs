//! Limits of the calls: how long, how often.

use std::time::Duration as StdDuration;

use super::{
    origins::Origins,
    table::{MAX_RETRIES, REQUEST_TIMEOUT},
    texts,
};
use crate::{
    client,
    flyte::{duration::Duration, violation::Violation},
    terraform::{diagnostics::Diagnostics, field::Field, number::Number},
};

/// The longest time for one request, in seconds: a day.
const LONGEST_TIMEOUT: u64 = 86_400;
/// The most retries that make sense: with full backoff, a quarter of an hour.
const MOST_RETRIES: u64 = 100;

/// What the user limits. Unknown also stands for what has an error.
#[derive(Debug)]
pub(super) struct Limits {
    request_timeout: Field<StdDuration>,
    max_retries: Field<u32>,
}

impl Limits {
    pub(super) fn find(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Self {
        let timeout = origins.find(&REQUEST_TIMEOUT, diagnostics);
        let retries = origins.find(&MAX_RETRIES, diagnostics);
        Self {
            request_timeout: timeout
                .parse(diagnostics, |text| request_timeout(text).map_err(texts)),
            max_retries: retries.parse(diagnostics, |number| max_retries(number).map_err(texts)),
        }
    }

    /// Puts what is set into the settings of a client.
    pub(super) fn put_into(self, config: &mut client::Config) {
        if let Field::Known(timeout) = self.request_timeout {
            config.request_timeout = timeout;
        }
        if let Field::Known(retries) = self.max_retries {
            config.max_retries = retries;
        }
    }
}

fn request_timeout(text: &str) -> Result<StdDuration, Violation> {
    let duration = Duration::parse_for(REQUEST_TIMEOUT.name, text)?;
    let time = StdDuration::from_secs(duration.whole_seconds())
        + StdDuration::from_micros(duration.subsec_micros());
    if time.is_zero() || time > StdDuration::from_secs(LONGEST_TIMEOUT) {
        return Err(Violation::new(
            "request_timeout must be above 0 and at most a day",
            text,
            "Write a duration such as `60s`.",
        ));
    }
    Ok(time)
}

fn max_retries(number: &Number) -> Result<u32, Violation> {
    number
        .as_u64()
        .filter(|retries| *retries <= MOST_RETRIES)
        .and_then(|retries| u32::try_from(retries).ok())
        .ok_or_else(|| {
            Violation::new(
                format!("max_retries must be a whole number from 0 to {MOST_RETRIES}"),
                number,
                "0 turns retries off.",
            )
        })
}
