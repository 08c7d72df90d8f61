//! The Connect protocol's side of a unary call: reading a request's envelope, writing an answer.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::codec::{self, Codec};
use crate::error::{ApiError, Code};

/// A request's message and how it came.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) codec: Codec,
    /// The message; packed still if it could not be unpacked.
    pub(crate) body: Bytes,
    /// Whether the answer is packed, though nobody asked for it: the backend answers GET so.
    pack: bool,
    /// Set if the body cannot be read.
    pub(crate) error: Option<ApiError>,
}

impl Envelope {
    /// Opens the envelope of a POST, or of a GET with its message in the query.
    pub(crate) fn open(
        method: &Method,
        query: Option<&str>,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Self {
        if *method == Method::GET {
            let query = query.unwrap_or_default();
            return match Self::check_query(query) {
                Ok(()) => Self::open_query(query),
                Err(error) => Self {
                    error: Some(error),
                    ..Self::open_query(query)
                },
            };
        }
        let codec = Codec::from_content_type(text(headers, &header::CONTENT_TYPE));
        let encoding = text(headers, &header::CONTENT_ENCODING);
        let unpacked = unpack(encoding, body.clone());
        Self::new(codec, body, unpacked)
    }

    fn check_query(query: &str) -> Result<(), ApiError> {
        match parameter(query, "connect") {
            Some(version) if version != "v1" => Err(ApiError::invalid(format!(
                "connect must be \"v1\": got {version:?}"
            ))),
            _ if parameter(query, "message").is_none() => {
                Err(ApiError::invalid("missing message parameter"))
            }
            _ => Ok(()),
        }
    }

    fn open_query(query: &str) -> Self {
        let value = |name: &str| parameter(query, name).unwrap_or_default();
        let codec = Codec::from_name(&value("encoding"));
        let message = value("message");
        let body = match value("base64").as_ref() {
            "1" => decode_base64(&message),
            _ => Ok(Bytes::from(message.into_owned())),
        };
        match body {
            Ok(body) => {
                let compression = value("compression");
                let unpacked = unpack(&compression, body.clone());
                Self {
                    pack: compression == "gzip",
                    ..Self::new(codec, body, unpacked)
                }
            }
            Err(error) => Self::new(codec, Bytes::new(), Err(error)),
        }
    }

    fn new(codec: Codec, packed: Bytes, unpacked: Result<Bytes, ApiError>) -> Self {
        let (body, error) = match unpacked {
            Ok(body) => (body, None),
            Err(error) => (packed, Some(error)),
        };
        let pack = false;
        Self {
            codec,
            body,
            pack,
            error,
        }
    }
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let found = parameters.find(|(known, _)| known == name);
    found.map(|(_, value)| value)
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    let value = headers.get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn decode_base64(text: &str) -> Result<Bytes, ApiError> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    ENGINE.decode(text).map(Bytes::from).map_err(|error| {
        let place = match error {
            DecodeError::InvalidByte(place, _) | DecodeError::InvalidLastSymbol(place, _) => place,
            DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => text.len(),
        };
        let message = format!("read message: illegal base64 data at input byte {place}");
        ApiError::new(Code::Unknown, message)
    })
}

/// How gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Undoes the compression of a message. An empty message is never compressed.
fn unpack(encoding: &str, body: Bytes) -> Result<Bytes, ApiError> {
    match encoding {
        "" | "identity" => Ok(body),
        // What does not begin as gzip does is nothing to the backend.
        "gzip" if !body.starts_with(&GZIP) => Ok(Bytes::new()),
        "gzip" => codec::gunzip(&body)
            .map_err(|error| ApiError::invalid(format!("decompress message: {error}"))),
        other => Err(ApiError::new(
            Code::Unimplemented,
            format!("unknown compression {other:?}: supported encodings are gzip"),
        )),
    }
}

/// Checks the protocol's own headers. The answer is how long the client will wait, if it says so.
pub(crate) fn check_headers(headers: &HeaderMap) -> Result<Option<Duration>, ApiError> {
    let header = |name: &str| {
        let value = headers.get(name)?;
        Some(value.to_str().unwrap_or_default())
    };
    if let Some(version) = header("connect-protocol-version")
        && version != "1"
    {
        return Err(ApiError::invalid(format!(
            "Connect-Protocol-Version must be \"1\": got {version:?}"
        )));
    }
    let Some(timeout) = header("connect-timeout-ms") else {
        return Ok(None);
    };
    if timeout.len() > 10 {
        let message = format!("parse timeout: {timeout:?} has >10 digits");
        return Err(ApiError::invalid(message));
    }
    let millis: i64 = timeout.parse().map_err(|_| {
        ApiError::invalid(format!(
            "parse timeout: strconv.ParseInt: parsing {timeout:?}: invalid syntax"
        ))
    })?;
    match u64::try_from(millis) {
        Ok(millis) if millis > 0 => Ok(Some(Duration::from_millis(millis))),
        _ => Err(ApiError::new(
            Code::DeadlineExceeded,
            "context deadline exceeded",
        )),
    }
}

/// A successful answer; packed if the client takes gzip.
pub(crate) fn success(envelope: &Envelope, message: Bytes, headers: &HeaderMap) -> Response {
    let accepted = text(headers, &header::ACCEPT_ENCODING);
    let takes_gzip = accepted
        .split(',')
        .any(|encoding| encoding.split(';').next().map(str::trim) == Some("gzip"));
    let packed = if (takes_gzip || envelope.pack) && !message.is_empty() {
        codec::gzip(&message).ok()
    } else {
        None
    };
    let gzip = packed.is_some();
    let mut response = Response::new(Body::from(packed.unwrap_or(message)));
    let answer = response.headers_mut();
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(envelope.codec.content_type()),
    );
    answer.insert("accept-encoding", HeaderValue::from_static("gzip"));
    if gzip {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// A failed answer: JSON whatever the codec, never packed.
pub(crate) fn failure(error: &ApiError) -> Response {
    let body = serde_json::json!({"code": error.code.name(), "message": error.message});
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() =
        StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
