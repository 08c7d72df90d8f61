//! Where code goes that is not in the image: `DataProxyService` signs an address for each file, at
//! this very server under another name, and there the file is put without asking who comes.
//!
//! What is put is checked as S3 does it, and so are the refusals: XML that repeats the address.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use md5::{Digest, Md5};

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::cluster::select_cluster_request::Operation;
use crate::idl::flyteidl2::cluster::{SelectClusterRequest, SelectClusterResponse};
use crate::idl::flyteidl2::dataproxy::{CreateUploadLocationRequest, CreateUploadLocationResponse};
use crate::idl::timestamp::Timestamp;
use crate::place::{self, base32};
use crate::projects;
use crate::store::Store;
use crate::store::bucket::Grant;
use crate::visit::Visit;

/// What a request to the bucket is called, in records and faults.
pub(crate) const METHOD: &str = "put";

/// The limits of the open-source backend.
const LARGEST: i64 = 100 << 20;
const LONGEST: Duration = Duration::from_secs(3600);

const METADATA: &str = "x-amz-meta-flyteContentMD5";

/// Says which cluster serves an operation: this server does, whatever the operation is.
pub(crate) fn select_cluster(
    visit: &mut Visit<'_>,
    request: SelectClusterRequest,
) -> Result<SelectClusterResponse, ApiError> {
    if let Operation::UploadInputs | Operation::UploadTrigger = request.operation()
        && visit.store.rules.no_uploads
    {
        let message = "operation is not supported";
        return Err(ApiError::new(Code::Unimplemented, message));
    }
    Ok(SelectClusterResponse {
        cluster_endpoint: visit.base.clone(),
        ..SelectClusterResponse::default()
    })
}

/// Signs an address for a file.
pub(crate) fn location(
    visit: &mut Visit<'_>,
    request: CreateUploadLocationRequest,
) -> Result<CreateUploadLocationResponse, ApiError> {
    let life = life(&request)?;
    if !visit.store.rules.any_project {
        projects::require(visit.store, &request.project)?;
    }
    if visit.store.rules.no_signing {
        let message = "failed to create signed URL: unsupported";
        return Err(ApiError::internal(message));
    }
    let root = match request.filename_root.as_str() {
        "" => base32(&request.content_md5),
        root => root.to_owned(),
    };
    let key = [&request.project, &request.domain, &root, &request.filename];
    let key = key.into_iter().filter(|part| !part.is_empty());
    let key = key.fold("uploads".to_owned(), |key, part| key + "/" + part);
    if key.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(ApiError::invalid("the filename leads out of its folder"));
    }

    let md5 = STANDARD.encode(&request.content_md5);
    let mut headers = Vec::new();
    if !md5.is_empty() {
        // The length of this text, where that of the file belongs: so says the real one.
        headers.push(("Content-Length", md5.len().to_string()));
        headers.push(("Content-MD5", md5.clone()));
        if request.add_content_md5_metadata {
            headers.push((METADATA, md5.clone()));
        }
    }
    let metadata = headers.iter().any(|(name, _)| *name == METADATA);
    let ends = now() + life;
    let grant = Grant {
        key: &key,
        expires: ends.as_secs(),
        md5: &md5,
        metadata: if metadata { &md5 } else { "" },
    };
    let bucket = &visit.store.bucket;
    let micros = i64::try_from(ends.as_micros()).unwrap_or(i64::MAX);
    Ok(CreateUploadLocationResponse {
        signed_url: format!(
            "{}/{}?X-Mock-Expires={}&X-Mock-Signature={}",
            place::elsewhere(&visit.base),
            place::encode(&key),
            grant.expires,
            bucket.sign(&grant)
        ),
        native_url: bucket.native_url(&key),
        expires_at: Some(Timestamp::from_micros(micros)),
        headers: headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    })
}

/// How long the address is to be good, if the request is in order.
fn life(request: &CreateUploadLocationRequest) -> Result<Duration, ApiError> {
    if request.filename_root.is_empty() && request.content_md5.is_empty() {
        let message = "either filename_root or content_md5 must be provided";
        return Err(ApiError::invalid(message));
    }
    let asked = request.expires_in;
    let life = asked.and_then(|asked| Duration::try_from(asked).ok());
    let life = life.filter(|life| !life.is_zero()).unwrap_or(LONGEST);
    if life > LONGEST {
        return Err(ApiError::invalid(format!(
            "expires_in ({}) exceeds maximum allowed duration of {}",
            place::duration(life),
            place::duration(LONGEST)
        )));
    }
    let length = request.content_length;
    if length > LARGEST {
        return Err(ApiError::invalid(format!(
            "content_length ({length} bytes) exceeds maximum allowed size of {LARGEST} bytes"
        )));
    }
    Ok(life)
}

/// A request to the bucket.
#[derive(Debug)]
pub(crate) struct Put<'a> {
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) content: &'a Bytes,
}

/// Why the bucket takes no file: status, code and words of S3.
type Denial = (StatusCode, &'static str, &'static str);

const NO_SIGNATURE: Denial = (StatusCode::FORBIDDEN, "AccessDenied", "Access Denied");
const EXPIRED: Denial = (StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");

/// Whether a request is one to the bucket.
pub(crate) fn is_put(method: &Method, path: &str) -> bool {
    *method == Method::PUT && path.starts_with("/uploads/")
}

impl Put<'_> {
    /// Takes the file, or says in XML why not.
    pub(crate) fn answer(&self, store: &mut Store) -> Response {
        match self.take(store) {
            Ok(()) => StatusCode::OK.into_response(),
            Err(denial) => self.deny(denial),
        }
    }

    /// What the bucket says when the address is too old.
    pub(crate) fn expired(&self) -> Response {
        self.deny(EXPIRED)
    }

    fn take(&self, store: &mut Store) -> Result<(), Denial> {
        if self.headers.contains_key(header::AUTHORIZATION) {
            let message = "Only one auth mechanism allowed";
            return Err((StatusCode::BAD_REQUEST, "InvalidArgument", message));
        }
        let value = |name: &str| {
            let pairs = form_urlencoded::parse(self.query.as_bytes());
            let found = pairs.into_iter().find(|(found, _)| found == name);
            found.map(|(_, value)| value)
        };
        let expires = value("X-Mock-Expires").and_then(|value| value.parse().ok());
        let (Some(expires), Some(signature)) = (expires, value("X-Mock-Signature")) else {
            return Err(NO_SIGNATURE);
        };
        if now().as_secs() > expires {
            return Err(EXPIRED);
        }
        let key = place::decode(self.path.trim_start_matches('/'));
        let md5 = self.header("content-md5");
        let grant = Grant {
            key: &key,
            expires,
            md5,
            metadata: self.header(METADATA),
        };
        if store.bucket.sign(&grant) != signature {
            let message = "The signature is not that of this request";
            return Err((StatusCode::FORBIDDEN, "SignatureDoesNotMatch", message));
        }
        match self.header("content-length").parse::<usize>() {
            Ok(length) if self.content.len() == length => {}
            Ok(_) => {
                let message = "The body is not as long as it should be";
                return Err((StatusCode::BAD_REQUEST, "IncompleteBody", message));
            }
            Err(_) => {
                let message = "The header Content-Length is missing";
                return Err((StatusCode::LENGTH_REQUIRED, "MissingContentLength", message));
            }
        }
        if !md5.is_empty() && STANDARD.encode(Md5::digest(self.content)) != md5 {
            let message = "The body is not what Content-MD5 says";
            return Err((StatusCode::BAD_REQUEST, "BadDigest", message));
        }
        store.bucket.put(&key, self.content.clone()).map_err(|_| {
            let message = "The file cannot be written";
            (StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message)
        })
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    fn deny(&self, (status, code, message): Denial) -> Response {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
             <Message>{message}</Message><Resource>{}?{}</Resource></Error>",
            self.path,
            self.query.replace('&', "&amp;")
        );
        (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
    }
}

/// Since 1970.
fn now() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default()
}
