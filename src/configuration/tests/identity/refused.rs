//! What is refused, and with which message.

use super::*;

#[test]
fn conflicts_are_refused_with_both_sources() {
    let api_key = key("flyte.example.com:cid:canary:");
    let api_key = api_key.as_str();
    type Case<'a> = (
        &'a [(&'a str, &'a str)],
        &'a [(&'a str, &'a str)],
        [&'a str; 2],
    );
    let cases: &[Case<'_>] = &[
        (
            &[("token", "canary"), ("api_key", api_key)],
            &[],
            ["`token` in", "`api_key` in"],
        ),
        (
            &[
                ("client_secret", "canary"),
                ("client_secret_file", "secret"),
                ("client_id", "c"),
            ],
            &[],
            ["`client_secret` in", "`client_secret_file` in"],
        ),
        (
            &[("token", "canary"), ("command", "mint")],
            &[],
            ["`token` in", "`command` in"],
        ),
        (
            &[("token", "canary"), ("auth_type", "Pkce")],
            &[],
            ["`token` in", "`auth_type` in"],
        ),
        (
            &[("api_key", api_key), ("client_id", "other")],
            &[],
            ["`api_key` in", "`client_id` in"],
        ),
        (
            &[],
            &[("FLYTE_API_KEY", api_key), ("FLYTE_AUTH_TOKEN", "canary")],
            ["variable `FLYTE_API_KEY`", "variable `FLYTE_AUTH_TOKEN`"],
        ),
        (
            &[("client_id", "other")],
            &[("FLYTE_API_KEY", api_key)],
            ["`client_id` in", "variable `FLYTE_API_KEY`"],
        ),
    ];
    for (block, variables, named) in cases {
        let told = identity(block, &[PLACE, variables].concat(), "").unwrap_err();
        assert!(told.contains("Settings exclude each other"), "{told}");
        for name in named {
            assert!(told.contains(name), "{name}: {told}");
        }
        assert!(!told.contains("canary"), "{told}");
        if variables.is_empty() {
            assert!(validate(&attributes(block)).has_errors(), "{block:?}");
        }
    }
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    for (block, variables, file, expected) in [
        (
            &[("auth_type", "ClientSecret")] as &[_],
            &[] as &[_],
            "",
            "needs a client secret",
        ),
        (&[("auth_type", "command")], &[], "", "needs a command"),
        (
            &[],
            &[],
            "admin: {authType: ClientSecret, clientSecretEnvVar: UNSET}",
            "the environment variable `UNSET`, which is not set; the name comes from \
             `admin.clientSecretEnvVar` in `",
        ),
        (
            &[],
            &[],
            "admin: {authType: Kerberos}",
            "The value comes from `admin.authType` in `",
        ),
        (
            &[("client_secret", "canary")],
            &[],
            "",
            "No client_id for the client secret",
        ),
        (
            &[],
            &[],
            "admin: {clientId: c, clientSecretLocation: missing}",
            "The file of client_secret_file cannot be read",
        ),
        (
            &[("api_key", "canary!")],
            &[],
            "",
            "api_key is not an API key of Flyte's",
        ),
        (&[("token", "")], &[], "", "token must not be empty"),
        (
            &[],
            &[("FLYTE_AUTH_COMMAND", "mint 'canary")],
            "",
            "The value comes from the environment variable `FLYTE_AUTH_COMMAND`",
        ),
        (
            &[],
            &[("FLYTE_ADMIN_DISABLEKEYRING", "maybe")],
            "",
            "disable_keyring must be `true` or `false`",
        ),
    ] {
        let told = identity(block, &[PLACE, variables].concat(), file).unwrap_err();
        assert!(told.contains(expected), "{expected}: {told}");
        assert!(!told.contains("canary"), "{told}");
    }
}

#[test]
fn plain_http_carries_what_was_given_for_this_run_to_this_machine_only() {
    let plain = |host| {
        [
            ("FLYTE_ADMIN_ENDPOINT", host),
            ("FLYTE_ADMIN_INSECURE", "true"),
        ]
    };
    let file = "admin: {clientId: c, clientSecretLocation: secret, proxyCommand: [x]}";
    for host in ["flyte.example.com", "localhost:8090"] {
        assert_eq!(
            identity(&[], &plain(host), file).as_deref(),
            Ok("nobody"),
            "{host}"
        );
        assert_eq!(
            identity(&[], &plain(host), "").as_deref(),
            Ok("nobody"),
            "{host}"
        );
    }
    let token = [("token", "canary")];
    let sent = identity(&token, &plain("127.0.0.1:8090"), "");
    assert_eq!(sent.as_deref(), Ok("token canary"));
    for proof in [[("token", "canary")], [("proxy_command", "canary")]] {
        let told = identity(&proof, &plain("flyte.example.com"), "").unwrap_err();
        for part in [
            "Credentials would travel over plain HTTP",
            "from the environment variable `FLYTE_ADMIN_ENDPOINT`",
            &format!("`{}` in the provider block gives", proof[0].0),
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("canary"), "{told}");
    }
}

#[test]
fn what_is_unknown_is_named_and_not_guessed() {
    let block = Config {
        token: Field::Unknown,
        command: attributes(&[("command", "mint")]).command,
        ..config()
    };
    assert!(validate(&block).is_empty());
    let backend = resolved(&block, &Variables::new()).unwrap();
    let refusal = backend.client("").unwrap_err();
    assert!(refusal.detail.contains("`token`"), "{refusal}");
}

#[test]
fn nothing_secret_is_shown_by_debug() {
    let block = attributes(&[
        ("token", "canary"),
        ("api_key", "canary"),
        ("client_secret", "canary"),
        ("client_key_pem", "canary"),
        ("proxy_url", "http://me:canary@proxy"),
    ]);
    assert!(!format!("{block:?}").contains("canary"));
    for name in [
        "token",
        "api_key",
        "client_secret",
        "client_key_pem",
        "proxy_url",
    ] {
        assert!(schema().block.attributes[name].sensitive, "{name}");
    }
}
