//! What is refused while planning, at the attribute that is wrong, and what is warned of.

use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::workspace::Workspace;

/// The one error of a configuration.
#[track_caller]
fn refused(body: &str, summary: &str, line: &str, detail: &str) {
    let workspace = Workspace::new(&mock());
    workspace.write(&environment(body));
    let run = workspace.validate();
    let error = run.error();
    assert_eq!(error.summary, summary, "{}", run.report());
    assert!(error.line().starts_with(line), "{}", run.report());
    assert!(error.detail.contains(detail), "{}", error.detail);
}

#[test]
fn a_spec_that_is_no_pod_spec() {
    refused(
        "pod = {\n  spec = \"{\"\n}",
        "spec must be the JSON of a Kubernetes PodSpec",
        "pod = {",
        "It is not JSON",
    );
    refused(
        "pod = {\n  spec = jsonencode({ containers = [{ name = \"app\" }] })\n}",
        "No primary container defined in the pod spec",
        "pod = {",
        "Got one container, which has another name",
    );
    refused(
        "pod = {\n  spec = jsonencode({ restart_policy = \"Never\" })\n}",
        "spec must have only fields that Kubernetes has there",
        "pod = {",
        "Did you mean `restartPolicy`?",
    );
    refused(
        "tasks = {\n  work = {\n    module = \"m\"\n    pod = { spec = \"[]\" }\n  }\n}",
        "spec must be the JSON of a Kubernetes PodSpec, an object",
        "work = {",
        "In `tasks[\"work\"].pod.spec`",
    );
}

#[test]
fn a_pod_beside_the_name_of_a_template() {
    let (both, summary) = (
        "pod = {}\npod_template = \"large\"",
        "Only one of `pod` and `pod_template` can be set",
    );
    refused(both, summary, "pod = {}", "one of your own");
    refused(
        &format!("tasks = {{\n  work = {{\n    module = \"m\"\n{both}\n}}\n}}"),
        summary,
        "work = {",
        "In `tasks[\"work\"].pod`",
    );
}

#[test]
fn a_pod_of_a_task_in_a_warm_pool() {
    refused(
        "reusable {}\ntasks = {\n  work = {\n    module = \"m\"\n    pod = {}\n  }\n}",
        "Cannot set pod_template when environment is reusable",
        "work = {",
        "In `tasks[\"work\"].pod`",
    );
}

#[test]
fn data_of_a_container_task_that_nothing_stages() {
    let workspace = Workspace::new(&mock());
    workspace.write(&environment(
        "pod = {}\ntasks = {\n  count = {\n    command = [\"wc\"]\n    outputs = { n = \"int\" }\n  \
         }\n  show = {\n    command = [\"echo\", \"{{.inputs.n}}\"]\n    inputs = { n = \"int\" }\n  \
         }\n  named = {\n    command = [\"wc\"]\n    outputs = { n = \"int\" }\n    pod_template = \
         \"large\"\n  }\n}",
    ));
    let run = workspace.validate();
    let warnings: Vec<_> = run.warnings().map(|it| it.summary.as_str()).collect();
    assert_eq!(
        warnings,
        [
            "Flyte stages no outputs of a container task with a pod of its own",
            "Flyte stages no inputs of a container task with a pod of its own",
        ],
        "{}",
        run.report()
    );
}

/// What is known after apply only is refused then, before anything is deployed.
#[test]
fn a_spec_that_turns_out_wrong() {
    let later = "resource \"terraform_data\" \"later\" {\n  input = \"[]\"\n}\n";
    for body in [
        "pod = {\n  spec = terraform_data.later.output\n}",
        "tasks = {\n  work = {\n    module = \"m\"\n    pod = { spec = terraform_data.later.output \
         }\n  }\n}",
    ] {
        let mock = mock();
        let workspace = Workspace::new(&mock);
        workspace.write(&format!("{later}{}", environment(body)));
        let run = workspace.try_apply(&[]);
        assert_eq!(
            run.error().summary,
            "spec must be the JSON of a Kubernetes PodSpec, an object",
            "{}",
            run.report()
        );
        assert_eq!(mock.count("DeployTask"), 0);
    }
}
