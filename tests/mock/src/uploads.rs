//! Where the SDK uploads code that is not in the image: a location for each file, at this very
//! server, which takes whatever is put there and forgets it.

use axum::extract::Request;
use axum::response::IntoResponse;
use http::StatusCode;
use http_body_util::BodyExt as _;

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::cluster::select_cluster_request::Operation;
use crate::idl::flyteidl2::cluster::{SelectClusterRequest, SelectClusterResponse};
use crate::idl::flyteidl2::dataproxy::{CreateUploadLocationRequest, CreateUploadLocationResponse};
use crate::store::Store;
use crate::visit::Visit;

/// Where locations begin, on this server.
pub(crate) const ROUTE: &str = "/uploads/{*location}";

/// Says which cluster serves an operation: this server, for uploads. As a backend that knows no
/// others does, it refuses the rest.
pub(crate) fn select_cluster(
    store: &mut Store,
    request: SelectClusterRequest,
) -> Result<SelectClusterResponse, ApiError> {
    match request.operation() {
        // No endpoint of its own stands for the one that was called.
        Operation::CreateUploadLocation => Ok(SelectClusterResponse::default()),
        Operation::UploadInputs if !store.rules.no_uploads => Ok(SelectClusterResponse::default()),
        _ => {
            let message = "operation is not supported";
            Err(ApiError::new(Code::Unimplemented, message))
        }
    }
}

/// Makes a location for a file.
pub(crate) fn location(
    visit: &mut Visit<'_>,
    request: CreateUploadLocationRequest,
) -> Result<CreateUploadLocationResponse, ApiError> {
    let hash: String = request
        .content_md5
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let place = [
        &request.project,
        &request.domain,
        &request.filename_root,
        &hash,
        &request.filename,
    ];
    let place: Vec<_> = place.iter().filter(|part| !part.is_empty()).collect();
    let place = place
        .into_iter()
        .fold(String::new(), |place, part| place + "/" + part);
    Ok(CreateUploadLocationResponse {
        signed_url: format!("{}/uploads{place}", visit.base),
        native_url: format!("s3://flyte-mock{place}"),
        ..CreateUploadLocationResponse::default()
    })
}

/// Takes a file.
pub(crate) async fn put(request: Request) -> impl IntoResponse {
    match request.into_body().collect().await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
