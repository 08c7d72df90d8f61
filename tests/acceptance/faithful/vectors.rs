//! The cases of `tests/vectors`: what the SDK deployed, and what was said in Python.

use std::fmt::Write as _;

use flyte_mock::{Mock, Options};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::harness::backend;
use crate::harness::backend::arguments;

/// A bundle as the SDK uploads it, into a folder that Flyte makes of its MD5.
const BUNDLE: &str =
    "s3://bucket/flytesnacks/development/2QOYZWMPACZAJ2MABGMOZ6CCPY======/fast.tgz";
/// That MD5, by which the SDK knows the bundle in the identity of a pool.
const MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// A case. Those that the SDK refuses have no request.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Such as `ts-001`.
    pub(super) id: String,
    /// What is said in Python.
    pub(super) input: Value,
    /// What the SDK deployed.
    pub(super) request: Option<Value>,
    /// What the SDK says where it refuses.
    pub(super) error: Option<String>,
    /// The text whose hash is the identity of its pool.
    pool: Option<String>,
}

impl Case {
    fn read(case: &Value) -> Self {
        let id = case["id"].as_str().unwrap();
        let request = case.get("request_json").map(|request| {
            let mut request = request.clone();
            request["spec"] = case["spec_json"].clone();
            request
        });
        let error = case.get("error").and_then(|it| it["message"].as_str());
        assert_eq!(request.is_none(), error.is_some(), "{id}");
        let pool = case.get("actor_components").and_then(Value::as_str);
        let case = Self {
            id: String::new(),
            input: case["input"].clone(),
            request,
            error: error.map(str::to_owned),
            pool: pool.map(str::to_owned),
        };
        case.called(id.to_owned())
    }

    fn called(mut self, id: String) -> Self {
        self.id = id;
        let project = self.project();
        if let Some(request) = &mut self.request {
            request["taskId"]["project"] = json!(project);
            request["spec"]["taskTemplate"]["id"]["project"] = json!(project);
        }
        self
    }

    /// A project of its own, since many have one name.
    pub(super) fn project(&self) -> String {
        format!("vector-{}", self.id)
    }

    /// The same case as the SDK deploys it with its code in a bundle, if it is one of a warm pool
    /// of Python tasks. Without a bundle, such a pool cannot stay what it is.
    pub(super) fn with_code(&self) -> Option<Self> {
        let mut case = self.clone().called(format!("{}-with-code", self.id));
        let template = &mut case.request.as_mut()?["spec"]["taskTemplate"];
        let pool = case.pool.as_mut()?;
        // The hash of the bundle comes before the security context, in Python's notation of bytes.
        let context = pool.rfind(":b'").max(pool.rfind(":b\"")).unwrap();
        pool.insert_str(context, &format!(":{MD5}"));
        template["custom"]["version"] = json!(actor_version(pool));
        template["metadata"]["codeBundleUri"] = json!(BUNDLE);
        let args = arguments(template);
        let resolver = args.iter().position(|word| word == "--resolver").unwrap();
        let words = ["--tgz", BUNDLE, "--dest", "."].map(|word| json!(word));
        args.splice(resolver..resolver, words);
        case.input["environment"]["code"] = json!({ "uri": BUNDLE });
        Some(case)
    }

    /// The address of its resource.
    pub(super) fn address(&self) -> String {
        format!("flyte_task_environment.{}", self.id)
    }

    /// The domain that it is deployed to.
    pub(super) fn domain(&self) -> &str {
        self.input["deploy"]["domain"].as_str().unwrap()
    }

    /// The full name of its task.
    pub(super) fn task(&self) -> &str {
        self.text("/taskId/name").unwrap()
    }

    /// The environment's name as Flyte has it.
    pub(super) fn environment(&self) -> &str {
        self.text("/spec/environment/name").unwrap()
    }

    /// The actor version of its task, which tells its warm pool; none without one.
    fn actor_version(&self) -> Option<&str> {
        self.text("/spec/taskTemplate/custom/version")
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.request.as_ref()?.pointer(pointer)?.as_str()
    }

    /// The block that imports its environment.
    pub(super) fn import(&self) -> String {
        let (to, project) = (self.address(), self.project());
        let (domain, name) = (self.domain(), self.environment());
        format!("import {{\n  to = {to}\n  id = \"{project}/{domain}/{name}\"\n}}\n")
    }
}

/// The first 15 hexadecimal digits of the SHA-256 (flyte SDK 2.12.1, reusable tasks).
fn actor_version(components: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(components) {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits.truncate(15);
    digits
}

/// Every case.
pub(super) fn cases() -> Vec<Case> {
    let files = [
        include_str!("../../vectors/task-spec.json"),
        include_str!("../../vectors/pod-template.json"),
    ];
    let vectors = files.map(|text| serde_json::from_str::<Value>(text).unwrap());
    let cases = vectors
        .iter()
        .flat_map(|it| it["cases"].as_array().unwrap());
    cases.map(Case::read).collect()
}

/// A backend that cases were deployed to.
pub(super) fn deployed(cases: &[Case]) -> Mock {
    let mock = backend::start(Options {
        projects: cases.iter().map(Case::project).collect(),
        ..Options::default()
    });
    for case in cases {
        mock.deploy_json(case.request.clone().unwrap()).unwrap();
    }
    mock
}

#[test]
fn the_text_of_a_pool_is_what_its_version_is_made_of() {
    let pools = cases();
    let pools: Vec<_> = pools
        .iter()
        .filter_map(|case| Some((case.pool.as_ref()?, case.actor_version()?)))
        .collect();
    assert_eq!(pools.len(), 32 + 5);
    for (text, version) in pools {
        assert_eq!(actor_version(text), version, "{text}");
    }
}
