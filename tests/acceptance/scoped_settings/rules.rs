//! What is wrong with a configuration, told where it is wrong.

use crate::scoped_settings::{IT, PROJECT, mock, settings, workspace};

#[test]
fn each_rule_is_told_at_its_attribute_before_flyte_is_asked() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "");
    let resource = |group: &str, name: &str, value: &str| {
        format!("task_resource = {{ {group} = {{ {name} = {value} }} }}")
    };
    for (scope, body, summary, attribute) in [
        (
            "project = \"p\"",
            String::new(),
            "Settings of a project must name its domain",
            "project",
        ),
        (
            "domain = \"a:b\"",
            String::new(),
            "domain must not contain `:`",
            "domain",
        ),
        (
            "domain = \"\"",
            String::new(),
            "domain must have 1 to 63 characters",
            "domain",
        ),
        (
            PROJECT,
            resource("min", "cpu", "\"lots\""),
            "cpu must be a Kubernetes quantity such as `500m` or `2`",
            "task_resource.min.cpu",
        ),
        (
            PROJECT,
            resource("max", "memory", "\"1gb\""),
            "memory must be a Kubernetes quantity such as `512Mi` or `1Gi`",
            "task_resource.max.memory",
        ),
        (
            PROJECT,
            resource("min", "gpu", "-1"),
            "gpu must be greater than or equal to 0",
            "task_resource.min.gpu",
        ),
        (
            PROJECT,
            "run = { max_action_concurrency = -5 }".to_owned(),
            "max_action_concurrency must be a whole number from 0",
            "run.max_action_concurrency",
        ),
        (
            PROJECT,
            "run = { max_action_concurrency = 1.5 }".to_owned(),
            "max_action_concurrency must be a whole number from 0",
            "run.max_action_concurrency",
        ),
        (
            PROJECT,
            "security = { service_account = \"A b\" }".to_owned(),
            "service_account must be the name of a Kubernetes object",
            "security.service_account",
        ),
        (
            PROJECT,
            "app = { app_dns_strategy = \"shard\" }".to_owned(),
            "app_dns_strategy must be \"shared\" or \"dataplane_specific\"",
            "app.app_dns_strategy",
        ),
        (
            PROJECT,
            "environment_variables = { \"1A\" = \"x\" }".to_owned(),
            "The name of an environment variable must be one that a container can have",
            "environment_variables[\"1A\"]",
        ),
        (
            PROJECT,
            "labels = { a = null }".to_owned(),
            "labels must not hold null",
            "labels[\"a\"]",
        ),
        (
            PROJECT,
            "unset = [\"run.default_queu\"]".to_owned(),
            "unset must name settings by their dot keys",
            "unset",
        ),
        (
            PROJECT,
            "unset = [\"run.default_queue\"]\nrun = { default_queue = \"\" }".to_owned(),
            "`run.default_queue` must not have a value and be in `unset`",
            "unset",
        ),
        (
            PROJECT,
            "deletion_policy = \"clean\"".to_owned(),
            "deletion_policy must be \"clear\", \"abandon\" or \"prevent\"",
            "deletion_policy",
        ),
        (
            PROJECT,
            "timeouts {\n read = \"5\"\n update = \"x\"\n}".to_owned(),
            "update must be whole seconds or a duration",
            "timeouts.update",
        ),
    ] {
        workspace.write(&settings(scope, &body));
        let run = workspace.validate();
        let error = run.error();
        assert!(
            error.summary.starts_with(summary),
            "{body}: {}",
            run.report()
        );
        let place = format!("In `{attribute}`");
        // Terraform shows the line of an attribute that is in no value.
        let is_shown = !attribute.contains(['.', '[']) || attribute.starts_with("timeouts.");
        assert!(
            is_shown || error.detail.contains(&place),
            "{}",
            error.detail
        );
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn what_is_not_known_yet_breaks_no_rule() {
    let mock = mock();
    let body = "run = { default_queue = terraform_data.it.id }\n\
                labels = { a = terraform_data.it.id }\n\
                unset = terraform_data.it.output";
    let later = "resource \"terraform_data\" \"it\" {\n  input = [\"annotations\"]\n}\n";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.write(&(settings(PROJECT, body) + later));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "unset")[0], "annotations");

    // What turns out to break one is refused before anything is written.
    let bad = "resource \"terraform_data\" \"it\" {\n  input = [\"annotation\"]\n}\n";
    workspace.write(&(settings(PROJECT, body) + bad));
    mock.clear_requests();
    let run = workspace.try_apply(&[]);
    assert!(
        run.error().summary.starts_with("unset must name"),
        "{}",
        run.report()
    );
    assert_eq!(mock.count("UpdateSettings"), 0);
}

#[test]
fn what_may_be_a_slip_is_warned_of_once_it_is_new() {
    let mock = mock();
    let body = "run = { max_action_concurrency = 1 }";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.apply().warning("can wait for itself");
    assert_eq!(workspace.plan().run().warnings().count(), 0);
    let body = "task_resource = { default_accelerator = \"nvidia-l40\" }";
    workspace.write(&settings(PROJECT, body));
    let plan = workspace.plan();
    let warning = plan.run().warning("No accelerator of this name is known");
    assert!(
        warning.detail.contains("`nvidia-l40s`"),
        "{}",
        warning.detail
    );
    assert!(!warning.detail.contains("`nvidia-l40`"));
}
