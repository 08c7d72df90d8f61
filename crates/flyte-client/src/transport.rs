//! One attempt over HTTP: its limits, the headers, and what a failure means.
//!
//! The HTTP client is made at the first attempt and shared from then on, because making it loads
//! the system's certificates.

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use reqwest::{Body, Client, Response, StatusCode, Url};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::answer::{Answer, is_json};
use crate::config::Checked;
use crate::connection::{AddressKind, http_client};
use crate::credentials::{AuthTokens, Confidential, SentSecrets};
use crate::endpoint::{is_loopback, origin};
use crate::failure::{Failure, Kind};
use crate::parts::Parts;
use crate::proxy::{ProxyFault, Route};
use crate::tls::Handshake;
use crate::{Code, Config};

/// The largest answer that is read.
const LARGEST_ANSWER: usize = 16 << 20;
/// How much is read of an answer that is only quoted.
const LARGEST_QUOTE: usize = 4 << 10;
/// The largest number that `Connect-Timeout-Ms` can carry: ten digits.
const LONGEST_TIMEOUT_MS: u128 = 9_999_999_999;

/// The connections to one endpoint.
#[derive(Debug)]
pub(super) struct Transport {
    config: Config,
    checked: Checked,
    /// For the endpoint.
    client: OnceCell<Client>,
    /// For token endpoints that are not reached like the endpoint.
    other: OnceCell<Client>,
    /// For stores, by how they are reached.
    stores: [OnceCell<Client>; 4],
}

/// What one attempt sends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt<'a> {
    pub(super) path: &'a str,
    pub(super) request_id: &'a str,
    pub(super) body: &'a Bytes,
    pub(super) tokens: &'a AuthTokens,
    /// What in the body is secret, which no message may repeat.
    pub(super) confidential: Option<&'a Confidential>,
    /// How long the attempt has; the server is told.
    pub(super) time: Duration,
}

impl Transport {
    pub(super) fn new(config: Config, checked: Checked) -> Self {
        Self {
            config,
            checked,
            client: OnceCell::new(),
            other: OnceCell::new(),
            stores: Default::default(),
        }
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// Sends one request and reads its answer, within the time of the attempt.
    pub(super) async fn send(&self, attempt: Attempt<'_>) -> Result<Answer, Failure> {
        timeout(attempt.time, self.exchange(attempt))
            .await
            .unwrap_or_else(|_| Err(Failure::new(Kind::Timeout, Code::DeadlineExceeded)))
    }

    async fn exchange(&self, attempt: Attempt<'_>) -> Result<Answer, Failure> {
        let mut headers = headers(attempt)?;
        attempt.tokens.add_to(&mut headers);
        let url = self.config.endpoint.at(attempt.path);
        let sent = SentSecrets {
            tokens: attempt.tokens.clone(),
            login: self.config.proxies.login(&url),
            confidential: attempt.confidential.cloned(),
        };
        self.post(url, headers, attempt.body.clone(), sent).await
    }

    /// Posts to an address, of the endpoint or of whoever issues tokens for it. The credentials are in the
    /// headers; `sent` are the secrets among them.
    async fn post(
        &self,
        url: Url,
        headers: HeaderMap,
        body: Bytes,
        sent: SentSecrets,
    ) -> Result<Answer, Failure> {
        let client = self.client_for(&url).await?;
        let request = client.post(url.clone()).headers(headers).body(body);
        let response = self.received(url, request.send().await).await?;
        read(response, sent).await
    }

    /// The answer to a request, if it is not the way there that answers.
    async fn received(
        &self,
        url: Url,
        sent: reqwest::Result<Response>,
    ) -> Result<Response, Failure> {
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Err(Box::pin(self.unsent(url, error)).await),
        };
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            let (proxy, fault) = match self.route(url) {
                Some(route) => (route.shown(), route.unauthorized()),
                None => ("in front of Flyte".to_owned(), ProxyFault::NoCredentials),
            };
            return Err(Failure::new(
                Kind::Proxy { proxy, fault },
                Code::Unavailable,
            ));
        }
        Ok(response)
    }

    /// [`post`](Self::post) of a form, within a time.
    pub(super) async fn post_form(
        &self,
        url: &Url,
        headers: HeaderMap,
        form: Bytes,
        time: Duration,
    ) -> Result<Answer, Failure> {
        let sent = SentSecrets {
            login: self.config.proxies.login(url),
            ..SentSecrets::default()
        };
        timeout(time, self.post(url.clone(), headers, form, sent))
            .await
            .unwrap_or_else(|_| Err(Failure::new(Kind::Timeout, Code::DeadlineExceeded)))
    }

    /// Puts a file where a store takes it, within a time. No credentials are sent.
    ///
    /// An answer is read as far as it may explain a refusal.
    pub(super) async fn put(
        &self,
        url: &Url,
        headers: HeaderMap,
        file: Bytes,
        time: Duration,
    ) -> Result<Answer, Failure> {
        let exchange = async {
            let client = self.store_client(url).await?;
            let request = client.put(url.clone()).headers(headers);
            let sent = request.body(Body::wrap(Parts(file))).send().await;
            read_start(self.received(url.clone(), sent).await?).await
        };
        timeout(time, exchange)
            .await
            .unwrap_or_else(|_| Err(Failure::new(Kind::Timeout, Code::DeadlineExceeded)))
    }

    /// The client that reaches a store. It allows any silence, since reqwest takes the time in
    /// which a request is still being sent for one.
    async fn store_client(&self, url: &Url) -> Result<&Client, Failure> {
        let address_kind = address_kind(url);
        let place = usize::from(address_kind.plain) * 2 + usize::from(address_kind.loopback);
        self.stores[place]
            .get_or_try_init(|| http_client(&self.config, &self.checked, address_kind, None))
            .await
            .map_err(|error| Failure::new(Kind::Setup, Code::Internal).with_source(error))
    }

    /// The client that reaches an address: with TLS or without, on this machine or beyond.
    async fn client_for(&self, url: &Url) -> Result<&Client, Failure> {
        let endpoint = &self.config.endpoint;
        let address_kind = address_kind(url);
        let like_endpoint = AddressKind {
            plain: endpoint.is_plain(),
            loopback: endpoint.is_loopback(),
        };
        let client = if address_kind == like_endpoint {
            &self.client
        } else {
            &self.other
        };
        let silence = Some(self.config.read_timeout);
        client
            .get_or_try_init(|| http_client(&self.config, &self.checked, address_kind, silence))
            .await
            .map_err(|error| Failure::new(Kind::Setup, Code::Internal).with_source(error))
    }

    /// The proxy on the way to a path, without its credentials.
    pub(super) fn proxy(&self, path: &str) -> Option<String> {
        self.proxy_to(self.config.endpoint.at(path))
    }

    /// The proxy on the way to an address, without its credentials.
    pub(super) fn proxy_to(&self, url: Url) -> Option<String> {
        self.route(url).map(|route| route.shown())
    }

    fn route(&self, url: Url) -> Option<Route> {
        Route::to(url, &self.config.proxies)
    }

    /// What a request that got no answer means. Where a proxy is on the way, it is asked.
    async fn unsent(&self, url: Url, error: reqwest::Error) -> Failure {
        if error.is_connect()
            && !any_cause(&error, |cause| cause.is::<rustls::Error>())
            && let Some(route) = self.route(url)
            && let Ok(Some(fault)) = timeout(self.config.connect_timeout, route.fault()).await
        {
            let proxy = route.shown();
            return Failure::new(Kind::Proxy { proxy, fault }, Code::Unavailable);
        }
        classify(error)
    }
}

fn address_kind(url: &Url) -> AddressKind {
    AddressKind {
        plain: url.scheme() == "http",
        loopback: is_loopback(url),
    }
}

/// The headers of a Connect request, except for those of authentication.
fn headers(attempt: Attempt<'_>) -> Result<HeaderMap, Failure> {
    let milliseconds = attempt
        .time
        .as_micros()
        .div_ceil(1000)
        .clamp(1, LONGEST_TIMEOUT_MS);
    let request_id = HeaderValue::from_str(attempt.request_id)
        .map_err(|error| Failure::new(Kind::Encode, Code::Internal).with_source(error))?;
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    headers.insert("connect-protocol-version", HeaderValue::from_static("1"));
    headers.insert(
        "connect-timeout-ms",
        HeaderValue::from(u64::try_from(milliseconds).unwrap_or(u64::MAX)),
    );
    headers.insert("x-request-id", request_id);
    Ok(headers)
}

/// Reads an answer as far as it is of use: JSON to its end, anything else to be quoted.
async fn read(mut response: Response, sent: SentSecrets) -> Result<Answer, Failure> {
    let mut answer = read_head(&response, sent)?;
    let status = answer.status;
    let encoding = text(response.headers(), header::CONTENT_ENCODING);
    if !matches!(encoding.as_str(), "" | "identity") {
        let kind = Kind::Encoding(answer.sent.quote(&encoding));
        return Err(Failure::new(kind, Code::Internal).with_status(status));
    }
    let whole = is_json(&answer.content_type);
    let too_large = || Failure::new(Kind::TooLarge, Code::Internal).with_status(status);
    if whole
        && response
            .content_length()
            .is_some_and(|length| length > LARGEST_ANSWER as u64)
    {
        return Err(too_large());
    }
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| classify(error).with_status(status))?
    {
        if whole && answer.body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(too_large());
        }
        answer.body.extend_from_slice(&chunk);
        if !whole && answer.body.len() >= LARGEST_QUOTE {
            break;
        }
    }
    Ok(answer)
}

/// Reads the answer of a store, as far as it may be of use. What of it does not arrive is not
/// missed: the status says how it went.
async fn read_start(mut response: Response) -> Result<Answer, Failure> {
    let mut answer = read_head(&response, SentSecrets::default())?;
    while answer.body.len() < LARGEST_QUOTE
        && let Ok(Some(chunk)) = response.chunk().await
    {
        answer.body.extend_from_slice(&chunk);
    }
    Ok(answer)
}

/// An answer still without a body. Redirects are not followed.
fn read_head(response: &Response, sent: SentSecrets) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    if response.status().is_redirection() {
        let target = text(response.headers(), header::LOCATION);
        let target = response.url().join(&target).ok().as_ref().and_then(origin);
        let target = target.map(|target| sent.quote(&target));
        return Err(
            Failure::new(Kind::Redirect(target), Code::inferred(status)).with_status(status)
        );
    }
    Ok(Answer {
        status,
        content_type: text(response.headers(), header::CONTENT_TYPE),
        retry_after: retry_after(&text(response.headers(), header::RETRY_AFTER)),
        date: httpdate::parse_http_date(text(response.headers(), header::DATE).trim()).ok(),
        body: Vec::new(),
        sent,
    })
}

/// The wait in a `Retry-After` header: seconds, or the time until a date.
fn retry_after(header: &str) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(header).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// What a failed exchange means, from the types of its causes.
fn classify(error: reqwest::Error) -> Failure {
    let mut handshake = None;
    any_cause(&error, |cause| {
        handshake = cause.downcast_ref().map(Handshake::of);
        handshake.is_some()
    });
    let (kind, code) = if let Some(handshake) = handshake {
        (Kind::Tls(handshake), Code::Unavailable)
    } else if error.is_dns() {
        (Kind::Resolve, Code::Unavailable)
    } else if error.is_connect() {
        (Kind::Connect, Code::Unavailable)
    } else if error.is_timeout() {
        (Kind::Timeout, Code::DeadlineExceeded)
    } else if any_cause(&error, is_no_http) {
        (Kind::NotHttp, Code::Unavailable)
    } else {
        (Kind::Lost, Code::Unavailable)
    };
    Failure::new(kind, code).with_source(error.without_url())
}

fn is_no_http(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref()
        .is_some_and(|error: &hyper::Error| error.is_parse())
}

fn any_cause(
    error: &(dyn StdError + 'static),
    mut is_it: impl FnMut(&(dyn StdError + 'static)) -> bool,
) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if is_it(error) {
            return true;
        }
        // An I/O error leaves what it wraps out of the chain of its causes.
        let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
        next = wrapped.map_or_else(|| error.source(), |wrapped| Some(wrapped));
    }
    false
}
