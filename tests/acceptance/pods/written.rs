//! What a user writes: it is deployed, changed in place, found again and kept as it was written.

use flyte_mock::Mock;
use serde_json::{Value, json};

use crate::harness::backend::{mock, stored};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};
use crate::pods::POD;

const ID: &str = "flytesnacks/development/fast_env";
const TASKS: &str = "  tasks = {\n    work = { module = \"work\" }\n    rest = {\n      command = \
                     [\"sleep\"]\n      input_dir = \"/in\"\n    }\n  }\n";

/// A pod with these lines and this spec.
fn pod(lines: &str, spec: &str) -> String {
    format!("  pod = {{\n{lines}\n    spec = {spec}\n  }}\n")
}

/// The template of a task of the environment.
#[track_caller]
fn template(mock: &Mock, name: &str) -> Value {
    let task = mock.latest("flytesnacks", "development", name);
    let mut spec = serde_json::to_value(task.expect("it is deployed")).unwrap();
    spec["spec"]["taskTemplate"].take()
}

#[test]
fn tasks_are_pods_and_the_record_stays_a_container() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(&format!("{POD}{TASKS}")));
    workspace.apply_for_good();

    let record = serde_json::to_value(stored(&mock)).unwrap();
    assert!(
        record["spec"]["taskTemplate"]["k8sPod"].is_null(),
        "{record:#}"
    );
    for (name, first) in [("fast_env.work", "a0"), ("fast_env.rest", "sleep")] {
        let task = template(&mock, name);
        assert!(task["container"].is_null(), "{task:#}");
        assert_eq!(task["config"], json!({ "primary_container_name": "main" }));
        let pod = &task["k8sPod"];
        let labels = json!({ "kueue.x-k8s.io/queue-name": "training" });
        assert_eq!(pod["metadata"]["labels"], labels);
        let primary = &pod["podSpec"]["containers"][0];
        assert_eq!(primary["image"], "ghcr.io/acme/app:1");
        assert_eq!(primary["args"][0], first);
        let names: Vec<_> = (primary["env"].as_array().unwrap().iter())
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["A", "B", "HOST"], "the environment's come first");
        let requests = json!({ "cpu": "1", "memory": "1Gi", "smarter-devices/fuse": "1" });
        assert_eq!(primary["resources"]["requests"], requests);
        let limits = json!({ "cpu": "2", "smarter-devices/fuse": "1" });
        assert_eq!(primary["resources"]["limits"], limits);
        assert_eq!(pod["podSpec"]["containers"][1]["image"], "envoy:1");
    }
}

#[test]
fn another_spelling_of_the_same_spec_is_no_change() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let of_task = |spec: &str| {
        format!(
            "  tasks = {{\n  work = {{\nmodule = \"m\"\n{}\n}}\n}}",
            pod("", spec)
        )
    };
    let first = r#"jsonencode({ priority = 1, containers = [{ name = "primary", tty = true }] })"#;
    for body in [
        &pod as &dyn Fn(&str, &str) -> String,
        &|_: &str, spec: &str| of_task(spec),
    ] {
        workspace.write(&environment(&body("", first)));
        workspace.apply_for_good();
        let deployed = mock.count("DeployTask");
        for spec in [
            r#""{ \"containers\": [ {\"tty\":true, \"name\":\"primary\"} ],\n \"priority\": 1.0 }""#,
            r#"jsonencode({ priority = 1, containers = [{ name = "primary", tty = true, args = ["x"], image = null }] })"#,
        ] {
            workspace.write(&environment(&body("    labels = null", spec)));
            workspace.assert_settled();
        }
        assert_eq!(mock.count("DeployTask"), deployed);
        let other = first.replace("priority = 1", "priority = 2");
        workspace.write(&environment(&body("", &other)));
        assert!(!workspace.plan().is_empty());
    }
}

/// What was written stays in the state, whatever else is deployed.
#[test]
fn the_words_of_the_user_stay() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let spec = r#"{ "priority": 1,  "containers": [] }"#;
    let body = |more: &str| {
        let spec = format!("{spec:?}");
        format!("{}{TASKS}{more}", pod("", &spec))
    };
    workspace.write(&environment(&body("")));
    workspace.apply_for_good();
    workspace.write(&environment(&body("  description = \"other\"\n")));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "pod.spec"), spec);
}

#[test]
fn every_part_changes_in_place_and_goes() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let spec = r#"jsonencode({ containers = [{ name = "a" }, { name = "b" }] })"#;
    let pod_of = |task: &Value| task["k8sPod"].clone();
    let rest = "  tasks = { work = { module = \"m\" } }\n";
    for (lines, changed, pointer, expected) in [
        (
            "primary_container = \"a\"",
            "pod",
            "/config/primary_container_name",
            json!("a"),
        ),
        (
            "primary_container = \"b\"",
            "pod.primary_container",
            "/config/primary_container_name",
            json!("b"),
        ),
        (
            "primary_container = \"b\"\nlabels = { x = \"1\" }",
            "pod.labels.x",
            "/k8sPod/metadata/labels",
            json!({ "x": "1" }),
        ),
        (
            "primary_container = \"b\"\nannotations = { y = \"2\" }",
            "pod.annotations.y",
            "/k8sPod/metadata/annotations",
            json!({ "y": "2" }),
        ),
    ] {
        workspace.write(&environment(&format!("{}{rest}", pod(lines, spec))));
        let plan = workspace.plan();
        let differing = plan.change(IT).differing();
        let is_shown = differing.iter().any(|it| it.starts_with(changed));
        assert!(is_shown, "{lines}: {differing:?}");
        workspace.apply_for_good();
        let task = template(&mock, "fast_env.work");
        assert_eq!(task.pointer(pointer), Some(&expected), "{task:#}");
    }
    workspace.write(&environment(rest));
    workspace.apply_for_good();
    let task = template(&mock, "fast_env.work");
    assert!(
        pod_of(&task).is_null() && task["config"].is_null(),
        "{task:#}"
    );
}

#[test]
fn a_task_may_have_its_own_or_the_name_of_one_instead() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let body = |of: &str| {
        format!(
            "  pod = {{\n    labels = {{ of = \"all\" }}\n  }}\n  tasks = {{\n    plain = {{ module = \
             \"m\" }}\n    named = {{\n      module = \"m\"\n      pod_template = \"large\"\n    \
             }}\n    own = {{\n      module = \"m\"\n      pod = {{ labels = {{ of = \"{of}\" }} \
             }}\n    }}\n  }}\n"
        )
    };
    workspace.write(&environment(&body("one")));
    workspace.apply_for_good();
    let of = |name: &str| {
        let task = template(&mock, &format!("fast_env.{name}"));
        task["k8sPod"]["metadata"]["labels"]["of"].clone()
    };
    assert_eq!(
        [of("plain"), of("named"), of("own")],
        [json!("all"), json!(null), json!("one")]
    );
    let named = template(&mock, "fast_env.named");
    assert_eq!(named["metadata"]["podTemplateName"], "large");
    // What it says for itself stays its own, also where that is what the environment says.
    workspace.write(&environment(&body("all")));
    workspace.apply_for_good();
    assert_eq!(of("own"), "all");
}

#[test]
fn an_import_finds_all_of_it() {
    let mock = mock();
    let first = Workspace::new(&mock);
    let configuration = environment(&format!("{POD}{TASKS}"));
    first.write(&configuration);
    first.apply_for_good();

    let second = Workspace::new(&mock);
    second.write(&configuration);
    second.try_import(IT, ID).succeeded();
    second.assert_settled();
    assert_eq!(second.state().get(IT, "tasks.rest.input_dir"), "/in");

    let third = Workspace::new(&mock);
    third.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"{ID}\"\n}}\n"),
    );
    let plan = third.plan_with(&["-generate-config-out=generated.tf"]);
    assert_eq!(plan.changes(), [""; 0], "it is imported as it is");
}

#[test]
fn a_spec_may_be_known_after_apply_only() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let body = pod(
        "labels = { x = terraform_data.later.output }",
        "jsonencode({ schedulerName = terraform_data.later.output })",
    );
    workspace.write(&format!(
        "resource \"terraform_data\" \"later\" {{\n  input = \"volcano\"\n}}\n{}",
        environment(&format!("{body}  reusable {{}}\n"))
    ));
    let plan = workspace.plan();
    assert!(plan.change(IT).is_unknown("pool_version"));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "pod.labels.x"), "volcano");
}

#[test]
fn the_pod_is_part_of_the_pool() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let body = |seconds: u32| {
        let spec = format!("jsonencode({{ terminationGracePeriodSeconds = {seconds} }})");
        environment(&format!("{}  reusable {{}}\n", pod("", &spec)))
    };
    workspace.write(&body(60));
    workspace.apply_for_good();
    workspace.write(&body(90));
    let plan = workspace.plan();
    let warning = plan.run().warning("The warm pool is replaced");
    assert!(
        warning.detail.contains("The change of `pod` gives"),
        "{}",
        warning.detail
    );
    let planned = plan.change(IT).after("pool_version").clone();
    workspace.apply_for_good();
    assert_eq!(*workspace.state().get(IT, "pool_version"), planned);
}

/// Someone else changes the pod of a task in Flyte.
#[test]
fn what_others_changed_is_shown_and_repaired() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let own = "  tasks = {\n    work = {\n      module = \"m\"\n      pod = { labels = { a = \"b\" } \
               }\n    }\n  }\n";
    workspace.write(&environment(own));
    workspace.apply_for_good();
    let deployed = || {
        let task = mock.latest("flytesnacks", "development", "fast_env.work");
        serde_json::to_value(task.unwrap()).unwrap()
    };
    let before = deployed();
    let (mut id, mut spec) = (before["taskId"].clone(), before["spec"].clone());
    id["version"] = json!("v7");
    let template = &mut spec["taskTemplate"];
    template["id"]["version"] = json!("v7");
    template["k8sPod"]["metadata"]["labels"] = json!({ "a": "c" });
    template["k8sPod"]["podSpec"]["priority"] = json!(7);
    let request = json!({ "taskId": id, "spec": spec });
    mock.deploy_json(request).unwrap();

    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(*change.before("tasks.work.pod.labels"), json!({ "a": "c" }));
    let spec = change.before("tasks.work.pod.spec").as_str().unwrap();
    assert!(spec.contains("\"priority\":7"), "{spec}");
    workspace.apply_for_good();
    let [before, after] =
        [before, deployed()].map(|it| it["spec"]["taskTemplate"]["k8sPod"].clone());
    assert_eq!(before["metadata"], after["metadata"]);
    assert!(after["podSpec"]["priority"].is_null());
}

#[test]
fn the_data_source_reads_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(POD));
    workspace.apply_for_good();
    let reader = Workspace::new(&mock);
    reader.write("data \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n}\n");
    reader.apply_for_good();
    let state = reader.state();
    let pod = state.get("data.flyte_task_environment.it", "pod");
    assert_eq!(pod["primary_container"], "main");
    let spec: Value = serde_json::from_str(pod["spec"].as_str().unwrap()).unwrap();
    assert_eq!(spec["terminationGracePeriodSeconds"], 600);
}
