//! Environments that the real SDK deployed, and what becomes of them when they are taken over.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::DeployTaskRequest;
use serde_json::{Value, json};
use test_support::differences::{TAGS, VERSIONS, mask};

use super::*;
use crate::cache::Cache;
use crate::deployment::Deployment;
use crate::task::{Code, TaskLabel};
use crate::testing::{WE, environment};
use crate::time::Time;
use crate::version::Revision;

const ID: &str = "acme/flytesnacks/development/my_env";

/// Cases of the vectors that the SDK deployed, by id: the request.
fn deployed_by_the_sdk() -> BTreeMap<String, DeployTaskRequest> {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/task-spec.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    let ok = cases.iter().filter(|case| case.get("error").is_none());
    ok.map(|case| {
        let mut request = case["request_json"].clone();
        request["spec"] = case["spec_json"].clone();
        let id = case["id"].as_str().unwrap().to_owned();
        (id, serde_json::from_value(request).unwrap())
    })
    .collect()
}

/// A request with another name and version, changed as JSON.
fn changed(case: &str, name: &str, change: impl FnOnce(&mut Value)) -> DeployTaskRequest {
    let mut json = serde_json::to_value(&deployed_by_the_sdk()[case]).unwrap();
    json["taskId"]["name"] = json!(name);
    json["spec"]["taskTemplate"]["id"]["name"] = json!(name);
    let function = name.rsplit('.').next().unwrap();
    json["spec"]["shortName"] = json!(function);
    let args = json["spec"]["taskTemplate"]["container"]["args"].as_array_mut();
    if let Some(last) = args.unwrap().last_mut() {
        *last = json!(function);
    }
    change(&mut json["spec"]);
    serde_json::from_value(json).unwrap()
}

fn deployed(request: &DeployTaskRequest) -> Deployed<'_> {
    let id = request.task_id.as_ref().unwrap();
    Deployed {
        name: &id.name,
        version: &id.version,
        deployed_at: Time::default(),
        spec: request.spec.as_ref().unwrap(),
        triggers: &request.triggers,
        unknown: &[],
    }
}

fn adopted(requests: &[DeployTaskRequest]) -> Adoption {
    let tasks: Vec<_> = requests.iter().map(deployed).collect();
    adopt(&ID.parse().unwrap(), &tasks).unwrap()
}

fn labels(adoption: &Adoption) -> Vec<&str> {
    let labels = adoption.environment.tasks.keys();
    labels.map(TaskLabel::as_str).collect()
}

/// Without version and tags, the two things that a takeover changes.
fn lasting(request: &DeployTaskRequest) -> Value {
    let mut json = serde_json::to_value(request).unwrap();
    // The backend ignores it here, and does not keep it.
    json["taskId"].as_object_mut().unwrap().remove("org");
    json["taskId"].as_object_mut().unwrap().remove("version");
    mask(&mut json["spec"], &[&VERSIONS, &TAGS]);
    json
}

#[test]
fn every_task_of_the_sdk_is_deployed_again_as_it_is_or_left_alone() {
    let mut reasons = BTreeMap::new();
    for (case, request) in deployed_by_the_sdk() {
        let spec = request.spec.as_ref().unwrap();
        let name = &spec.environment.as_ref().unwrap().name;
        let place = spec.task_template.as_ref().unwrap().id.as_ref().unwrap();
        let id = format!("{}/{}/{name}", place.project, place.domain);
        let id = id.parse().unwrap();
        let adoption = adopt(&id, &[deployed(&request)]).unwrap();
        if let Some(reason) = adoption.untouched.into_values().next() {
            reasons.insert(case, reason);
            continue;
        }
        // As it comes back from a configuration.
        let configured = adoption.environment.as_configured();
        let environment = configured.inheriting(&adoption.environment);
        let again = Deployment::live(&environment, Revision::FIRST, WE);
        assert_eq!(lasting(&again.tasks[0]), lasting(&request), "{case}");
    }
    // A name that is longer than the wire keeps of its environment's, and the record's own.
    let expected = ["ts-045", "ts-065"].map(|case| (case.to_owned(), Reason::Name));
    assert_eq!(reasons, expected.into());
}

#[test]
fn what_most_tasks_say_is_what_the_environment_says() {
    let image = |image: &'static str| {
        move |spec: &mut Value| spec["taskTemplate"]["container"]["image"] = json!(image)
    };
    let adoption = adopted(&[
        changed("ts-001", "my_env.a", image("acme/odd:1")),
        changed("ts-001", "my_env.b", image("acme/app:1")),
        changed("ts-001", "my_env.c", |spec| {
            image("acme/app:1")(spec);
            spec["taskTemplate"]["metadata"]["interruptible"] = json!(true);
        }),
        changed("ts-001", "my_env.d", image("acme/app:1")),
    ]);
    assert_eq!(adoption.environment.image.as_str(), "acme/app:1");
    assert!(!adoption.environment.interruptible);
    assert_eq!(labels(&adoption), ["b", "c", "d"]);
    let own = &adoption.environment.tasks[&TaskLabel::new("c").unwrap()];
    assert_eq!(own.overrides.interruptible, Some(true));
    assert_eq!(
        adoption.untouched["my_env.a"],
        Reason::Differs(vec!["image"])
    );
}

#[test]
fn a_hash_of_a_function_is_no_setting_of_the_environment() {
    let cached = |version: &'static str| {
        move |spec: &mut Value| {
            let metadata = &mut spec["taskTemplate"]["metadata"];
            metadata["discoverable"] = json!(true);
            metadata["discoveryVersion"] = json!(version);
        }
    };
    const HASH: &str = "0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e0f1e";
    let said = adopted(&[changed("ts-001", "my_env.a", cached("7"))]);
    assert!(said.environment.cache.policy().is_some());
    let one = adopted(&[changed("ts-001", "my_env.a", cached(HASH))]);
    assert_eq!(one.environment.cache, Cache::default());
    let own = |adoption: &Adoption, label: &str| {
        let task = &adoption.environment.tasks[&TaskLabel::new(label).unwrap()];
        task.overrides.cache.clone()
    };
    assert!(own(&one, "a").is_some_and(|cache| cache.policy().is_some()));

    let two = adopted(&[
        changed("ts-001", "my_env.a", cached("7")),
        changed("ts-001", "my_env.b", cached("7")),
        changed("ts-001", "my_env.c", |_| {}),
    ]);
    assert!(two.environment.cache.policy().is_some());
    assert_eq!(own(&two, "a"), None);
    assert_eq!(own(&two, "c"), Some(Cache::default()));
}

#[test]
fn a_name_that_one_task_lacks_is_no_setting_of_the_environment() {
    let account = |spec: &mut Value| {
        spec["taskTemplate"]["metadata"]["podTemplateName"] = json!("large");
    };
    let mixed = adopted(&[
        changed("ts-001", "my_env.a", account),
        changed("ts-001", "my_env.b", account),
        changed("ts-001", "my_env.c", |_| {}),
    ]);
    assert_eq!(mixed.environment.pod_template, None);
    assert_eq!(labels(&mixed), ["a", "b", "c"]);
    let all = adopted(&[changed("ts-001", "my_env.a", account)]);
    assert!(all.environment.pod_template.is_some());
}

/// A pod votes, too, though it does not tell what of its template is the environment's.
#[test]
fn an_account_that_a_pod_lacks_is_no_setting_of_the_environment() {
    let mixed = adopted(&[
        changed("ts-001", "my_env.a", |spec| {
            let account = json!({ "runAs": { "k8sServiceAccount": "robot" } });
            spec["taskTemplate"]["securityContext"] = account;
        }),
        changed("ts-001", "my_env.b", |spec| {
            let template = spec["taskTemplate"].as_object_mut().unwrap();
            let container = template.remove("container").unwrap();
            let primary = json!({
                "name": "primary", "image": container["image"], "args": container["args"],
                "command": [], "env": [],
            });
            let pod = json!({ "metadata": {}, "podSpec": { "containers": [primary] } });
            template.insert("k8sPod".to_owned(), pod);
            template.insert(
                "config".to_owned(),
                json!({ "primary_container_name": "primary" }),
            );
        }),
    ]);
    assert_eq!(mixed.environment.service_account, None);
    assert_eq!(labels(&mixed), ["a", "b"], "{:?}", mixed.untouched);
}

#[test]
fn what_no_block_can_express_stays_out_with_its_reason() {
    let args = |change: fn(&mut Vec<Value>)| {
        move |spec: &mut Value| {
            let args = &mut spec["taskTemplate"]["container"]["args"];
            change(args.as_array_mut().unwrap());
        }
    };
    let requests = [
        changed("ts-001", "my_env.whole", |_| {}),
        changed(
            "ts-001",
            "my_env.bundle",
            args(|args| {
                let resolver = args.iter().position(|word| *word == "--resolver").unwrap();
                let bundle = ["--tgz", "s3://code.tgz", "--dest", "."].map(|word| json!(word));
                args.splice(resolver..resolver, bundle);
            }),
        ),
        changed(
            "ts-001",
            "my_env.resolver",
            args(|args| {
                let resolver = args.iter().position(|word| *word == "--resolver").unwrap();
                args[resolver + 1] = json!("acme.Resolver");
            }),
        ),
        changed(
            "ts-001",
            "my_env.pickle",
            args(|args| {
                let resolver = args.iter().position(|word| *word == "--resolver").unwrap();
                let pickle = ["--pkl", "s3://code.pkl.gz", "--dest", "."].map(|word| json!(word));
                args.splice(resolver.., pickle);
            }),
        ),
        changed("ts-001", "my_env.plugin", |spec| {
            spec["taskTemplate"]["type"] = json!("spark");
        }),
        changed("ts-001", "my_env.pod", |spec| {
            let template = spec["taskTemplate"].as_object_mut().unwrap();
            template.remove("container");
            template.insert("k8sPod".to_owned(), json!({}));
        }),
        changed("ts-001", "my_env.odd name", |_| {}),
        changed("ts-001", "elsewhere", |_| {}),
        changed("ts-001", "my_env.links", |spec| {
            spec["taskTemplate"]["metadata"]["logLinks"] = json!([{ "uri": "https://x" }]);
        }),
        changed("ts-001", "my_env.shell", |spec| {
            spec["taskTemplate"]["container"]["args"] = json!(["sh"]);
        }),
        changed("ts-049", "my_env.pooled", |_| {}),
    ];
    let adoption = adopted(&requests);
    assert_eq!(labels(&adoption), ["whole"]);
    let reasons: Vec<_> = (adoption.untouched.iter())
        .map(|(name, reason)| format!("{name}: {reason}"))
        .collect();
    assert_eq!(
        reasons,
        [
            "elsewhere: it is not named after the environment, with a `.` and letters, digits, \
             `_` and `-` behind",
            "my_env.bundle: its code is the bundle `s3://code.tgz`, not in the image like the \
             environment's",
            "my_env.links: there is no setting for `taskTemplate.metadata.logLinks`",
            "my_env.odd name: it is not named after the environment, with a `.` and letters, \
             digits, `_` and `-` behind",
            "my_env.pickle: its function is a pickle that the SDK uploads, which has no name to \
             be called by",
            "my_env.plugin: its type `spark` belongs to a plugin",
            "my_env.pod: it does not run a container but a pod",
            "my_env.pooled: it has other settings than the environment: `reusable`",
            "my_env.resolver: its function is found by the resolver `acme.Resolver`",
            "my_env.shell: it is neither a Python nor a container task",
        ]
    );
}

#[test]
fn a_task_of_an_earlier_deploy_stays_out() {
    let old = changed("ts-001", "my_env.old", |_| {});
    let new = changed("ts-001", "my_env.new", |_| {});
    let tasks = [
        Deployed {
            version: "v1",
            ..deployed(&old)
        },
        Deployed {
            version: "v2",
            deployed_at: Time::of_seconds(1),
            ..deployed(&new)
        },
    ];
    let adoption = adopt(&ID.parse().unwrap(), &tasks).unwrap();
    assert_eq!(adoption.version, "v2");
    assert_eq!(
        adoption.untouched["my_env.old"].to_string(),
        "its last version is `v1`, not the environment's `v2`"
    );
}

#[test]
fn a_trigger_that_would_not_survive_keeps_its_task_out() {
    let mut request = changed("ts-001", "my_env.a", |_| {});
    let trigger = json!({
        "name": "nightly",
        "spec": { "active": true, "runSpec": { "cacheConfig": { "overwriteCache": true } } },
        "automationSpec": { "type": "TYPE_SCHEDULE", "schedule": { "cron": { "expression": "@daily" } } },
    });
    request.triggers = vec![serde_json::from_value(trigger).unwrap()];
    assert_eq!(
        adopted(&[request]).untouched["my_env.a"],
        Reason::Trigger("nightly".to_owned())
    );
}

#[test]
fn what_only_the_server_knows_keeps_a_task_out() {
    let request = changed("ts-001", "my_env.a", |_| {});
    let unknown = ["trigger.nightly.spec.offloadedInputData".to_owned()];
    let task = Deployed {
        unknown: &unknown,
        ..deployed(&request)
    };
    let adoption = adopt(&ID.parse().unwrap(), &[task]).unwrap();
    assert_eq!(
        adoption.untouched["my_env.a"],
        Reason::Unexplained(unknown.to_vec())
    );
}

#[test]
fn a_shared_pool_with_concurrency_makes_its_functions_async() {
    let request = changed("ts-049", "my_env.a", |spec| {
        let template = &mut spec["taskTemplate"];
        template["reusePolicy"]["concurrency"] = json!(4);
        template["custom"]["spec"]["parallelism"] = json!(4.0);
    });
    let adoption = adopted(&[request]);
    let Code::Python(code) = &adoption.environment.tasks[&TaskLabel::new("a").unwrap()].code else {
        panic!("{adoption:?}");
    };
    assert!(code.is_async());
}

#[test]
fn nothing_live_makes_no_environment() {
    let id = ID.parse().unwrap();
    assert_eq!(adopt(&id, &[]), Err(Unadoptable::Nothing));
    let gone = changed("ts-001", "my_env.a", |spec| {
        spec["taskTemplate"]["metadata"]["deprecatedErrorMessage"] = json!("Gone.");
    });
    assert_eq!(adopt(&id, &[deployed(&gone)]), Err(Unadoptable::Nothing));
    let pod = changed("ts-001", "my_env.a", |spec| {
        spec["taskTemplate"]
            .as_object_mut()
            .unwrap()
            .remove("container");
    });
    let Err(Unadoptable::NoContainer(reasons)) = adopt(&id, &[deployed(&pod)]) else {
        panic!("it has no container");
    };
    assert_eq!(reasons["my_env.a"], Reason::NoContainer("nothing"));
}

/// What another environment would do to a task that others deployed there.
#[test]
fn settings_of_an_environment_are_no_obstacle_and_what_nobody_can_say_is_one() {
    let label = TaskLabel::new("a").unwrap();
    let environment = environment();
    let obstacle = |change: &dyn Fn(&mut Value)| {
        let request = changed("ts-001", "my_env.a", change);
        express::obstacle(&environment, &label, &deployed(&request))
    };
    assert_eq!(obstacle(&|_| {}), None);
    let other_settings = |spec: &mut Value| {
        let container = &mut spec["taskTemplate"]["container"];
        container["image"] = json!("acme/theirs:1");
        container["env"] = json!([{ "key": "A", "value": "1" }]);
    };
    assert_eq!(obstacle(&other_settings), None);
    let plugin = |spec: &mut Value| spec["taskTemplate"]["type"] = json!("spark");
    assert_eq!(obstacle(&plugin), Some(Reason::Plugin("spark".to_owned())));
    let unsaid = |spec: &mut Value| {
        spec["taskTemplate"]["metadata"]["timeout"] = json!("0.5s");
        spec["taskTemplate"]["config"] = json!({ "a": "b" });
    };
    assert_eq!(
        obstacle(&unsaid),
        Some(Reason::Unexplained(vec!["taskTemplate.config".to_owned()]))
    );
}
