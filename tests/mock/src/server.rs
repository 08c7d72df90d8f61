//! The HTTP server: from a request through latency and faults to an answer.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::auth::{self, Guard, Refusal};
use crate::connect::{self, Envelope};
use crate::error::{ApiError, Code};
use crate::fault::{FaultKind, Faults};
use crate::lock::lock;
use crate::record::{Recorded, Recorder};
use crate::routes::{self, Route, Target};
use crate::store::Store;
use crate::throttle::{Budget, Throttle};
use crate::uploads::Put;
use crate::visit::Visit;
use crate::wire::Cut;
use crate::{mangle, uploads};

/// Everything the server's calls share, which outlives a restart.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Mutex<Store>,
    pub(crate) faults: Mutex<Faults>,
    /// `None` if nobody will ask for the requests.
    pub(crate) recorder: Option<Mutex<Recorder>>,
    pub(crate) latency: Duration,
    /// As many held calls as it has permits go on.
    pub(crate) gate: Semaphore,
    /// `None` if it takes any number of requests.
    pub(crate) budget: Option<Mutex<Budget>>,
    /// `None` if everybody may call.
    pub(crate) guard: Option<Guard>,
}

/// The server's routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let healthy = || async { "OK" };
    Router::new()
        .route("/healthz", get(healthy))
        .route("/readyz", get(healthy))
        .route("/.well-known/oauth-authorization-server", any(well_known))
        .fallback(call)
        .layer(map_response_with_state(Arc::clone(&shared), stamp))
        .with_state(shared)
}

/// Dates an answer by the backend's clock, where that is not this machine's.
async fn stamp(State(shared): State<Arc<Shared>>, mut response: Response) -> Response {
    if let Some(date) = lock(&shared.store).clock.date() {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// What the backend tells a client about its issuer, for those that do not speak Connect.
async fn well_known(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if head.method != Method::GET {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET"))];
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            allow,
            "method not allowed\n",
        )
            .into_response();
    }
    match &shared.guard {
        None => (
            StatusCode::NOT_IMPLEMENTED,
            format!("{}\n", auth::unconfigured()),
        )
            .into_response(),
        Some(guard) => json_answer(StatusCode::OK, &json!(auth::document(guard, &base(&head)))),
    }
}

async fn call(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let at = Instant::now();
    let path = head.uri.path().to_owned();
    let is_put = uploads::is_put(&head.method, &path);
    let method = if is_put {
        uploads::METHOD
    } else {
        path.rsplit('/').next().unwrap_or_default()
    };
    // A store has other limits than the backend.
    let budget = shared.budget.as_ref().filter(|_| !is_put);
    let over = budget.map(|budget| {
        let mut budget = lock(budget);
        (budget.spend(at), budget.throttle.bare)
    });
    let fault = match over {
        Some((Err(_), _)) => None,
        _ => lock(&shared.faults).take(method),
    };
    let Ok(body) = receive(body, fault).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let envelope = Envelope::open(&head.method, head.uri.query(), &head.headers, body);
    let query = head.uri.query().unwrap_or_default().to_owned();
    let recorded = shared.recorder.as_ref().map(|recorder| {
        lock(recorder).add(Recorded {
            at,
            connection: cut.number,
            http_method: head.method.to_string(),
            path: path.clone(),
            query: query.clone(),
            method: method.to_owned(),
            version: head.version,
            headers: head.headers.clone(),
            codec: envelope.codec,
            body: envelope.body.clone(),
            fault,
            status: None,
        })
    });
    let call = Call {
        base: base(&head),
        path,
        query,
        http_method: head.method,
        headers: head.headers,
        envelope,
    };
    let response = match over {
        Some((Err(wait), bare)) => refuse(wait, bare),
        _ => late(fault, &call, &shared, &cut).await,
    };
    if let (Some(recorder), Some(request)) = (&shared.recorder, recorded)
        && cut.is_open()
    {
        lock(recorder).answered(request, response.status());
    }
    response
}

/// The body of a request; of one that is to be cut off, only how it begins.
async fn receive(mut body: Body, fault: Option<FaultKind>) -> Result<Bytes, axum::Error> {
    if fault != Some(FaultKind::ResetWithin) {
        return Ok(body.collect().await?.to_bytes());
    }
    let first = body.frame().await.transpose()?;
    Ok(first
        .and_then(|first| first.into_data().ok())
        .unwrap_or_default())
}

/// The URL that a request came to.
fn base(head: &http::request::Parts) -> String {
    let host = head.headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.or_else(|| head.uri.authority().map(http::uri::Authority::as_str));
    // A proxy that speaks TLS for the server says so.
    let told = head.headers.get("x-forwarded-proto");
    let told = told.and_then(|told| told.to_str().ok()?.split(',').next());
    let scheme = match (
        told.map(str::trim),
        head.extensions.get::<ConnectInfo<Cut>>(),
    ) {
        (Some("https"), _) => "https",
        (None, Some(ConnectInfo(cut))) if cut.tls => "https",
        _ => "http",
    };
    format!("{scheme}://{}", host.unwrap_or_default())
}

/// Answers a call that is above the budget.
fn refuse(wait: Duration, bare: bool) -> Response {
    let response = if bare {
        StatusCode::TOO_MANY_REQUESTS.into_response()
    } else {
        connect::failure(&Throttle::refusal())
    };
    later(response, wait)
}

/// The same answer with the time after which to try again.
fn later(mut response: Response, wait: Duration) -> Response {
    let seconds = HeaderValue::from(wait.as_secs());
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

/// Answers a call after the time that it takes.
async fn late(fault: Option<FaultKind>, call: &Call, shared: &Shared, cut: &Cut) -> Response {
    let mut wait = shared.latency;
    if let Some(FaultKind::Slow(time)) = fault {
        wait += time;
    }
    let too_slow = match connect::check_headers(&call.headers) {
        Ok(Some(timeout)) if timeout < wait => Some(timeout),
        _ => None,
    };
    // Even a sleep of nothing would cost a tick of the timer, a millisecond.
    if !wait.is_zero() {
        tokio::time::sleep(too_slow.unwrap_or(wait)).await;
    }
    if too_slow.is_some() {
        return connect::failure(&ApiError::new(
            Code::DeadlineExceeded,
            "context deadline exceeded",
        ));
    }
    if fault == Some(FaultKind::Held)
        && let Ok(permit) = shared.gate.acquire().await
    {
        permit.forget();
    }
    match fault {
        None | Some(FaultKind::Slow(_) | FaultKind::Held) => call.answer(shared),
        Some(fault) => fail(fault, call, shared, cut).await,
    }
}

/// Answers a call in the way that `fault` wants.
async fn fail(fault: FaultKind, call: &Call, shared: &Shared, cut: &Cut) -> Response {
    let bare = |status| {
        StatusCode::from_u16(status)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response()
    };
    match fault {
        FaultKind::Connect { code, retry_after } => {
            let message = format!("injected fault: {}", code.name());
            let response = connect::failure(&ApiError::new(code, message));
            match retry_after {
                Some(time) => later(response, time),
                None => response,
            }
        }
        FaultKind::Status(status) => bare(status),
        FaultKind::StatusLater(status, time) => later(bare(status), time),
        FaultKind::OAuth(error) => {
            let (status, body) = Refusal::new(error.name(), "injected fault").answer();
            json_answer(status, &body)
        }
        FaultKind::HtmlPage => mangle::html_page(),
        FaultKind::Echo => {
            let target = format!("{}?{}", call.path, call.query);
            mangle::echo(&target, &call.headers, &call.envelope.body)
        }
        FaultKind::Expired => call.put().expired(),
        FaultKind::Hang => std::future::pending().await,
        FaultKind::HangAfter => {
            drop(call.answer(shared));
            std::future::pending().await
        }
        FaultKind::Disconnect => {
            cut.close();
            Response::default()
        }
        FaultKind::ResetBefore | FaultKind::ResetWithin => {
            cut.reset();
            Response::default()
        }
        FaultKind::ResetAfter => {
            let response = call.answer(shared);
            cut.reset();
            response
        }
        FaultKind::Truncated => mangle::truncated(call.answer(shared)).await,
        FaultKind::Broken => mangle::broken(call.answer(shared)),
        FaultKind::WrongContentType => mangle::wrong_content_type(call.answer(shared)),
        FaultKind::Oversized => mangle::oversized(call.answer(shared)).await,
        FaultKind::Slow(_) | FaultKind::Held => call.answer(shared),
    }
}

/// A request that has been read.
#[derive(Debug)]
struct Call {
    base: String,
    http_method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    envelope: Envelope,
}

impl Call {
    /// Does what is asked.
    fn answer(&self, shared: &Shared) -> Response {
        if uploads::is_put(&self.http_method, &self.path) {
            return self.put().answer(&mut lock(&shared.store));
        }
        if let Some(guard) = &shared.guard
            && let Some(granted) = self.ask_issuer(guard)
        {
            let (status, body) = match granted {
                Ok(body) => (StatusCode::OK, body),
                Err(refusal) => refusal.answer(),
            };
            return json_answer(status, &body);
        }
        let rules = lock(&shared.store).rules;
        let route = match routes::find(self.path.trim_start_matches('/'), rules) {
            Target::Unknown => {
                return (StatusCode::NOT_FOUND, "404 page not found\n").into_response();
            }
            Target::Unserved => None,
            Target::Method(route) => Some(route),
        };
        if let Some(refusal) = self.refuse_method(route.is_some_and(|route| route.get)) {
            return refusal;
        }
        if self.envelope.codec == crate::Codec::Unknown {
            let accepted = HeaderValue::from_static("application/json, application/proto");
            return (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                [("accept-post", accepted)],
            )
                .into_response();
        }
        match self.run(route, shared) {
            Ok(message) => connect::success(&self.envelope, message, &self.headers),
            Err(error) => connect::failure(&error),
        }
    }

    /// The request as one to the store that takes files.
    fn put(&self) -> Put<'_> {
        Put {
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            content: &self.envelope.body,
        }
    }

    /// What the issuer says, if it is the issuer that is asked.
    fn ask_issuer(&self, guard: &Guard) -> Option<Result<Value, Refusal>> {
        if self.http_method != Method::POST {
            return None;
        }
        let (headers, body) = (&self.headers, &self.envelope.body);
        match self.path.as_str() {
            auth::TOKEN_PATH => Some(guard.token(headers, body)),
            auth::DEVICE_PATH => Some(guard.device(headers, body, &self.base)),
            _ => None,
        }
    }

    /// 405 for any method but POST, and GET where that will do.
    fn refuse_method(&self, get: bool) -> Option<Response> {
        let allowed = if get { "GET, POST" } else { "POST" };
        if self.http_method == Method::POST || get && self.http_method == Method::GET {
            return None;
        }
        let allow = [(header::ALLOW, HeaderValue::from_static(allowed))];
        Some((StatusCode::METHOD_NOT_ALLOWED, allow).into_response())
    }

    fn run(&self, route: Option<&Route>, shared: &Shared) -> Result<Bytes, ApiError> {
        connect::check_headers(&self.headers)?;
        let caller = match &shared.guard {
            Some(guard) => guard.admit(&self.path, &self.headers)?,
            None => String::new(),
        };
        let route = route.ok_or_else(|| {
            let name = self.path.trim_start_matches('/').replace('/', ".");
            ApiError::new(
                Code::Unimplemented,
                format!("flyte-mock does not serve {name}"),
            )
        })?;
        if let Some(error) = &self.envelope.error {
            return Err(error.clone());
        }
        let mut visit = Visit {
            store: &mut lock(&shared.store),
            guard: shared.guard.as_ref(),
            caller,
            base: self.base.clone(),
        };
        (route.call)(&mut visit, self.envelope.codec, &self.envelope.body)
    }
}
