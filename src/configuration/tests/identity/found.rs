//! Which credential counts, by the sources that have one.

use super::*;

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
    let shown = format!("{:?}", backend.client("").unwrap());
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
