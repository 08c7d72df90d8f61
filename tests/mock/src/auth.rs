//! What the backend says about signing in: nothing, since it has no authentication of its own.

use crate::{
    error::{ApiError, Code},
    idl::flyteidl2::auth::{
        GetOAuth2MetadataRequest, GetOAuth2MetadataResponse, GetPublicClientConfigRequest,
        GetPublicClientConfigResponse, UserInfoRequest, UserInfoResponse,
    },
    store::Store,
};

pub(crate) fn metadata(
    _: &mut Store,
    _: GetOAuth2MetadataRequest,
) -> Result<GetOAuth2MetadataResponse, ApiError> {
    Err(ApiError::new(
        Code::Unimplemented,
        "no external authorization server is configured",
    ))
}

pub(crate) fn public_client(
    _: &mut Store,
    _: GetPublicClientConfigRequest,
) -> Result<GetPublicClientConfigResponse, ApiError> {
    Ok(GetPublicClientConfigResponse {
        authorization_metadata_key: "authorization".to_owned(),
        ..GetPublicClientConfigResponse::default()
    })
}

pub(crate) fn user_info(_: &mut Store, _: UserInfoRequest) -> Result<UserInfoResponse, ApiError> {
    Err(ApiError::new(
        Code::Unauthenticated,
        "no identity in the request",
    ))
}
