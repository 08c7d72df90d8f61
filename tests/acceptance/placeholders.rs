//! `{{.inputs.NAME}}` in the command of a container task, as Flyte will read it.

use crate::bad_input::refuse_within;
use crate::harness::backend::{live, mock};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

const NO_DICT: &str = "An input of type `dict[str, int]` cannot be used in a command";

/// A container task with these lines and an input `x` of a type.
fn task(lines: &str, data_type: &str) -> String {
    environment(&format!(
        "tasks = {{\nwork = {{\n{lines}\ninputs = {{ x = {data_type} }}\n}}\n}}"
    ))
}

#[test]
fn what_flyte_cannot_fill_in_is_refused() {
    let rows = [
        (
            "command = [\"echo\", \"{{.inputs.x}}\"]",
            NO_DICT,
            "{{.inputs.x}}",
        ),
        (
            "command = [\"echo\", \"{{ $Inputs.X }}\"]",
            "A placeholder must name an input of the task",
            "{{.inputs.X}}",
        ),
        (
            "args = [\"--map={{.inputs.x}}\"]\ncommand = [\"echo\"]",
            NO_DICT,
            "{{.inputs.x}}",
        ),
    ];
    refuse_within("work = {", &rows, |lines| task(lines, "\"dict[str, int]\""));
}

#[test]
fn what_becomes_another_text_than_one_may_expect_is_commented_on() {
    let workspace = Workspace::new(&mock());
    for (lines, data_type, summary) in [
        (
            "command = [\"sleep\", \"{{.inputs.x}}\"]",
            "\"timedelta\"",
            "`{{.inputs.x}}` becomes `seconds:5400`, not `1h30m`",
        ),
        (
            "args = [\"{{.inputs.x}}\"]\ncommand = [\"sort\"]",
            "\"file\"",
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
        ),
    ] {
        workspace.write(&task(lines, data_type));
        let run = workspace.validate().succeeded();
        let warnings: Vec<_> = run.warnings().collect();
        assert_eq!(warnings.len(), 1, "{}", run.report());
        assert_eq!(warnings[0].summary, summary);
        assert_eq!(warnings[0].address, IT);
        assert_eq!(warnings[0].line(), "work = {");
        assert!(warnings[0].detail.contains("In `tasks[\"work\"]."));
    }
}

/// The type of an input may be known only when others have been applied.
#[test]
fn a_type_that_is_not_known_yet_is_judged_once_it_is() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let later = "resource \"terraform_data\" \"later\" {\n  input = \"dict[str, int]\"\n}\n";
    let command = "command = [\"echo\", \"{{.inputs.x}}\"]";
    let configuration = task(command, "terraform_data.later.output");
    workspace.write(&format!("{later}{configuration}"));
    let plan = workspace.plan();
    assert_eq!(plan.run().warnings().count(), 0, "{}", plan.run().report());
    let run = workspace.try_apply(&[]);
    assert_eq!(run.error().summary, NO_DICT);
    assert_eq!(live(&mock), [""; 0], "nothing was deployed");
}

/// What is unknown about an environment says nothing about the command of a task in it.
#[test]
fn a_command_is_judged_whatever_else_is_unknown() {
    let workspace = Workspace::new(&mock());
    let later = "resource \"terraform_data\" \"later\" {\n  input = \"x\"\n}\n";
    let task = task("command = [\"echo\", \"{{.inputs.y}}\"]", "\"str\"").replace(
        "inputs =",
        "defaults = { x = terraform_data.later.output }\n\
         short_description = terraform_data.later.output\ninputs =",
    );
    let environment = task.replace(
        "tasks =",
        "env_vars = { A = terraform_data.later.output }\ntasks =",
    );
    workspace.write(&format!("{later}{environment}"));
    let run = workspace.try_plan(&[]);
    let rule = "A placeholder must name an input of the task";
    assert_eq!(run.error().summary, rule, "{}", run.report());
}

/// The SDK deploys it, and so it can be looked at.
#[test]
fn what_the_sdk_deployed_is_read_as_it_is() {
    let mock = mock();
    let code = "import flyte\nfrom flyte.extras import ContainerTask\n\n\
                env = flyte.TaskEnvironment.from_task(\n    \"fast_env\",\n    ContainerTask(\n        \
                name=\"fast_env.work\",\n        image=\"ghcr.io/acme/app:1\",\n        \
                command=[\"echo\", \"-n\", \"{{.inputs.x}}\"],\n        \
                inputs={\"x\": dict[str, int]},\n    ),\n)\n";
    Sdk::new(&mock).deploy("work", code);
    let workspace = Workspace::new(&mock);
    workspace.write(
        "data \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n}\n\
         output \"code\" {\n  \
         value = provider::flyte::task_environment_python(data.flyte_task_environment.it)\n}\n",
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let code = state.output("code").as_str().unwrap();
    assert!(code.contains("{{.inputs.x}}"), "{code}");
}
