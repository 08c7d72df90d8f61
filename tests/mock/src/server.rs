//! The HTTP server: from a request through latency and faults to an answer.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;

use crate::{
    connect::{self, Envelope},
    error::{ApiError, Code},
    fault::{FaultKind, Faults},
    mangle,
    record::{Recorded, Recorder},
    routes::{self, Route, Target},
    store::Store,
    wire::Cut,
};

/// Everything the server's calls share, which outlives a restart.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Mutex<Store>,
    pub(crate) faults: Mutex<Faults>,
    /// `None` if nobody will ask for the requests.
    pub(crate) recorder: Option<Mutex<Recorder>>,
    pub(crate) latency: Duration,
}

/// Locks; a thread that panicked while it held the lock is no reason to stop.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The server's routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let healthy = || async { "OK" };
    let not_configured = || async { StatusCode::NOT_IMPLEMENTED };
    Router::new()
        .route("/healthz", get(healthy))
        .route("/readyz", get(healthy))
        .route(
            "/.well-known/oauth-authorization-server",
            get(not_configured),
        )
        .fallback(call)
        .with_state(shared)
}

async fn call(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let envelope = Envelope::open(
        &head.method,
        head.uri.query(),
        &head.headers,
        body.to_bytes(),
    );
    let path = head.uri.path().to_owned();
    let method = path.rsplit('/').next().unwrap_or_default().to_owned();
    if let Some(recorder) = &shared.recorder {
        lock(recorder).add(Recorded {
            http_method: head.method.to_string(),
            path: path.clone(),
            method: method.clone(),
            headers: head.headers.clone(),
            codec: envelope.codec,
            body: envelope.body.clone(),
        });
    }
    let call = Call {
        path,
        http_method: head.method,
        headers: head.headers,
        envelope,
    };
    let fault = lock(&shared.faults).take(&method);
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
    match fault {
        None | Some(FaultKind::Slow(_)) => call.answer(&shared.store),
        Some(fault) => fail(fault, &call, &shared.store, &cut).await,
    }
}

/// Answers a call in the way that `fault` wants.
async fn fail(fault: FaultKind, call: &Call, store: &Mutex<Store>, cut: &Cut) -> Response {
    match fault {
        FaultKind::Connect { code, retry_after } => {
            let message = format!("injected fault: {}", code.name());
            let mut response = connect::failure(&ApiError::new(code, message));
            if let Some(time) = retry_after {
                let seconds = HeaderValue::from(time.as_secs());
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            response
        }
        FaultKind::Status(status) => StatusCode::from_u16(status)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
        FaultKind::HtmlPage => mangle::html_page(),
        FaultKind::Hang => std::future::pending().await,
        FaultKind::HangAfter => {
            drop(call.answer(store));
            std::future::pending().await
        }
        FaultKind::Disconnect => {
            cut.close();
            Response::default()
        }
        FaultKind::ResetBefore => {
            cut.reset();
            Response::default()
        }
        FaultKind::ResetAfter => {
            let response = call.answer(store);
            cut.reset();
            response
        }
        FaultKind::Truncated => mangle::truncated(call.answer(store)).await,
        FaultKind::Broken => mangle::broken(call.answer(store)),
        FaultKind::WrongContentType => mangle::wrong_content_type(call.answer(store)),
        FaultKind::Oversized => mangle::oversized(call.answer(store)).await,
        FaultKind::Slow(_) => call.answer(store),
    }
}

/// A request that has been read.
#[derive(Debug)]
struct Call {
    http_method: Method,
    path: String,
    headers: HeaderMap,
    envelope: Envelope,
}

impl Call {
    /// Does what is asked.
    fn answer(&self, store: &Mutex<Store>) -> Response {
        let route = match routes::find(self.path.trim_start_matches('/')) {
            Target::Unknown => {
                return (StatusCode::NOT_FOUND, "404 page not found\n").into_response();
            }
            Target::Unimplemented => None,
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
        match self.run(route, store) {
            Ok(message) => connect::success(self.envelope.codec, message, &self.headers),
            Err(error) => connect::failure(&error),
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

    fn run(&self, route: Option<&Route>, store: &Mutex<Store>) -> Result<Bytes, ApiError> {
        connect::check_headers(&self.headers)?;
        let route = route.ok_or_else(|| {
            let name = self.path.trim_start_matches('/').replace('/', ".");
            ApiError::new(Code::Unimplemented, format!("{name} is not implemented"))
        })?;
        match &self.envelope.error {
            Some(error) => Err(error.clone()),
            None => (route.call)(&mut lock(store), self.envelope.codec, &self.envelope.body),
        }
    }
}
