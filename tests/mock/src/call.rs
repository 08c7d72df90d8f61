//! From a request that has been read to its answer.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::Value;

use crate::auth::{self, Guard, Refusal};
use crate::backend::Backend;
use crate::connect::{self, Envelope};
use crate::error::{ApiError, Code};
use crate::lock::lock;
use crate::relay::Relay;
use crate::routes::{self, Route, Target};
use crate::uploads::{self, Put};
use crate::visit::Visit;

/// A request that has been read.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) base: String,
    pub(crate) http_method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) envelope: Envelope,
}

impl Call {
    /// Does what is asked.
    pub(crate) async fn answer(&self, backend: &Backend) -> Response {
        if uploads::is_put(&self.http_method, &self.path) {
            return self.put().answer(&mut lock(&backend.store));
        }
        if let Some(guard) = &backend.guard
            && let Some(granted) = self.ask_issuer(guard)
        {
            let (status, body) = match granted {
                Ok(body) => (StatusCode::OK, body),
                Err(refusal) => refusal.answer(),
            };
            return json_answer(status, &body);
        }
        let rules = lock(&backend.store).rules;
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
        if let Some(relay) = &backend.relay
            && !Relay::keeps(&self.path, backend.guard.is_some(), rules.no_uploads)
        {
            return self.relayed(relay, backend).await;
        }
        match self.run(route, backend) {
            Ok(message) => connect::success(&self.envelope, message, &self.headers),
            Err(error) => connect::failure(&error),
        }
    }

    /// Has the backend behind the mock answer, if the mock lets the caller in.
    async fn relayed(&self, relay: &Relay, backend: &Backend) -> Response {
        if let Some(guard) = &backend.guard
            && let Err(refusal) = guard.admit(&self.path, &self.headers)
        {
            return connect::failure(&refusal);
        }
        let answer = relay.forward(&self.path, &self.headers, &self.envelope);
        answer.await
    }

    /// The request as one to the store that takes files.
    pub(crate) fn put(&self) -> Put<'_> {
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

    fn run(&self, route: Option<&Route>, backend: &Backend) -> Result<Bytes, ApiError> {
        connect::check_headers(&self.headers)?;
        let caller = match &backend.guard {
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
            store: &mut lock(&backend.store),
            guard: backend.guard.as_ref(),
            caller,
            base: self.base.clone(),
        };
        (route.call)(&mut visit, self.envelope.codec, &self.envelope.body)
    }
}

pub(crate) fn json_answer(status: StatusCode, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}
