//! Signing in, beyond the examples of the guide, which `tests/docs` applies: where a secret can
//! come from, tokens that end, what the official command and the provider share, and what a user
//! is told when nobody is let in.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use flyte_mock::{Auth, Code, Fault, FaultKind, OAuthError, Options, ProxyOptions, Tls};
use serde_json::json;

use crate::harness::backend::stored;
use crate::harness::sdk::cli_in;
use crate::harness::secured::{HOST, Secured};
use crate::harness::{IT, environment};

const ID: &str = "terraform";
const SECRET: &str = "s e/c:r+";

/// Applies one environment and makes sure that it is there.
#[track_caller]
fn assert_works(secured: &Secured) {
    secured.workspace.write(&environment(""));
    secured.workspace.apply_for_good();
    stored(&secured.mock);
}

/// The one error of a plan that has to call the backend.
#[track_caller]
fn refusal(secured: &Secured) -> String {
    secured.workspace.write(&format!(
        "import {{\n  to = {IT}\n  id = \"flytesnacks/development/fast_env\"\n}}\n{}",
        environment("")
    ));
    let run = secured.workspace.try_plan(&[]);
    run.error().text()
}

#[test]
fn the_client_secret_can_be_in_many_places() {
    let trial = |lines: &str, variable: Option<(&str, &str)>| {
        let mut secured = Secured::new(Auth::client(ID, SECRET));
        secured.workspace.file("secret", &format!("{SECRET}\n"));
        let lines = format!("client_id = {ID:?}\n  {lines}");
        secured.provider(&lines);
        if let Some((name, value)) = variable {
            secured.workspace.variable(name, value);
        }
        assert_works(&secured);
        // Apply and plan have three processes of the provider's between them.
        assert!((1..=3).contains(&secured.mock.count("token")));
    };
    trial(&format!("client_secret = {SECRET:?}"), None);
    trial("client_secret_file = \"secret\"", None);
    trial("", Some(("FLYTE_ADMIN_CLIENTSECRET", SECRET)));
    trial("", Some(("FLYTE_ADMIN_CLIENTSECRETLOCATION", "secret")));
}

#[test]
fn the_same_file_serves_the_command_and_the_provider() {
    let mut secured = Secured::new(Auth {
        header: "flyte-authorization".to_owned(),
        audience: Some("flyte".to_owned()),
        token_lifetime: Duration::from_secs(2),
        ..Auth::client(ID, SECRET)
    });
    let folder = secured.workspace.path().to_owned();
    let authority = folder.join("tls/ca.pem");
    let authority = authority.to_str().unwrap();
    let settings = json!({
        "admin": {
            "endpoint": secured.endpoint().replace("https://", "dns:///"),
            "caCertFilePath": authority,
            "authType": "ClientSecret",
            "clientId": ID,
            "clientSecretEnvVar": "THE_SECRET",
        },
        "task": { "project": "flytesnacks", "domain": "development" },
    });
    secured
        .workspace
        .file(".flyte/config.yaml", &settings.to_string());
    secured.workspace.variable("THE_SECRET", SECRET);
    let config_file = "config_file = \".flyte/config.yaml\"";
    secured.workspace.provider(config_file);
    secured.workspace.leave_home();
    assert_works(&secured);
    // The SDK asks the issuer for tokens without a look at `caCertFilePath`.
    let variables = [("THE_SECRET", SECRET), ("SSL_CERT_FILE", authority)];
    let told = cli_in(&folder, &variables, &["get", "task"]);
    assert!(told.contains("fast_env"), "{told}");
}

#[test]
fn a_stored_login_is_renewed_and_stored_again() {
    let mut secured = Secured::new(Auth {
        refresh_tokens: vec!["the-refresh-token".to_owned()],
        token_lifetime: Duration::from_secs(2),
        ..Auth::default()
    });
    secured.provider("");
    let workspace = &mut secured.workspace;
    let bin = workspace.path().join("bin");
    workspace.file(
        "bin/secret-tool",
        "#!/bin/sh\ncd \"${0%/*}\" && case $1 in\nlookup) cat login ;;\nstore) cat > login ;;\nesac\n",
    );
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bin.join("secret-tool"), executable).unwrap();
    let login = json!({"access_token": "old", "refresh_token": "the-refresh-token"});
    workspace.file("bin/login", &login.to_string());
    workspace.before_path(&bin);
    workspace.variable("TF_LOG_PROVIDER", "INFO");
    let log = workspace.path().join("log");
    workspace.variable("TF_LOG_PATH", log.to_str().unwrap());
    assert_works(&secured);
    let log = fs::read_to_string(log).unwrap();
    let told = "storing the renewed login in the keyring, as `flyte` does";
    assert!(log.contains(told), "{log}");
    // Each refresh token is good once: every process found the one that the last has stored.
    let login = fs::read_to_string(bin.join("login")).unwrap();
    assert!(!login.contains("the-refresh-token"), "{login}");
}

#[test]
fn a_client_certificate_is_shown_where_one_is_demanded() {
    let secured = Secured::with(Options {
        tls: Some(Tls {
            client_certificate: true,
            ..Tls::default()
        }),
        ..Options::default()
    });
    let anonymous = "auth_type = \"Passthrough\"\n  max_retries = 0\n  ";
    secured.provider(anonymous);
    let told = refusal(&secured);
    assert!(told.contains("CertificateRequired"), "{told}");
    secured.provider(&format!(
        "{anonymous}client_cert_file = \"tls/client.pem\"\n  client_key_file = \"tls/key.pem\""
    ));
    assert_works(&secured);
}

#[test]
fn a_proxy_asks_for_a_login() {
    let secured = Secured::new(Auth::token("t"));
    let proxy = secured.proxy(ProxyOptions {
        login: Some(("me".to_owned(), "p@ss".to_owned())),
        ..ProxyOptions::default()
    });
    let url = proxy.url();
    let login = url.replace("http://", "http://me:p%40ss@");
    let at = |url: &str| {
        let lines = format!("token = \"t\"\n  max_retries = 0\n  proxy_url = {url:?}");
        secured.at(&format!("https://{HOST}"), &lines);
    };
    at(&url);
    let told = refusal(&secured);
    assert!(told.contains("proxy"), "{told}");
    assert!(proxy.tunnels().iter().all(|tunnel| tunnel.status == 407));
    at(&login);
    assert_works(&secured);
}

#[test]
fn who_is_not_let_in_is_told_why() {
    let secured = Secured::new(Auth::client(ID, SECRET));
    let right = format!("client_id = {ID:?}\n  client_secret = {SECRET:?}\n  max_retries = 0");
    for (lines, faults, expected) in [
        (
            "token = \"wrong\"",
            vec![],
            &["unauthenticated", "token"] as &[_],
        ),
        (
            "client_id = \"terraform\"\n  client_secret = \"wrong\"",
            vec![],
            &["invalid_client", "`terraform`"],
        ),
        (
            right.as_str(),
            vec![Fault::new(
                "token",
                9,
                FaultKind::OAuth(OAuthError::InvalidScope),
            )],
            &["invalid_scope"],
        ),
        (
            &right,
            vec![Fault::new("token", 9, FaultKind::Status(503))],
            &["503"],
        ),
        (
            &right,
            vec![Fault::new("ListTasks", 9, connect(Code::PermissionDenied))],
            &["permission_denied"],
        ),
        (
            "command = [\"no-such-program\"]",
            vec![],
            &["no-such-program"],
        ),
        (
            "command = [\"sh\", \"-c\", \"echo oops >&2; exit 3\"]",
            vec![],
            &["3", "oops"],
        ),
    ] {
        secured.mock.clear_faults();
        faults
            .into_iter()
            .for_each(|fault| secured.mock.fail(fault));
        secured.provider(lines);
        let told = refusal(&secured);
        for part in expected {
            assert!(told.contains(part), "`{part}` is not in: {told}");
        }
    }
}

/// With what Terraform tells the provider, a program could pass for the provider.
#[test]
fn a_command_is_not_told_how_terraform_reaches_the_provider() {
    let secured = Secured::new(Auth::token("a-token"));
    secured.provider("command = [\"sh\", \"-c\", \"env > seen; echo a-token\"]");
    assert_works(&secured);
    let seen = fs::read_to_string(secured.workspace.path().join("seen")).unwrap();
    assert!(seen.contains("PATH="), "{seen}");
    for name in ["PLUGIN_", "MAGIC_COOKIE"] {
        assert!(!seen.contains(name), "{name}: {seen}");
    }
}

fn connect(code: Code) -> FaultKind {
    FaultKind::Connect {
        code,
        retry_after: None,
    }
}
