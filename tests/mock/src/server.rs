//! The HTTP server: from a request through latency and faults to an answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;

use crate::auth::{self, Refusal};
use crate::backend::Backend;
use crate::call::{Call, json_answer};
use crate::connect::{self, Envelope};
use crate::error::{ApiError, Code};
use crate::fault::FaultKind;
use crate::lock::lock;
use crate::record::Recorded;
use crate::throttle::Throttle;
use crate::wire::Cut;
use crate::{mangle, uploads};

/// The server's routes.
pub(crate) fn router(backend: Arc<Backend>) -> Router {
    let healthy = || async { "OK" };
    Router::new()
        .route("/healthz", get(healthy))
        .route("/readyz", get(healthy))
        .route("/.well-known/oauth-authorization-server", any(well_known))
        .fallback(call)
        .layer(map_response_with_state(Arc::clone(&backend), stamp))
        .with_state(backend)
}

/// Dates an answer by the backend's clock, where that is not this machine's.
async fn stamp(State(backend): State<Arc<Backend>>, mut response: Response) -> Response {
    if let Some(date) = lock(&backend.store).clock.date() {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// What the backend tells a client about its issuer, for those that do not speak Connect.
async fn well_known(State(backend): State<Arc<Backend>>, request: Request) -> Response {
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
    match &backend.guard {
        None => (
            StatusCode::NOT_IMPLEMENTED,
            format!("{}\n", auth::unconfigured()),
        )
            .into_response(),
        Some(guard) => json_answer(StatusCode::OK, &json!(auth::document(guard, &base(&head)))),
    }
}

async fn call(
    State(backend): State<Arc<Backend>>,
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
    let budget = backend.budget.as_ref().filter(|_| !is_put);
    let over = budget.map(|budget| {
        let mut budget = lock(budget);
        (budget.spend(at), budget.throttle.bare)
    });
    let fault = match over {
        Some((Err(_), _)) => None,
        _ => lock(&backend.faults).take(method),
    };
    let Ok(body) = receive(body, fault).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let envelope = Envelope::open(&head.method, head.uri.query(), &head.headers, body);
    let query = head.uri.query().unwrap_or_default().to_owned();
    let recorded = backend.recorder.as_ref().map(|recorder| {
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
        _ => late(fault, &call, &backend, &cut).await,
    };
    if let (Some(recorder), Some(request)) = (&backend.recorder, recorded)
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

/// Answers a call after the time that it takes.
async fn late(fault: Option<FaultKind>, call: &Call, backend: &Backend, cut: &Cut) -> Response {
    let mut wait = *lock(&backend.latency);
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
        && let Ok(permit) = backend.gate.acquire().await
    {
        permit.forget();
    }
    match fault {
        None | Some(FaultKind::Slow(_) | FaultKind::Held) => call.answer(backend).await,
        Some(fault) => fail(fault, call, backend, cut).await,
    }
}

/// Answers a call in the way that `fault` wants.
async fn fail(fault: FaultKind, call: &Call, backend: &Backend, cut: &Cut) -> Response {
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
            drop(call.answer(backend).await);
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
            let response = call.answer(backend).await;
            cut.reset();
            response
        }
        FaultKind::Truncated => mangle::truncated(call.answer(backend).await).await,
        FaultKind::Broken => mangle::broken(call.answer(backend).await),
        FaultKind::WrongContentType => mangle::wrong_content_type(call.answer(backend).await),
        FaultKind::Oversized => mangle::oversized(call.answer(backend).await).await,
        FaultKind::Slow(_) | FaultKind::Held => call.answer(backend).await,
    }
}
