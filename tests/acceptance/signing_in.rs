//! The official Flyte command against a mock that asks who is there, so that what the mock asks for
//! is what the SDK gives.

use flyte_mock::{Auth, ProxyOptions};
use serde_json::{Value, json};

use crate::harness::sdk::cli_in;
use crate::harness::secured::{HOST, Secured};

const ID: &str = "ci";
const SECRET: &str = "s e/c:r+";

/// Sets the command up with these lines in `admin`, and lists the projects.
#[track_caller]
fn list_projects(secured: &Secured, admin: Value, variables: &[(&str, &str)]) {
    let mut admin = admin;
    let folder = secured.workspace.path();
    let authority = folder.join("tls/ca.pem");
    let authority = authority.to_str().unwrap();
    admin["caCertFilePath"] = json!(authority);
    let task = json!({ "project": "flytesnacks", "domain": "development" });
    let settings = json!({ "admin": admin, "task": task });
    secured
        .workspace
        .file(".flyte/config.yaml", &settings.to_string());
    // The SDK asks the issuer for tokens without a look at `caCertFilePath`.
    let variables = [&[("SSL_CERT_FILE", authority)], variables].concat();
    let told = cli_in(folder, &variables, &["get", "project"]);
    assert!(told.contains("flytesnacks"), "{told}");
}

#[test]
fn by_client_credentials_in_another_header() {
    let secured = Secured::new(Auth {
        header: "flyte-authorization".to_owned(),
        audience: Some("flyte".to_owned()),
        scopes: vec!["all".to_owned(), "offline".to_owned()],
        ..Auth::client(ID, SECRET)
    });
    let admin = json!({
        "endpoint": secured.endpoint(),
        "authType": "ClientSecret",
        "clientId": ID,
        "clientSecretEnvVar": "THE_SECRET",
    });
    list_projects(&secured, admin, &[("THE_SECRET", SECRET)]);
    assert_eq!(secured.mock.count("token"), 1);
}

#[test]
fn by_an_api_key_through_a_proxy() {
    let auth = Auth::client(ID, "s3cret");
    let key = auth.api_keys(HOST).remove(0);
    let secured = Secured::new(auth);
    let proxy = secured.proxy(ProxyOptions::default());
    let variables = [
        ("FLYTE_API_KEY", key.as_str()),
        ("HTTPS_PROXY", &proxy.url()),
    ];
    list_projects(&secured, json!({}), &variables);
    let tunnels = proxy.tunnels();
    let target = format!("{HOST}:443");
    assert!(
        !tunnels.is_empty()
            && tunnels
                .iter()
                .all(|it| it.target == target && it.status == 200)
    );
}

#[test]
fn by_a_command() {
    let secured = Secured::new(Auth::token("a-token"));
    let admin = json!({
        "endpoint": secured.endpoint(),
        "authType": "ExternalCommand",
        "command": ["echo", "a-token"],
    });
    list_projects(&secured, admin, &[]);
}

#[test]
fn from_a_device() {
    let secured = Secured::new(Auth::client(ID, SECRET));
    let admin = json!({ "endpoint": secured.endpoint(), "authType": "DeviceFlow" });
    list_projects(&secured, admin, &[]);
    assert_eq!(secured.mock.count("device"), 1);
}
