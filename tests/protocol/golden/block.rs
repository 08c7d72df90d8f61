//! What is said of the provider block, of variables and of Flyte's configuration file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::core::configured;
use crate::golden::Page;
use crate::golden::resource::merge;
use crate::host::Launch;

/// Provider blocks, each with an endpoint where none is said.
fn blocks() -> Vec<Json> {
    vec![
        json!({ "endpoint": "" }),
        json!({ "endpoint": "https://a b" }),
        json!({ "endpoint": "http://flyte.example.com" }),
        json!({ "endpoint": "dns://8.8.8.8/flyte.example.com" }),
        json!({ "endpoint": "dns:///http://flyte.example.com" }),
        json!({ "endpoint": "grpc://flyte.example.com" }),
        json!({ "endpoint": "https://me:pw@flyte.example.com" }),
        json!({ "endpoint": "https://flyte.example.com?a=b" }),
        json!({ "endpoint": "https://flyte.example.com/console" }),
        json!({ "endpoint": "https://" }),
        json!({ "endpoint": "https://flyte.example.com:port" }),
        json!({ "allowed_endpoints": [] }),
        json!({ "allowed_endpoints": [null] }),
        json!({ "allowed_endpoints": ["*.example.com"] }),
        json!({ "allowed_endpoints": ["other.example.com"] }),
        json!({ "allowed_orgs": ["a/b"] }),
        json!({ "allowed_orgs": ["acme"], "org": "other" }),
        json!({ "project": "a/b" }),
        json!({ "domain": "" }),
        json!({ "default_image": "my image" }),
        json!({ "request_timeout": "0s" }),
        json!({ "request_timeout": "2d" }),
        json!({ "request_timeout": "soon" }),
        json!({ "requests_per_second": 0 }),
        json!({ "max_retries": -1 }),
        json!({ "max_concurrent_requests": 0 }),
        json!({ "auth_type": "Passthru" }),
        json!({ "auth_type": "oauth" }),
        json!({ "auth_type": "ClientSecret" }),
        json!({ "auth_type": "ExternalCommand" }),
        json!({ "auth_type": "Pkce", "token": "x" }),
        json!({ "token": "x", "api_key": "x" }),
        json!({ "token": "x\ny" }),
        json!({ "token": "" }),
        json!({ "api_key": "x" }),
        json!({ "client_secret": "x" }),
        json!({ "client_secret": "x", "client_secret_file": "y" }),
        json!({ "client_id": "x", "client_secret_file": "" }),
        json!({ "client_id": "x", "client_secret_file": "/nowhere/secret" }),
        json!({ "scopes": [] }),
        json!({ "command": [] }),
        json!({ "command": [null] }),
        json!({ "command": [""] }),
        json!({ "proxy_command": [] }),
        json!({ "endpoint": "http://flyte.example.com", "insecure": true, "token": "x" }),
        json!({ "insecure_skip_verify": true }),
        json!({ "insecure_skip_verify": true, "ca_cert_pem": "x" }),
        json!({ "ca_cert_pem": "x" }),
        json!({ "ca_cert_pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" }),
        json!({ "ca_cert_pem": "x", "ca_cert_file": "y" }),
        json!({ "client_cert_pem": "x" }),
        json!({ "client_key_pem": "x" }),
        json!({ "client_cert_pem": "x", "client_key_pem": "y" }),
        json!({ "proxy_url": "" }),
        json!({ "proxy_url": "ftp://proxy.example.com" }),
        json!({ "proxy_url": "http://" }),
        json!({ "proxy_url": "http://a b" }),
        json!({ "proxy_url": "socks5://proxy.example.com" }),
        json!({ "config_file": "/nowhere/config.yaml" }),
    ]
}

/// Variables of the environment.
const VARIABLES: [(&str, &str); 7] = [
    ("FLYTE_ADMIN_INSECURE", "maybe"),
    ("FLYTE_TASK_PROJECT", "a/b"),
    ("FLYTE_API_KEY", "x"),
    ("FLYTE_AUTH_COMMAND", "\"x"),
    ("FLYTE_ADMIN_AUTHTYPE", "oauth"),
    ("HTTPS_PROXY", "ftp://proxy.example.com"),
    ("FLYTECTL_CONFIG", "/nowhere/config.yaml"),
];

/// What may stand in Flyte's configuration file.
const FILES: [&str; 10] = [
    "admin: [",
    "admin: x\n",
    "- a\n",
    "admin:\n  endpoint: [a]\n",
    "admin:\n  endpoint: flyte.example.com\n  insecure: often\n",
    "admin:\n  endpoint: flyte.example.com\n  insecure: [true]\n",
    "admin:\n  endpoint: flyte.example.com\n  authType: ClientSecret\n  clientId: x\n  clientSecretEnvVar: FLYTE_SECRET\n",
    "admin:\n  endpoint: flyte.example.com\n  authType: ClientSecret\n  clientId: x\n  clientSecretEnvVar: hunter2\n",
    "task:\n  project: a/b\nadmin:\n  endpoint: flyte.example.com\n",
    "a: &a [*a]\n",
];

/// What may stand in such a file that nobody has named, but that lies where Terraform runs; and what is
/// in the provider block beside it.
fn found() -> Vec<(&'static str, Json)> {
    vec![
        ("- a\n", json!({})),
        (
            "admin:\n  endpoint: flyte.example.com\n  proxyCommand: [x]\n",
            json!({}),
        ),
        (
            "admin:\n  endpoint: flyte.example.com\n",
            json!({ "token": "x" }),
        ),
        (
            "admin:\n  endpoint: flyte.example.com\n  insecure: true\n",
            json!({}),
        ),
    ]
}

fn launch(home: &Path) -> Launch {
    Launch::new().env("HOME", home.to_str().unwrap())
}

#[tokio::test]
async fn every_setting_of_the_provider() {
    let home = TempDir::new().unwrap();
    let mut page = Page::new(
        "provider",
        "the provider block, variables and Flyte's configuration file",
    );
    for block in blocks() {
        let mut config = json!({ "endpoint": "https://flyte.example.com" });
        merge(&mut config, block.clone());
        page.tell_of(&block, &configured(launch(home.path()), &config).await);
    }
    page.tell_of(
        &json!({}),
        &configured(launch(home.path()), &json!({})).await,
    );
    let empty = home.path().join("empty");
    fs::write(&empty, "").unwrap();
    let block = json!({
        "endpoint": "https://flyte.example.com",
        "client_id": "x",
        "client_secret_file": empty.to_str().unwrap(),
    });
    let said = configured(launch(home.path()), &block).await;
    page.tell("an empty `client_secret_file`", &said);
    for (name, value) in VARIABLES {
        let launch = launch(home.path()).env(name, value);
        let config = json!({ "endpoint": "https://flyte.example.com" });
        page.tell(
            &format!("`{name}={value}`"),
            &configured(launch, &config).await,
        );
    }
    for text in FILES {
        let file = home.path().join("config.yaml");
        fs::write(&file, text).unwrap();
        let config = json!({ "config_file": file.to_str().unwrap() });
        let said = configured(launch(home.path()), &config).await;
        page.tell(&format!("`{}`", text.escape_debug()), &said);
    }
    for (text, block) in found() {
        fs::create_dir_all(home.path().join("work/.flyte")).unwrap();
        fs::write(home.path().join("work/.flyte/config.yaml"), text).unwrap();
        let launch = launch(home.path()).within(&home.path().join("work"));
        let cause = format!(
            "`{}`, found where Terraform runs, beside `{block}`",
            text.escape_debug()
        );
        page.tell(&cause, &configured(launch, &block).await);
    }
    let file = home.path().join("work/.flyte/config.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let launch = launch(home.path()).within(&home.path().join("work"));
    let said = configured(launch, &json!({ "endpoint": "https://flyte.example.com" })).await;
    page.tell(
        "a file that others may write, found where Terraform runs",
        &said,
    );
    page.check();
}
