//! Limits of the calls: how long, how often, how many.

use std::time::Duration as StdDuration;

use flyte_domain::{Duration, Received, Shown, Violation};
use terraform_framework::{Diagnostics, Field, Number};

use crate::configuration::origins::Origins;
use crate::configuration::source::rule_and_detail;
use crate::configuration::table::{
    MAX_CONCURRENT_REQUESTS, MAX_RETRIES, REQUEST_TIMEOUT, REQUESTS_PER_SECOND,
};

/// The longest time for one request, in seconds: a day.
const LONGEST_TIMEOUT: u64 = 86_400;
/// The most retries that make sense: with full backoff, a quarter of an hour.
const MOST_RETRIES: u64 = 100;
/// The most requests at a time: beyond, connections and memory would be the limit.
const MOST_REQUESTS: u64 = 1000;

/// The limits set by the user; unknown also for one that has an error.
#[derive(Debug)]
pub(super) struct Limits {
    request_timeout: Field<StdDuration>,
    max_retries: Field<u32>,
    requests_per_second: Field<f64>,
    max_concurrent_requests: Field<usize>,
}

impl Limits {
    pub(super) fn find(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Self {
        let timeout = origins.find(&REQUEST_TIMEOUT, diagnostics);
        let retries = origins.find(&MAX_RETRIES, diagnostics);
        let rate = origins.find(&REQUESTS_PER_SECOND, diagnostics);
        let requests = origins.find(&MAX_CONCURRENT_REQUESTS, diagnostics);
        Self {
            request_timeout: timeout.parse(diagnostics, |text| {
                request_timeout(text).map_err(rule_and_detail)
            }),
            max_retries: retries.parse(diagnostics, |number| {
                whole(
                    MAX_RETRIES.name,
                    number,
                    0,
                    MOST_RETRIES,
                    "0 turns retries off.",
                )
                .map_err(rule_and_detail)
            }),
            requests_per_second: rate.parse(diagnostics, |number| {
                per_second(number).map_err(rule_and_detail)
            }),
            max_concurrent_requests: requests.parse(diagnostics, |number| {
                let name = MAX_CONCURRENT_REQUESTS.name;
                whole(name, number, 1, MOST_REQUESTS, "Leave it out for 32.")
                    .map_err(rule_and_detail)
            }),
        }
    }

    /// Puts the limits that are set into the settings of a client.
    pub(super) fn put_into(&self, config: &mut flyte_client::Config) {
        if let Field::Known(timeout) = self.request_timeout {
            config.request_timeout = timeout;
        }
        if let Field::Known(retries) = self.max_retries {
            config.max_retries = retries;
            config.is_patient = false;
        }
        if let Field::Known(rate) = self.requests_per_second {
            config.requests_per_second = Some(rate);
        }
        if let Field::Known(requests) = self.max_concurrent_requests {
            config.max_concurrent_requests = requests;
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
            Received::shown(Shown::Measure, text),
            "Write a duration such as `60s`.",
        ));
    }
    Ok(time)
}

fn per_second(number: &Number) -> Result<f64, Violation> {
    number
        .as_f64()
        .filter(|rate| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| {
            Violation::new(
                "requests_per_second must be above 0",
                Received::number(number),
                "Leave it out for no limit.",
            )
        })
}

fn whole<T: TryFrom<u64>>(
    name: &str,
    number: &Number,
    least: u64,
    most: u64,
    hint: &str,
) -> Result<T, Violation> {
    number
        .as_u64()
        .filter(|whole| (least..=most).contains(whole))
        .and_then(|whole| T::try_from(whole).ok())
        .ok_or_else(|| {
            Violation::new(
                format!("{name} must be a whole number from {least} to {most}"),
                Received::number(number),
                hint,
            )
        })
}
