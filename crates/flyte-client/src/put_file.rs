//! Uploads one file to a store: attempts, log, error.
//!
//! The request proves nothing but by its address. It has no deadline that the store is told, so the
//! time for an attempt is ours to choose, and grows with the file.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use tracing::debug;

use crate::error::{Call, Recipient};
use crate::failure::{Failure, Kind};
use crate::location::Location;
use crate::retry::{Effect, Outcome, Schedule};
use crate::store::Refusal;
use crate::transport::Transport;
use crate::{CallOptions, Client, Code, Error};

/// The slowest line that an attempt waits for, in bytes a second.
const SLOWEST: usize = 64 << 10;

const METHOD: &str = "PUT";

/// The longest that one attempt may take: that of a call, and a second for each 64 KiB.
pub(super) fn time_for(length: usize, call: Duration) -> Duration {
    let seconds = u64::try_from(length.div_ceil(SLOWEST)).unwrap_or(u64::MAX);
    call.saturating_add(Duration::from_secs(seconds))
}

impl Client {
    /// Puts a file to its location, again if that may help, until it succeeds or the deadline is
    /// reached.
    pub(super) async fn put(
        &self,
        location: &Location,
        file: &Bytes,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let (transport, schedule, limits) = self.channel();
        let schedule = Schedule {
            attempt_timeout: time_for(file.len(), schedule.attempt_timeout),
            ..schedule.clone()
        };
        let store = location.store();
        let attempt = |number, time| attempt(transport, location, &store, file, number, time);
        let Outcome { result, attempts } = schedule
            .run(Effect::Upsert, options.deadline, limits, attempt)
            .await;
        result.map_err(|(mut failure, reason)| {
            failure.hint = hint(&failure.kind, &store);
            let call = Call {
                method: METHOD,
                proxy: transport.proxy_to(location.url.clone()),
                recipient: Recipient::Store(store),
                attempts,
            };
            Error::new(failure, call, reason)
        })
    }
}

async fn attempt(
    transport: &Transport,
    location: &Location,
    store: &str,
    file: &Bytes,
    number: u32,
    time: Duration,
) -> Result<(), Failure> {
    let started = Instant::now();
    let headers = location.headers.clone();
    let answer = transport
        .put(&location.url, headers, file.clone(), time)
        .await;
    let outcome = answer.and_then(|answer| match answer.status {
        200 | 201 | 204 => Ok(answer.status),
        status => {
            let refusal = Refusal::read(status, &answer.body, &location.secrets());
            let mut failure = Failure::new(Kind::Store(refusal), code(status)).with_status(status);
            failure.retry_after = answer.retry_after;
            Err(failure)
        }
    });
    let milliseconds = started.elapsed().as_millis();
    match &outcome {
        Ok(status) => debug!(
            method = METHOD,
            attempt = number,
            store,
            bytes = file.len(),
            milliseconds,
            status,
            "the store took the file"
        ),
        Err(failure) => debug!(
            method = METHOD,
            attempt = number,
            store,
            bytes = file.len(),
            milliseconds,
            code = failure.code.name(),
            status = failure.status,
            error = %failure,
            "upload failed"
        ),
    }
    outcome.map(|_| ())
}

/// The code that stands for a store's refusal. None of Flyte's own meanings fits a store's 404.
fn code(status: u16) -> Code {
    match status {
        401 | 403 => Code::PermissionDenied,
        408 | 429 | 500 | 502..=504 => Code::Unavailable,
        _ => Code::Unknown,
    }
}

/// What to do, where the way to a store needs another word than the way to Flyte.
fn hint(kind: &Kind, store: &str) -> Option<Box<str>> {
    let hint = match kind {
        Kind::Resolve | Kind::Connect => format!(
            "Flyte signs addresses of `{store}`, which must be reachable from where Terraform runs. \
             Where there is a proxy, set `proxy_url` or `HTTPS_PROXY`."
        ),
        Kind::Redirect(_) => format!(
            "Flyte signs addresses of `{store}`, which redirects requests elsewhere, as a bucket \
             in another region does. Whoever runs Flyte has to configure its store's own address."
        ),
        Kind::NotHttp => format!(
            "Flyte signs addresses of `{store}`. Whoever runs Flyte has to configure an address \
             where a store answers, with the right scheme and port."
        ),
        _ => return None,
    };
    Some(hint.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_for_an_attempt_grows_with_the_file() {
        let minute = Duration::from_secs(60);
        for (length, seconds) in [(0, 60), (1, 61), (64 << 10, 61), (50_000_000, 823)] {
            assert_eq!(time_for(length, minute), Duration::from_secs(seconds));
        }
        assert_eq!(time_for(usize::MAX, Duration::MAX), Duration::MAX);
    }
}
