//! The rules of a template, its forms, and what is told of a pod. That the pod of a task is what the
//! SDK makes of it is shown by the vectors, with those of tasks.

use serde_json::{Value, json};

use super::*;

fn template(spec: &Value) -> PodTemplate {
    PodTemplate::new(Some(&spec.to_string()), None).unwrap()
}

fn with_primary(fields: &Value) -> Value {
    let mut primary = json!({"name": "primary"});
    let fields = fields.as_object().unwrap().clone();
    primary.as_object_mut().unwrap().extend(fields);
    json!({ "containers": [primary] })
}

#[track_caller]
fn refused(spec: &str, primary: Option<&str>) -> (&'static str, String, String) {
    let (setting, violation) = PodTemplate::new(Some(spec), primary).unwrap_err();
    let (got, hint) = (violation.got(), violation.hint());
    (
        setting,
        violation.rule().to_owned(),
        format!("{got}; {hint}"),
    )
}

#[test]
fn what_is_no_pod_spec_is_refused_by_its_place() {
    for (spec, rule, detail) in [
        (
            "{",
            "spec must be the JSON of a Kubernetes PodSpec",
            "; It is not JSON: EOF while parsing",
        ),
        (
            "[]",
            "spec must be the JSON of a Kubernetes PodSpec, an object",
            "Got a list.; ",
        ),
        (
            "{\"priority\": 1e999}",
            "spec must have numbers that Flyte can keep",
            "; Write a smaller number.",
        ),
        (
            "{\"containers\": {}}",
            "spec.containers must be a list",
            "Got an object.; ",
        ),
        (
            "{\"containers\": [1]}",
            "spec.containers[0] must be an object",
            "Got a whole number.; ",
        ),
        (
            "{\"containers\": [{}]}",
            "spec.containers[0] must have a name",
            "; ",
        ),
        (
            "{\"priority\": 0.5}",
            "spec.priority must be a whole number",
            "Got a number with a fraction",
        ),
        (
            "{\"hostIPC\": \"yes\"}",
            "spec.hostIPC must be a bool",
            "Got a string.; ",
        ),
        (
            "{\"restart_policy\": \"Never\"}",
            "spec must have only fields that Kubernetes has there",
            "Got `restart_policy`.; Did you mean `restartPolicy`? ",
        ),
        (
            "{\"container\": []}",
            "spec must have only fields that Kubernetes has there",
            "Got `container`.; Did you mean `containers`? ",
        ),
        (
            "{\"x\": 1}",
            "spec must have only fields that Kubernetes has there",
            "Got `x`.; Flyte's server",
        ),
        (
            "{\"initContainers\": [{\"name\": \"a\", \"volume_mounts\": []}]}",
            "spec.initContainers[0] must have only fields that Kubernetes has there",
            "Got `volume_mounts`.; Did you mean `volumeMounts`? ",
        ),
        (
            "{\"containers\": [{\"name\": \"primary\", \"env\": [{\"value\": \"hunter2\"}]}]}",
            "spec.containers[0].env[0] must have a name",
            "; ",
        ),
        (
            "{\"containers\": [{\"name\": \"primary\", \"resources\": {\"request\": {}}}]}",
            "spec.containers[0].resources must have only fields that Kubernetes has there",
            "Got `request`.; Did you mean `requests`? ",
        ),
        (
            "{\"containers\": [{\"name\": \"primary\"}, {\"name\": \"primary\"}]}",
            "The containers of a pod must have different names",
            "Got a text of 7 characters, not shown as it may be secret.; `spec.containers[1]`",
        ),
        (
            "{\"containers\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}",
            "No primary container defined in the pod spec",
            "Got 2 containers, which have other names.; ",
        ),
    ] {
        let (setting, told, more) = refused(spec, None);
        assert_eq!(setting, "spec", "{spec}");
        assert!(told.starts_with(rule), "{spec}: {told}");
        assert!(more.starts_with(detail), "{spec}: {more}");
        assert!(!format!("{told}{more}").contains("hunter2"), "{told}{more}");
    }
    assert_eq!(refused("{}", Some("")).0, "primary_container");
}

#[test]
fn one_meaning_has_one_form() {
    let plain = PodTemplate::new(None, None).unwrap();
    for spec in [
        json!({}),
        json!({"containers": []}),
        json!({"containers": null, "volumes": null}),
        with_primary(&json!({"command": ["sh"], "args": ["-c"], "env": [], "image": null})),
    ] {
        assert_eq!(template(&spec), plain, "{spec}");
    }
    assert_eq!(plain.spec_text(), None);
    assert_eq!(plain.primary_container(), "primary");
    let other = PodTemplate::new(None, Some("main")).unwrap();
    assert_ne!(other, plain);
    assert_eq!(other.spec_text(), None);
}

#[test]
fn the_order_of_members_makes_no_difference_and_whole_numbers_stay_whole() {
    let one = r#"{"priority": 1, "containers": [{"name": "primary", "tty": true}]}"#;
    let other = r#"{ "containers":[{"tty":true,"name":"primary"}],"priority":1.0 }"#;
    assert!(PodTemplate::means_the_same(one, other));
    assert!(!PodTemplate::means_the_same(one, "{}"));
    assert!(!PodTemplate::means_the_same("x", "x"), "no JSON");
    let template = PodTemplate::new(Some(other), None).unwrap();
    assert_eq!(
        template.spec_text().unwrap(),
        r#"{"containers":[{"name":"primary","tty":true}],"priority":1}"#
    );
}

#[test]
fn a_memo_keeps_all_of_it() {
    let mut template = template(&with_primary(&json!({"image": "x", "tty": true})));
    template.labels.insert("a".to_owned(), String::new());
    assert_eq!(PodTemplate::from_memo(&template.to_memo()), Some(template));
    for memo in [
        json!(1),
        json!({}),
        json!({"spec": [], "primary_container": "x"}),
    ] {
        assert_eq!(PodTemplate::from_memo(&memo), None, "{memo}");
    }
}

/// What a pod does not tell apart counts as the environment's, if it can be that.
#[test]
fn a_pod_is_taken_apart_as_it_was_put_together() {
    let template = template(&with_primary(&json!({
        "env": [{"name": "X", "value": "1"}, {"name": "Y", "valueFrom": {}}],
        "resources": {"limits": {"cpu": "9", "x/y": "1"}},
    })));
    let environment = crate::testing::environment();
    let pod = template.to_wire(&environment.container());
    let (container, rest) = PodTemplate::read(&pod, "primary").unwrap();
    assert_eq!(container.image, environment.image.as_str());
    assert_eq!(container.env.len(), 1);
    // No environment has a limit without a request.
    assert_eq!(container.resources, None);
    assert_eq!(rest.to_wire(&container), pod);

    let told = PodTemplate::read_beside(&pod, "primary", &environment.container());
    assert_eq!(told.as_ref(), Some(&template));
    assert!(template.is_told_beside(&environment.container()));
    let same_image = super::tests::template(&with_primary(&json!({
        "image": environment.image.as_str(),
    })));
    assert!(!same_image.is_told_beside(&environment.container()));
}

#[test]
fn what_no_template_makes_is_nothing() {
    let pod = |spec: Value| flyte_proto::flyteidl2::core::K8sPod {
        pod_spec: serde_json::from_value(spec).unwrap(),
        ..Default::default()
    };
    for spec in [
        json!({}),
        json!({"containers": [{"name": "other"}]}),
        json!({"containers": [{"name": "primary", "args": [1]}]}),
        json!({"containers": [{"name": "primary"}], "unheard_of": 1}),
    ] {
        assert_eq!(
            PodTemplate::read(&pod(spec.clone()), "primary"),
            None,
            "{spec}"
        );
    }
}
