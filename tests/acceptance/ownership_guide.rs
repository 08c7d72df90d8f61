//! The guide "Who owns an environment": its configurations and commands, run as they stand.

use flyte_mock::Mock;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::{live, metadata, mock, versions_of};
use crate::harness::run::Run;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const GUIDE: &str = include_str!("../../docs/guides/ownership.md");

const ETL: &str = "flyte_task_environment.etl";
const LIVE: [&str; 1] = ["development/etl"];

/// What every page begins with.
const BLOCK: &str = "resource \"flyte_task_environment\" \"etl\" {\n  name  = \"etl\"\n  \
                     image = \"ghcr.io/acme/etl:1.0.0\"\n}\n";

/// The blocks of code below a heading.
struct Section {
    configurations: Vec<String>,
    commands: Vec<String>,
}

impl Section {
    #[track_caller]
    fn of(heading: &str) -> Self {
        let mut sections = GUIDE.split("\n## ");
        let text = sections.find(|text| text.starts_with(&format!("{heading}\n")));
        let text = text.unwrap_or_else(|| panic!("the guide has no section `{heading}`"));
        let blocks = |language: &str| {
            let begin = format!("```{language}\n");
            let after = text.split(&begin).skip(1);
            after
                .map(|block| block.split("```").next().unwrap().to_owned())
                .collect()
        };
        Self {
            configurations: blocks("terraform"),
            commands: blocks("console"),
        }
    }

    /// Runs the commands of a block, which all succeed.
    #[track_caller]
    fn run(&self, block: usize, workspace: &Workspace) -> Run {
        let lines = self.commands[block].lines();
        let commands = lines.map(|line| line.strip_prefix("$ terraform ").unwrap());
        let mut runs: Vec<_> = commands
            .map(|command| {
                let arguments: Vec<_> = command.split(' ').collect();
                workspace.terraform(&arguments).succeeded()
            })
            .collect();
        runs.pop().expect("there are commands")
    }
}

fn applied(mock: &Mock) -> Workspace {
    let workspace = Workspace::new(mock);
    workspace.write(BLOCK);
    workspace.apply_for_good();
    workspace
}

fn versions(mock: &Mock) -> usize {
    versions_of(mock, "etl").len()
}

#[test]
fn how_it_is_known() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let section = Section::of("How it is known");
    workspace.write(&format!("{BLOCK}{}", section.configurations[0]));
    workspace.apply_for_good();
    let state = workspace.state();
    let owner = state.output("owner").as_str().unwrap().to_owned();
    assert_eq!(owner.len(), 16);
    assert_eq!(*state.output("managed_here"), true);
    let stored = mock.latest("flytesnacks", "development", "etl").unwrap();
    let memo = &metadata(&stored).tags["terraform-provider-flyte"];
    assert!(memo.contains(&owner), "{memo}");
}

#[test]
fn rename_a_block() {
    let mock = mock();
    let workspace = applied(&mock);
    let section = Section::of("Rename a block");
    workspace.write(&section.configurations[0]);
    section.run(0, &workspace);
    workspace.apply_for_good();
    assert_eq!(versions(&mock), 1);
}

#[test]
fn hand_it_over_to_another_state() {
    let mock = mock();
    let Some(old) = Workspace::with(Feature::Removed, &mock) else {
        return;
    };
    let new = Workspace::new(&mock);
    old.write(BLOCK);
    old.apply_for_good();
    let section = Section::of("Hand it over to another state");
    old.write(&section.configurations[0]);
    section.run(0, &old);
    assert!(old.state().addresses().is_empty());
    new.write(&section.configurations[1]);
    section.run(1, &new);
    new.assert_settled();
    assert_eq!(live(&mock), LIVE);
    assert_eq!(versions(&mock), 1, "nothing has changed");
}

#[test]
fn both_states_have_it() {
    let mock = mock();
    let (first, second) = (applied(&mock), applied(&mock));
    let warning = "has another owner";
    first.plan().run().warning(warning);
    let section = Section::of("Both states have it");
    // This one keeps it: it is forgotten there, and imported here.
    second.terraform(&["state", "rm", ETL]).succeeded();
    section.run(1, &first);
    first.write(&BLOCK.replace("1.0.0", "1.0.1"));
    first.apply_for_good();
    // Or the other one does.
    let third = Workspace::new(&mock);
    third.write(&BLOCK.replace("1.0.0", "1.0.1"));
    third.apply_for_good();
    first.plan().run().warning(warning);
    section.run(0, &first);
    first.write("");
    first.assert_settled();
    third.assert_settled();
    assert_eq!(live(&mock), LIVE);
}

#[test]
fn restore_an_older_state() {
    let mock = mock();
    let workspace = applied(&mock);
    let state = workspace.path().join("terraform.tfstate");
    let older = std::fs::read_to_string(&state).unwrap();
    workspace.write(&BLOCK.replace("1.0.0", "1.0.1"));
    workspace.apply_for_good();
    workspace.file("terraform.tfstate", &older);
    let plan = workspace.plan();
    plan.run().warning("is newer than the Terraform state");
    plan.assert_empty();
    Section::of("Restore an older state").run(0, &workspace);
    assert_eq!(versions(&mock), 2);
    workspace.assert_settled();
}

#[test]
fn two_versions_of_the_provider() {
    let mock = mock();
    let workspace = applied(&mock);
    // As 0.1 has left state and record: without an id.
    let without_id = |version: &str| {
        let task = mock.latest("flytesnacks", "development", "etl").unwrap();
        let mut task = serde_json::to_value(task).unwrap();
        let mut id = task["taskId"].take();
        id["version"] = json!(version);
        let mut spec = task["spec"].take();
        spec["taskTemplate"]["id"]["version"] = json!(version);
        let tags = spec["taskTemplate"]["metadata"]["tags"].as_object_mut();
        tags.unwrap().remove("terraform-provider-flyte");
        mock.deploy_json(json!({ "taskId": id, "spec": spec }))
            .unwrap();
    };
    without_id("r2-0123456789ab");
    let path = workspace.path().join("terraform.tfstate");
    let mut state: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let instance = &mut state["resources"][0]["instances"][0];
    instance.as_object_mut().unwrap().remove("private");
    instance["attributes"]["version"] = json!("r2-0123456789ab");
    instance["attributes"]["revision"] = json!(2);
    workspace.file("terraform.tfstate", &state.to_string());
    Section::of("Two versions of the provider").run(0, &workspace);
    workspace.write(&BLOCK.replace("1.0.0", "1.0.1"));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(ETL, "revision"), 3);
    // 0.1 is still in use elsewhere.
    without_id("r4-0123456789ab");
    let plan = workspace.plan();
    let warning = plan.run().warning("deployed outside Terraform");
    assert!(warning.detail.contains("no owner id"), "{}", warning.detail);
    assert_eq!(plan.changes(), [format!("{ETL} update")]);
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(ETL, "revision"), 5);
}

#[test]
fn tasks_that_others_deploy() {
    let mock = mock();
    let workspace = applied(&mock);
    Sdk::new(&mock).deploy(
        "load",
        "import flyte\n\nenv = flyte.TaskEnvironment(\"etl\")\n\n\n@env.task\n\
         async def load() -> None:\n    pass\n",
    );
    let section = Section::of("Tasks that others deploy");
    let configuration = &section.configurations[0];
    workspace.write(&configuration.replace("adopt_tasks = true", ""));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Task `etl.load` belongs to others");
    workspace.write(configuration);
    section.run(0, &workspace);
    assert_eq!(versions_of(&mock, "etl.load").len(), 2);
    workspace.assert_settled();
}

#[test]
fn another_endpoint() {
    let (old, new) = (mock(), mock());
    let workspace = applied(&old);
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"",
        new.url()
    ));
    let run = workspace.try_plan(&[]);
    assert!(run.error().summary.contains("is in another Flyte"));
    Section::of("Another endpoint").run(0, &workspace);
    assert_eq!(
        (live(&old), live(&new)),
        (
            LIVE.map(str::to_owned).to_vec(),
            LIVE.map(str::to_owned).to_vec()
        )
    );
}

#[test]
fn never_destroy_it() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let section = Section::of("Never destroy it");
    let configuration = &section.configurations[0];
    workspace.write(&configuration.replace("\"deprecate\"", "\"prevent\""));
    workspace.apply_for_good();
    let run = workspace.try_apply(&["-destroy"]);
    assert!(run.error().summary.contains("must not be destroyed"));
    workspace.write(configuration);
    section.run(0, &workspace);
    assert!(live(&mock).is_empty());
}
