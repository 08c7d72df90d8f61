//! The client, and one call from request message to answer message.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use flyte_proto::Organisations;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::answer::Dated;
use crate::config::Checked;
use crate::credentials::{AuthTokens, Confidential, Fault};
use crate::error::{Call, Recipient, StopReason};
use crate::failure::{Failure, Kind};
use crate::identity::{Credentials, TokenRequest};
use crate::limits::Limits;
use crate::name_locks::NameLocks;
use crate::organisation::WithOrganisation;
use crate::retry::{Effect, Outcome, Schedule};
use crate::routes::Routes;
use crate::transport::{Attempt, Transport};
use crate::{CallOptions, Code, Config, ConfigError, Endpoint, Error, random};

/// The largest request: what is written has to fit into an answer that is read, with what the server
/// adds to it.
const LARGEST_REQUEST: usize = 15 << 20;

/// A client of the Flyte API. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    transport: Arc<Transport>,
    schedule: Schedule,
    limits: Arc<Limits>,
    credentials: Arc<Credentials>,
    name_locks: Arc<NameLocks>,
    /// The endpoint that credentials are asked from: the one the user named.
    home: Arc<Transport>,
    /// Which endpoints the backend named.
    routes: Arc<Routes>,
    /// The connections to endpoints that the backend named.
    others: Arc<Mutex<HashMap<Endpoint, Arc<Transport>>>>,
}

/// A method of the API.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) service: &'static str,
    pub(super) effect: Effect,
}

impl Client {
    /// A client with these settings. It does nothing before its first call.
    ///
    /// # Errors
    ///
    /// If a setting makes every call impossible.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let checked = config.check()?;
        let schedule = Schedule {
            max_retries: config.max_retries,
            heard: config.is_patient.then(Arc::default),
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(10),
            attempt_timeout: config.request_timeout,
        };
        Ok(Self::with_schedule(config, checked, schedule))
    }

    /// The endpoint that this client was made for, whichever one it calls.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.home.config().endpoint
    }

    /// A random number for a name that nobody has used.
    #[must_use]
    pub fn random_number() -> u64 {
        random::random_number()
    }

    pub(super) fn with_schedule(config: Config, checked: Checked, schedule: Schedule) -> Self {
        let limits = Arc::new(Limits::new(
            config.max_concurrent_requests,
            config.requests_per_second,
        ));
        let credentials = Arc::new(Credentials::new(&config));
        let transport = Arc::new(Transport::new(config, checked));
        Self {
            shared: Arc::new(Shared {
                schedule,
                limits,
                credentials,
                name_locks: Arc::default(),
                home: Arc::clone(&transport),
                routes: Arc::default(),
                others: Arc::default(),
                transport,
            }),
        }
    }

    /// The same client, as somebody else.
    #[cfg(test)]
    pub(super) fn with_credentials(mut self, credentials: Credentials) -> Self {
        if let Some(shared) = Arc::get_mut(&mut self.shared) {
            shared.credentials = Arc::new(credentials);
        }
        self
    }

    /// The same client for another endpoint, which the backend named, with the same credentials.
    /// Nothing if the text is not an endpoint, or one with less protection than this client's own.
    /// An empty text stands for that one.
    pub(super) fn at(&self, endpoint: &str) -> Option<Self> {
        let Shared {
            transport,
            schedule,
            limits,
            credentials,
            name_locks,
            home,
            routes,
            others,
        } = &*self.shared;
        let config = transport.config();
        if endpoint.is_empty() {
            return Some(self.clone());
        }
        // A server behind a proxy that ends TLS may take itself for a plain one.
        if !config.endpoint.is_plain()
            && endpoint.starts_with("http://")
            && Endpoint::parse(endpoint, true).is_ok_and(|it| it.host() == config.endpoint.host())
        {
            return Some(self.clone());
        }
        let endpoint = Endpoint::parse(endpoint, config.endpoint.is_plain()).ok()?;
        if endpoint == config.endpoint {
            return Some(self.clone());
        }
        let mut others = lock(others);
        let there = match others.get(&endpoint) {
            Some(there) => Arc::clone(there),
            None => {
                let config = Config {
                    endpoint: endpoint.clone(),
                    ..config.clone()
                };
                let checked = config.check().ok()?;
                let there = Arc::new(Transport::new(config, checked));
                others.insert(endpoint, Arc::clone(&there));
                there
            }
        };
        Some(Self {
            shared: Arc::new(Shared {
                transport: there,
                others: Arc::clone(&self.shared.others),
                schedule: schedule.clone(),
                limits: Arc::clone(limits),
                credentials: Arc::clone(credentials),
                name_locks: Arc::clone(name_locks),
                home: Arc::clone(home),
                routes: Arc::clone(routes),
            }),
        })
    }

    /// The names that operations of this client have to themselves, at whichever endpoint.
    pub(super) fn name_locks(&self) -> &Arc<NameLocks> {
        &self.shared.name_locks
    }

    /// Which endpoints the backend named for secrets.
    pub(super) fn routes(&self) -> &Routes {
        &self.shared.routes
    }

    /// What every request of this client goes through.
    pub(super) fn channel(&self) -> (&Transport, &Schedule, &Limits) {
        let Shared {
            transport,
            schedule,
            limits,
            ..
        } = &*self.shared;
        (transport, schedule, limits)
    }

    /// Calls a method, again if that may help, until it succeeds or the deadline is reached.
    pub(super) fn call<Q, A>(
        &self,
        method: &'static Method,
        request: &Q,
        options: &CallOptions,
    ) -> impl Future<Output = Result<Answered<A>, Error>>
    where
        Q: Serialize + Organisations + Clone + Sync,
        A: DeserializeOwned + Organisations,
    {
        self.call_with(method, request, None, options)
    }

    /// The same with a request that has a secret of the user's in it. No error and no log shows what
    /// an answer repeats of it.
    pub(super) async fn call_with<Q, A>(
        &self,
        method: &'static Method,
        request: &Q,
        confidential: Option<&Confidential>,
        options: &CallOptions,
    ) -> Result<Answered<A>, Error>
    where
        Q: Serialize + Organisations + Clone + Sync,
        A: DeserializeOwned + Organisations,
    {
        let Shared {
            transport,
            schedule,
            limits,
            ..
        } = &*self.shared;
        let named = WithOrganisation::new(request, self.endpoint());
        let path = format!("/{}/{}", method.service, method.name);
        let request_id = random::request_id();
        let mut call = Call {
            method: method.name,
            recipient: Recipient::Flyte {
                endpoint: transport.config().endpoint.clone(),
                path: path.clone(),
                request_id: request_id.clone(),
            },
            proxy: None,
            attempts: 0,
        };
        let body = match serde_json::to_vec(&*named.request) {
            Ok(body) if body.len() > LARGEST_REQUEST => {
                let failure = Failure::new(Kind::RequestTooLarge, Code::InvalidArgument);
                return Err(Error::new(failure, call, StopReason::Final));
            }
            Ok(body) => Bytes::from(body),
            Err(error) => {
                let failure = Failure::new(Kind::Encode, Code::Internal).with_source(error);
                return Err(Error::new(failure, call, StopReason::Final));
            }
        };
        let tokens = AuthTokens::default();
        let attempt = |number, time| {
            let attempt = Attempt {
                path: &path,
                request_id: &request_id,
                body: &body,
                tokens: &tokens,
                confidential,
                time,
            };
            self.attempt(method, number, attempt)
        };
        // Boxed: whoever waits for several calls would hold, and move, the parts of each.
        let run = schedule.run(method.effect, options.deadline, limits, attempt);
        let Outcome { result, attempts } = Box::pin(run).await;
        call.attempts = attempts;
        match result {
            Ok(Dated {
                mut message,
                answered_at,
            }) => {
                named.take_out_of(&mut message);
                Ok(Answered {
                    message,
                    call,
                    answered_at,
                })
            }
            Err((failure, reason)) => {
                call.proxy = transport.proxy(&path);
                Err(Error::new(failure, call, reason))
            }
        }
    }

    /// One attempt, and once more with other credentials where the first were refused.
    async fn attempt<A: DeserializeOwned>(
        &self,
        method: &'static Method,
        number: u32,
        attempt: Attempt<'_>,
    ) -> Result<Dated<A>, Failure> {
        let Shared {
            schedule,
            credentials,
            home,
            ..
        } = &*self.shared;
        let limit = Instant::now() + attempt.time;
        let token_request = || TokenRequest::new(home, schedule, attempt.request_id);
        let mut tokens = within(limit, credentials.tokens(token_request())).await?;
        let mut renewed = false;
        loop {
            let proven = Attempt {
                tokens: &tokens,
                time: limit.saturating_duration_since(Instant::now()),
                ..attempt
            };
            let outcome = self.exchange(method, number, proven).await;
            let mut failure = match outcome {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            failure.hint = credentials.hint(&tokens, &failure).map(Into::into);
            let is_final = renewed && !tokens.is_aged();
            if !credentials.refused(&tokens, &failure) {
                return Err(failure);
            }
            if is_final {
                credentials.reject(&tokens, &failure);
                return Err(failure);
            }
            let renewal = Box::pin(credentials.renew(&tokens, &failure, token_request()));
            match within(limit, renewal).await? {
                Some(new) => tokens = new,
                None => return Err(failure),
            }
            renewed = true;
        }
    }

    async fn exchange<A: DeserializeOwned>(
        &self,
        method: &'static Method,
        number: u32,
        attempt: Attempt<'_>,
    ) -> Result<Dated<A>, Failure> {
        let started = Instant::now();
        let outcome = match self.shared.transport.send(attempt).await {
            Ok(answer) => answer.decode().map(|message| Dated {
                message,
                answered_at: answer.date,
            }),
            Err(failure) => Err(failure),
        };
        let milliseconds = started.elapsed().as_millis();
        let request_id = attempt.request_id;
        match &outcome {
            Ok(_) => debug!(
                method = method.name,
                attempt = number,
                request_id,
                milliseconds,
                "Flyte answered"
            ),
            Err(failure) => debug!(
                method = method.name,
                attempt = number,
                request_id,
                milliseconds,
                code = failure.code.name(),
                status = failure.status,
                error = %failure,
                "Flyte call failed"
            ),
        }
        outcome
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a token, but not beyond the attempt that it is for.
async fn within<T>(
    limit: Instant,
    token: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Failure> {
    match timeout_at(limit, token).await {
        Ok(outcome) => outcome
            .map_err(|fault| Failure::new(Kind::NoToken(Box::new(fault)), Code::Unauthenticated)),
        Err(_) => Err(Failure::new(Kind::TokenTimeout, Code::DeadlineExceeded)),
    }
}

/// The result of a call that succeeded.
#[derive(Debug)]
pub(super) struct Answered<A> {
    pub(super) message: A,
    pub(super) call: Call,
    /// What the server's own clock showed, in whole seconds, if it said so.
    pub(super) answered_at: Option<SystemTime>,
}
