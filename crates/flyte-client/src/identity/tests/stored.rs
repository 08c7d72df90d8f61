//! Logins of the `flyte` command, in a keyring that scripts play.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

use crate::credentials::LOG_IN;
use crate::identity::Credentials;
use crate::identity::keyring::{Keyring, Tool};
use crate::identity::source::Source;
use crate::identity::tests::{DETAILS, TOKEN, answered, backend, refused};
use crate::identity::token_cache::TokenCache;
use crate::tests::server::{Server, Step};
use crate::tests::{client_with, get_details};
use crate::{Client, Flow};

const TOOLS: [&[Tool]; 3] = [
    &[Tool::SecretService, Tool::Python],
    &[Tool::Python],
    &[Tool::Macos],
];

/// A folder with the three commands, which keep one secret for `flyte.example.com:443` in a file
/// and note the arguments that they are given.
fn machine(stored: Option<&str>) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    if let Some(stored) = stored {
        fs::write(path.join("secret"), stored).unwrap();
    }
    let read = "[ \"$service\" = flyte.example.com:443 ] && [ -f secret ]";
    for (name, script) in [
        (
            "secret-tool",
            format!(
                "service=$3; [ $1 = store ] && exec cat > secret; {read} && cat secret || exit 1"
            ),
        ),
        (
            "keyring",
            format!(
                "service=$2; [ $1 = set ] && exec cat > secret; {read} && cat secret || exit 1"
            ),
        ),
        (
            "security",
            format!(
                "service=$5; if [ $1 = -i ]; then read line; echo \"${{line##* -X }}\" > hex; exit; fi; \
             {read} && cat secret || exit 44"
            ),
        ),
    ] {
        let path = path.join(name);
        let text = format!(
            "#!/bin/sh\ncd {}\necho \"$@\" >> arguments\n{script}\n",
            folder.path().display()
        );
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn client(server: &Server, keyring: Option<Keyring>, flow: Flow) -> Client {
    let source = Source::Stored {
        flow,
        keyring,
        host: "https://flyte.example.com".into(),
        issuer: OnceCell::new(),
        unsaved: Mutex::new(None),
    };
    client_with(&server.endpoint, |_| {}).with_credentials(Credentials {
        identity: Some((source, TokenCache::new(None))),
        proxy: None,
    })
}

fn arguments(folder: &Path) -> String {
    fs::read_to_string(folder.join("arguments")).unwrap()
}

#[tokio::test]
async fn a_stored_login_is_used() {
    for tools in TOOLS {
        let folder = machine(Some(r#"{"access_token":"t1","refresh_token":null}"#));
        let server = backend([]).await;
        let keyring = Keyring::in_folder(folder.path(), tools);
        get_details(&client(&server, Some(keyring), Flow::Pkce))
            .await
            .unwrap();
        let last = server.requests_to(DETAILS).pop().unwrap();
        assert_eq!(last.headers["flyte-authorization"], "Bearer t1");
    }
}

#[tokio::test]
async fn an_expired_login_is_refreshed_and_stored_again() {
    let pkce = "refresh_token=r1+7d1f&grant_type=refresh_token&client_id=flyte-cli";
    let device = "grant_type=refresh_token&client_id=flyte-cli&audience=https%3A%2F%2Fa+b\
                  &refresh_token=r1+7d1f";
    for (tools, flow, form) in [
        (TOOLS[0], Flow::Pkce, pkce),
        (TOOLS[1], Flow::DeviceFlow, device),
        (TOOLS[2], Flow::Pkce, pkce),
    ] {
        let folder = machine(Some(
            r#"{"access_token":"t1-7d1f","refresh_token":"r1 7d1f"}"#,
        ));
        let reply = r#"{"access_token":"t2-7d1f","refresh_token":"r2-7d1f","expires_in":3600}"#;
        let server = backend([Step::json(reply)]).await;
        server.route(DETAILS, [refused(), refused(), answered()]);
        let keyring = Keyring::in_folder(folder.path(), tools);
        get_details(&client(&server, Some(keyring), flow))
            .await
            .unwrap();
        let last = server.requests_to(DETAILS).pop().unwrap();
        assert_eq!(last.headers["flyte-authorization"], "Bearer t2-7d1f");
        assert_eq!(server.requests_to(TOKEN)[0].body, form);

        let new = r#"{"access_token":"t2-7d1f","refresh_token":"r2-7d1f"}"#;
        if tools == TOOLS[2] {
            let digits: String = new.bytes().map(|byte| format!("{byte:02x}")).collect();
            let stored = fs::read_to_string(folder.path().join("hex")).unwrap();
            assert_eq!(stored.trim(), digits);
        } else {
            assert_eq!(
                fs::read_to_string(folder.path().join("secret")).unwrap(),
                new
            );
        }
        let arguments = arguments(folder.path());
        assert!(!arguments.contains("7d1f"), "{arguments}");
    }
}

#[tokio::test]
async fn a_login_that_cannot_be_stored_is_kept_in_memory() {
    let folder = machine(Some(r#"{"access_token":"","refresh_token":"r1"}"#));
    let path = folder.path().join("secret-tool");
    let script = fs::read_to_string(&path)
        .unwrap()
        .replace("exec cat > secret", "exit 1");
    fs::write(&path, script).unwrap();
    let reply = |access: &str, refresh: &str| {
        Step::json(&format!(
            r#"{{"access_token":"{access}","refresh_token":"{refresh}","expires_in":3600}}"#
        ))
    };
    let server = backend([reply("t2", "r2"), reply("t3", "r3")]).await;
    let keyring = Keyring::in_folder(folder.path(), TOOLS[0]);
    let client = client(&server, Some(keyring), Flow::Pkce);
    get_details(&client).await.unwrap();
    server.route(DETAILS, [refused(), answered()]);
    get_details(&client).await.unwrap();
    let forms = server.requests_to(TOKEN);
    assert_eq!(
        forms[1].body,
        "refresh_token=r2&grant_type=refresh_token&client_id=flyte-cli"
    );
}

#[tokio::test]
async fn without_a_login_the_user_is_told_to_log_in() {
    let locked = machine(None);
    fs::write(
        locked.path().join("secret-tool"),
        "#!/bin/sh\necho Cannot autolaunch D-Bus >&2; exit 1\n",
    )
    .unwrap();
    let garbage = machine(Some("{"));
    let (nobody, bare) = (machine(None), TempDir::new().unwrap());
    for (folder, text) in [
        (
            Some(&nobody),
            "nobody has logged in to `https://flyte.example.com`",
        ),
        (Some(&garbage), "nobody has logged in"),
        (Some(&locked), "cannot be read: `"),
        (Some(&locked), "failed: Cannot autolaunch D-Bus"),
        (Some(&bare), "there is no command `"),
        (
            None,
            "the keyring, which may hold a login for `https://flyte.example.com`, is disabled",
        ),
    ] {
        let server = backend([]).await;
        let keyring = folder.map(|folder| Keyring::in_folder(folder.path(), TOOLS[0]));
        let client = client(&server, keyring, Flow::Pkce);
        let error = get_details(&client).await.unwrap_err();
        let shown = error.user_text();
        assert!(
            shown.contains(text) && shown.contains(LOG_IN),
            "{text} in {shown}"
        );
        assert_eq!(server.requests_to(DETAILS).len(), 1);
    }
}

#[tokio::test]
async fn a_login_that_has_ended_is_told() {
    let folder = machine(Some(r#"{"access_token":"t1","refresh_token":"r1-7d1f"}"#));
    let refusal = r#"{"error":"invalid_grant","error_description":"r1-7d1f is gone"}"#;
    let server = backend([Step::answer(400, "application/json", refusal)]).await;
    server.route(DETAILS, [refused()]);
    let keyring = Keyring::in_folder(folder.path(), TOOLS[0]);
    let error = get_details(&client(&server, Some(keyring), Flow::Pkce))
        .await
        .unwrap_err();
    let shown = error.user_text();
    assert!(
        shown.contains("`invalid_grant`: (hidden) is gone"),
        "{shown}"
    );
    assert!(shown.contains(LOG_IN), "{shown}");
}
