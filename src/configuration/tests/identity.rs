//! Which proof counts, and what is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const PLACE: &[(&str, &str)] = &[("FLYTE_ADMIN_ENDPOINT", "flyte.example.com")];

fn attributes(pairs: &[(&str, &str)]) -> Config {
    let schema = schema();
    model::from_value(&Value::map(schema.block.attributes.keys().map(|name| {
        let text = pairs.iter().find(|(attribute, _)| attribute == name);
        let value = match (text, schema.block.attributes[name].value_type()) {
            (None, _) => Value::Null,
            (Some((_, text)), Type::List(_)) => Value::List(
                text.split(' ')
                    .map(|it| Value::String(it.to_owned()))
                    .collect(),
            ),
            (Some((_, text)), Type::Bool) => Value::Bool(*text == "true"),
            (Some((_, text)), _) => Value::String((*text).to_owned()),
        };
        (*name, value)
    })))
    .unwrap()
}

fn key(text: &str) -> String {
    STANDARD.encode(text)
}

/// What the sources come to: the identity, or the errors.
fn identity(
    block: &[(&str, &str)],
    variables: &[(&str, &str)],
    file: &str,
) -> Result<String, String> {
    let folder = Folder::with_file(file);
    fs::write(folder.path().join("secret"), " from file \n").unwrap();
    let environment = variables
        .iter()
        .fold(folder.environment(), |environment, (name, value)| {
            environment.with(name, value)
        });
    let block = attributes(block);
    let mut diagnostics = Diagnostics::new();
    let origins = Origins::all(&block, &environment, &mut diagnostics);
    let settings = Settings::find(&origins, false, &mut diagnostics);
    let told = |diagnostics: &Diagnostics| {
        let texts: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        texts.join("\n")
    };
    let Field::Known(endpoint) = settings.address.endpoint.clone() else {
        return Err(told(&diagnostics));
    };
    let mut config = flyte_client::Config::new(endpoint, "test");
    let from = settings.address.source.as_ref();
    settings
        .identity
        .put_into(&mut config, from, &origins, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(told(&diagnostics));
    }
    let warnings = told(&diagnostics);
    let shown = match config.identity {
        flyte_client::Identity::Anonymous => "nobody".to_owned(),
        flyte_client::Identity::Token(token) => format!("token {}", token.expose_secret()),
        flyte_client::Identity::ClientCredentials(it) => format!(
            "client {} {} {}",
            it.client_id,
            it.client_secret.expose_secret(),
            it.scopes.join("+")
        ),
        flyte_client::Identity::Command(command) => format!("command {command:?}"),
        flyte_client::Identity::Stored(flow) => format!("stored {flow:?}"),
    };
    Ok(format!("{shown}{warnings}").trim_end().to_owned())
}

#[test]
fn each_type_is_found_in_each_source() {
    let api_key = key("flyte.example.com:cid:s:acme");
    type Case<'a> = (
        &'a [(&'a str, &'a str)],
        &'a [(&'a str, &'a str)],
        &'a str,
        &'a str,
    );
    let cases: &[Case<'_>] = &[
        (&[], &[], "", "stored Pkce"),
        (
            &[("auth_type", "device-flow")],
            &[],
            "",
            "stored DeviceFlow",
        ),
        (
            &[],
            &[("FLYTE_AUTH_TYPE", "headless")],
            "",
            "stored DeviceFlow",
        ),
        (
            &[],
            &[],
            "admin: {authType: DeviceFlow}",
            "stored DeviceFlow",
        ),
        (&[("auth_type", "Passthrough")], &[], "", "nobody"),
        (&[("token", "t\n")], &[], "", "token t"),
        (
            &[("token", "t"), ("auth_type", "passthrough")],
            &[],
            "",
            "token t",
        ),
        (&[], &[("FLYTE_AUTH_TOKEN", "t")], "", "token t"),
        (&[("api_key", &api_key)], &[], "", "client cid s"),
        (&[], &[("FLYTE_API_KEY", &api_key)], "", "client cid s"),
        (
            &[
                ("client_id", "c"),
                ("client_secret", "s"),
                ("scopes", "a b"),
            ],
            &[],
            "",
            "client c s a+b",
        ),
        (
            &[("client_id", "c"), ("client_secret_file", "secret")],
            &[],
            "",
            "client c from file",
        ),
        (
            &[],
            &[
                ("FLYTE_ADMIN_CLIENTID", "c"),
                ("FLYTE_ADMIN_CLIENTSECRET", "s"),
            ],
            "",
            "client c s",
        ),
        (
            &[],
            &[
                ("FLYTE_ADMIN_CLIENTSECRETENVVAR", "MINE"),
                ("MINE", "s"),
                ("FLYTE_ADMIN_CLIENTID", "c"),
            ],
            "admin: {clientSecretLocation: secret}",
            "client c s",
        ),
        (
            &[],
            &[],
            "admin: {authType: Pkce, clientId: c, clientSecretLocation: secret, scopes: [all]}",
            "client c from file all",
        ),
        (
            &[],
            &[("MINE", "s")],
            "admin: {clientId: c, clientSecretLocation: missing, clientSecretEnvVar: MINE}",
            "client c s",
        ),
        (
            &[],
            &[],
            "admin: {clientId: c, clientSecretLocation: secret, clientSecretEnvVar: UNSET}",
            "client c from file",
        ),
        (
            &[],
            &[],
            "admin: {clientSecretEnvVar: UNSET}",
            "stored Pkce",
        ),
        (
            &[("command", "mint now")],
            &[],
            "",
            "command \"mint\" and 1 arguments",
        ),
        (
            &[],
            &[("FLYTE_AUTH_COMMAND", "mint 'a b'")],
            "",
            "command \"mint\" and 1 arguments",
        ),
        (
            &[],
            &[],
            "admin: {authType: ExternalCommand, command: [mint]}",
            "command \"mint\" and 0 arguments",
        ),
        (
            &[],
            &[],
            "admin: {authType: Pkce, command: [mint]}",
            "stored Pkce",
        ),
    ];
    for (block, variables, file, expected) in cases {
        let variables = [PLACE, variables].concat();
        let found = identity(block, &variables, file);
        assert_eq!(
            found.as_deref(),
            Ok(*expected),
            "{block:?} {variables:?} {file}"
        );
    }
}

#[test]
fn a_source_that_comes_first_shadows_the_others() {
    let file = "admin: {clientId: c, clientSecretLocation: missing}";
    let of = |block: &[(&str, &str)], variables: &[(&str, &str)]| {
        identity(block, &[PLACE, variables].concat(), file).unwrap()
    };
    let api_key = key("flyte.example.com:cid:s:");
    assert_eq!(
        of(&[("token", "t")], &[("FLYTE_API_KEY", &api_key)]),
        "token t"
    );
    assert_eq!(
        of(&[], &[("FLYTE_AUTH_COMMAND", "mint")]),
        "command \"mint\" and 0 arguments"
    );
    assert_eq!(
        of(&[("auth_type", "Pkce")], &[("FLYTE_AUTH_TOKEN", "t")]),
        "stored Pkce"
    );
    assert_eq!(
        of(
            &[],
            &[("FLYTE_API_KEY", &api_key), ("FLYTE_ADMIN_CLIENTID", "x")]
        ),
        "client cid s"
    );
    let mixed = [("client_secret", "mine"), ("client_id", "me")];
    assert_eq!(of(&mixed, &[("FLYTE_API_KEY", &api_key)]), "client me mine");
}

#[test]
fn an_api_key_says_where_flyte_is() {
    let block = attributes(&[]);
    let variables = variables(&[
        ("FLYTE_API_KEY", &key("acme.example.com:cid:s:acme")),
        ("FLYTE_ADMIN_ENDPOINT", "other.example.com"),
        ("FLYTE_TASK_ORG", "other"),
    ]);
    let backend = resolved(&block, &variables).unwrap();
    let shown = format!("{:?}", backend.client().unwrap());
    assert!(shown.contains("https://acme.example.com"), "{shown}");
    assert_eq!(backend.org, Field::Known("acme".into()));

    let elsewhere = [("endpoint", "private.example.com"), ("org", "mine")];
    let backend = resolved(&attributes(&elsewhere), &variables).unwrap();
    assert_eq!(backend.org, Field::Known("mine".into()));
    let key = key("acme.example.com:cid:s:acme");
    let told = identity(&elsewhere, &[("FLYTE_API_KEY", &key)], "").unwrap();
    assert!(told.starts_with("client cid s"), "{told}");
    assert!(
        told.contains("The API key is for another endpoint"),
        "{told}"
    );
    assert!(
        told.contains("`acme.example.com`, and its secret goes to `https://private"),
        "{told}"
    );
}

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
    let refusal = backend.client().unwrap_err();
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
