//! No message shows a text that may be secret: providers are not told what is sensitive, so that each
//! attribute that takes a text is given one that looks like a password, in several shapes that break
//! its rule, and no message may have it.

use serde_json::{Value as Json, json};

use crate::core::{Core, Object, path};
use crate::golden::resource::{checker, environment, merge};

/// The attributes whose text may be shown, and why. The kinds of values that may be are in
/// `flyte_domain::Shown`.
const SHOWN: [(&str, &str); 4] = [
    (
        "code.source_dir",
        "what is wrong with a folder is found by looking there",
    ),
    (
        "code.include.0",
        "a pattern is looked for in the folder, and must be told from the others",
    ),
    (
        "code.exclude.0",
        "a pattern is looked for in the folder, and must be told from the others",
    ),
    (
        "name",
        "a name that follows the rules is the environment's in every message, and in Flyte",
    ),
];

const CANARY: &str = "hunter2";

/// Texts with the canary, each of which most rules refuse.
fn shapes() -> Vec<String> {
    vec![
        format!("{CANARY}-topsecret"),
        format!("{CANARY} top secret/\u{7}"),
        format!("{{{CANARY}"),
        format!("{CANARY}=://{CANARY}@{CANARY}/{CANARY}?{CANARY}"),
        format!("0 2 {CANARY}topsecret * 2"),
        format!("{{{{.inputs.x}}}}{CANARY}"),
        CANARY.repeat(400),
    ]
}

/// What stands beside an attribute, so that it is looked at: by where it is.
fn beside(place: &str) -> Vec<Json> {
    match place {
        "resources.accelerator" => vec![json!({ "device": "x" }), json!({ "class": "NVIDIA_GPU" })],
        "secrets.0" => vec![json!({ "key": "a" })],
        "links.0" => vec![json!({ "path": "a", "title": "a" })],
        "tasks.*" => vec![
            json!({ "module": "pkg", "inputs": { "k": "int" } }),
            json!({ "command": ["x"], "inputs": { "k": "datetime" } }),
        ],
        "tasks.*.retries" => vec![json!({ "count": 1 })],
        "tasks.*.triggers.*" => vec![json!({ "cron": "@daily" }), json!({})],
        "tasks.*.triggers.*.artifact" => vec![json!({ "name": "a" })],
        "tasks.*.triggers.*.notifications.0" => {
            vec![
                json!({ "on_phase": ["failed"] }),
                json!({ "delivery": "d" }),
            ]
        }
        "tasks.*.triggers.*.notifications.0.email" => vec![json!({ "recipients": ["a@b.c"] })],
        "tasks.*.triggers.*.notifications.0.webhook" => vec![json!({ "url": "https://a" })],
        "reusable" => vec![json!({ "replicas": 2 })],
        _ => vec![json!({})],
    }
}

/// `value` in each configuration that leads to it.
fn nested(place: &[String], value: &Json) -> Vec<Json> {
    let Some((first, rest)) = place.split_first() else {
        return vec![value.clone()];
    };
    let inner = nested_below(first, rest, value);
    inner
        .into_iter()
        .map(|inner| json!({ first: inner }))
        .collect()
}

/// The same below a place, whose neighbours stand beside it.
fn nested_below(place: &str, rest: &[String], value: &Json) -> Vec<Json> {
    let Some((next, rest)) = rest.split_first() else {
        return vec![value.clone()];
    };
    let here = format!("{place}.{next}");
    let mut all = Vec::new();
    for inner in nested_below(&here, rest, value) {
        match next.as_str() {
            "0" => all.push(json!([inner])),
            "*" => all.push(json!({ "k": inner })),
            name => {
                for mut beside in beside(place) {
                    beside[name] = inner.clone();
                    all.push(beside);
                }
            }
        }
    }
    all
}

/// All that a check and a plan say.
async fn said(core: &Core, config: &Json) -> String {
    let mut said = core.validate(config).await;
    if said.is_empty() {
        said = core.plan(&Object::absent(), config).await.diagnostics;
    }
    let texts = said.iter().map(|it| {
        let at = it.attribute.as_ref().map(path).unwrap_or_default();
        format!("{at}: {}\n{}\n", it.summary, it.detail)
    });
    texts.collect()
}

/// Makes sure that no text of the resource that `core` is about is shown but what `shown` names;
/// `complete` adds to settings what every configuration has. How many were refused.
pub(super) async fn shown_of(
    core: &Core,
    complete: impl Fn(Json) -> Json,
    shown: &[(&str, &str)],
) -> usize {
    let texts = core.texts();
    let (mut found, mut refused) = (Vec::new(), 0);
    for place in &texts {
        let name = place.join(".");
        if shown.iter().any(|(shown, _)| *shown == name) {
            continue;
        }
        for shape in shapes() {
            for settings in nested(place, &json!(shape)) {
                let said = said(core, &complete(settings.clone())).await;
                refused += usize::from(said.contains(&place[0]));
                if said.contains(CANARY) {
                    found.push(format!("{name} as {settings}:\n{said}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}: {}", found.len(), found.join("\n"));
    for (name, _) in shown {
        let is_one = texts.iter().any(|place| place.join(".") == *name);
        assert!(is_one, "no attribute is called {name}");
    }
    refused
}

#[tokio::test]
async fn no_text_of_an_environment_is_shown() {
    let core = checker().await;
    assert!(core.texts().len() > 90, "{}", core.texts().len());
    let refused = shown_of(&core, environment, &SHOWN).await;
    assert!(refused > 300, "{refused}");
}

/// The same of the provider block.
const SHOWN_OF_PROVIDER: [(&str, &str); 6] = [
    (
        "endpoint",
        "a host is what messages about a connection are about",
    ),
    (
        "allowed_endpoints.0",
        "a host, which an endpoint is compared with",
    ),
    (
        "allowed_orgs.0",
        "the name of an organisation, which others are compared with",
    ),
    (
        "client_id",
        "the id of a client is public, and tells which one was refused",
    ),
    (
        "config_file",
        "what is wrong with a file is found by looking there",
    ),
    ("org", "the name of an organisation that is not in the list"),
];

/// Settings that need one another are given together.
fn neighbours(name: &str) -> Vec<Json> {
    let secret = |name: &str| json!({ "client_id": "x", "auth_type": "ClientSecret", name: "x" });
    match name {
        "client_cert_file" | "client_cert_pem" => vec![json!({}), json!({ "client_key_pem": "x" })],
        "client_key_file" | "client_key_pem" => vec![json!({}), json!({ "client_cert_pem": "x" })],
        "client_secret" | "client_secret_file" | "client_id" => vec![secret(name)],
        _ => vec![json!({})],
    }
}

#[tokio::test]
async fn no_text_of_the_provider_block_is_shown() {
    let core = checker().await;
    let texts = core.texts_of_provider();
    let (mut found, mut refused) = (Vec::new(), 0);
    for place in &texts {
        let name = place.join(".");
        if SHOWN_OF_PROVIDER.iter().any(|(shown, _)| *shown == name) {
            continue;
        }
        for (shape, mut config) in shapes()
            .iter()
            .flat_map(|shape| neighbours(&name).into_iter().map(move |it| (shape, it)))
        {
            config["endpoint"] = json!("https://127.0.0.1:9");
            config["skip_backend_check"] = json!(true);
            config[place[0].as_str()] = match place.len() {
                1 => json!(shape),
                _ => json!([shape]),
            };
            let said = core.configured_anew(&config).await;
            refused += said.len();
            let texts = said
                .iter()
                .map(|it| format!("{}\n{}", it.summary, it.detail));
            let said: String = texts.collect();
            if said.contains(CANARY) {
                found.push(format!("{name} as {shape}:\n{said}"));
            }
        }
    }
    assert!(refused > 80, "{refused}");
    assert!(found.is_empty(), "{}: {}", found.len(), found.join("\n"));
    for (name, _) in SHOWN_OF_PROVIDER {
        let is_one = texts.iter().any(|place| place.join(".") == name);
        assert!(is_one, "no attribute is called {name}");
    }
}

/// What a secret's id is made of, which is shown.
const ID: [&str; 4] = ["domain", "name", "org", "project"];

#[tokio::test]
async fn no_text_of_a_secret_is_shown() {
    let core = checker().await.of_type("flyte_secret");
    let texts = core.texts();
    assert!(
        texts.iter().any(|place| place[0] == "value_wo"),
        "{texts:?}"
    );
    let (mut found, mut refused) = (Vec::new(), 0);
    for place in &texts {
        for shape in shapes() {
            for neighbours in [
                json!({}),
                json!({ "project": "p" }),
                json!({ "domain": "d", "type": "image_pull" }),
                json!({ "value": shape }),
                json!({ "value_wo": shape }),
                json!({ "value_wo": shape, "value_wo_version": "1" }),
            ] {
                let mut config = json!({ "name": "db" });
                merge(&mut config, neighbours);
                merge(&mut config, nested(place, &json!(shape)).remove(0));
                let said = said(&core, &config).await;
                refused += usize::from(!said.is_empty());
                // It names the secret, by what was planned before with another value.
                let is_twin = said.starts_with("name: Two resources may stand for one secret\n");
                if said.contains(CANARY) && !(is_twin && ID.contains(&place[0].as_str())) {
                    found.push(format!("{config}:\n{said}"));
                }
            }
        }
    }
    assert!(refused > 200, "{refused}");
    assert!(found.is_empty(), "{}: {}", found.len(), found.join("\n"));
}
