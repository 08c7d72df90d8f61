//! What the backend says about signing in: nothing where nobody need, else where the issuer is and
//! what it wants to be asked.

use crate::auth::guard::{Guard, refused};
use crate::auth::issuer::{AUTHORIZE_PATH, DEVICE_GRANT, DEVICE_PATH, PUBLIC_CLIENT, TOKEN_PATH};
use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::auth::{
    GetOAuth2MetadataRequest, GetOAuth2MetadataResponse, GetPublicClientConfigRequest,
    GetPublicClientConfigResponse, UserInfoRequest, UserInfoResponse,
};
use crate::visit::Visit;

/// What the issuer at this base URL can do.
pub(crate) fn document(guard: &Guard, base: &str) -> GetOAuth2MetadataResponse {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    GetOAuth2MetadataResponse {
        issuer: base.to_owned(),
        authorization_endpoint: format!("{base}{AUTHORIZE_PATH}"),
        token_endpoint: format!("{base}{TOKEN_PATH}"),
        device_authorization_endpoint: format!("{base}{DEVICE_PATH}"),
        response_types_supported: texts(&["code"]),
        scopes_supported: guard.auth.scopes.clone(),
        token_endpoint_auth_methods_supported: texts(&["client_secret_basic"]),
        code_challenge_methods_supported: texts(&["S256"]),
        grant_types_supported: texts(&["client_credentials", "refresh_token", DEVICE_GRANT]),
        jwks_uri: String::new(),
    }
}

/// What the backend says where there is no issuer.
pub(crate) fn unconfigured() -> ApiError {
    ApiError::new(
        Code::Unimplemented,
        "oauth2 metadata is not configured; set runs.authMetadata.externalAuthServerBaseUrl",
    )
}

pub(crate) fn metadata(
    visit: &mut Visit<'_>,
    _: GetOAuth2MetadataRequest,
) -> Result<GetOAuth2MetadataResponse, ApiError> {
    let guard = visit.guard.ok_or_else(unconfigured)?;
    Ok(document(guard, &visit.base))
}

pub(crate) fn public_client(
    visit: &mut Visit<'_>,
    _: GetPublicClientConfigRequest,
) -> Result<GetPublicClientConfigResponse, ApiError> {
    // A `runs` server that stands alone has nothing else to tell.
    let dataplane_domain = match visit.store.rules.no_data_proxy {
        true => String::new(),
        false => visit.base.clone(),
    };
    let Some(guard) = visit.guard else {
        return Ok(GetPublicClientConfigResponse {
            authorization_metadata_key: "authorization".to_owned(),
            dataplane_domain,
            ..GetPublicClientConfigResponse::default()
        });
    };
    Ok(GetPublicClientConfigResponse {
        client_id: PUBLIC_CLIENT.to_owned(),
        redirect_uri: "http://localhost:53593/callback".to_owned(),
        scopes: guard.auth.scopes.clone(),
        authorization_metadata_key: guard.auth.header.clone(),
        audience: guard.auth.audience.clone().unwrap_or_default(),
        dataplane_domain,
        ..GetPublicClientConfigResponse::default()
    })
}

pub(crate) fn user_info(
    visit: &mut Visit<'_>,
    _: UserInfoRequest,
) -> Result<UserInfoResponse, ApiError> {
    if visit.caller.is_empty() {
        return Err(refused(
            "no authenticated identity on request (missing or untrusted identity headers)",
        ));
    }
    Ok(UserInfoResponse {
        subject: visit.caller.clone(),
        name: visit.caller.clone(),
        ..UserInfoResponse::default()
    })
}
