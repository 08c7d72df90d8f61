//! The guides, walked as a reader would: what they show is written, what they say to run is run.
//!
//! [`WALKED`] says where each guide is walked, and [`LEFT_OUT`] what of them cannot run here.

use std::fs;
use std::process::Command;

use serde_json::json;
use test_support::feature::Feature;

use crate::examples::copy;
use crate::harness::backend::{live, mock, versions_of};
use crate::harness::sdk::{Sdk, comparable, comparable_triggers};
use crate::harness::terraform::project;
use crate::harness::workspace::Workspace;
use crate::moves;

/// Each guide, and the file whose tests walk it.
const WALKED: [(&str, &str); 13] = [
    (
        "adopting-existing-environments",
        "tests/acceptance/guides.rs",
    ),
    ("authentication", "tests/docs/authentication.rs"),
    ("backend-api", "tests/docs/backend_api.rs"),
    ("deploying-code", "tests/acceptance/guides.rs"),
    ("getting-started", "tests/acceptance/guides.rs"),
    ("migrating-from-unionai", "tests/acceptance/guides.rs"),
    ("modules", "tests/acceptance/guides.rs"),
    ("ownership", "tests/acceptance/ownership_guide.rs"),
    ("python-to-terraform", "tests/acceptance/guides.rs"),
    ("security", "tests/docs/security.rs"),
    ("sizing-a-pool", "tests/acceptance/examples.rs"),
    ("troubleshooting", "tests/acceptance/commands.rs"),
    ("upgrading-to-0.2", "tests/acceptance/guides.rs"),
];

/// What is shown and cannot run here: the guide, how it begins, and why.
const LEFT_OUT: [(&str, &str, &str); 3] = [
    (
        "deploying-code",
        "FROM python:3.12-slim",
        "There is nothing here to build images with.",
    ),
    (
        "deploying-code",
        "import flyte\nimport flyte.remote",
        "Tasks call each other in a cluster; `make runs` has one that does.",
    ),
    (
        "upgrading-to-0.2",
        "scripts/upgrade-configuration path/to/configuration ",
        "It builds a program, which tests call without.",
    ),
];

const FAST_ENV: &str = "flyte_task_environment.fast_env";
const ID: &str = "flytesnacks/development/fast_env";

struct Guide(String);

impl Guide {
    fn read(name: &str) -> Self {
        Self(fs::read_to_string(project().join(format!("docs/guides/{name}.md"))).unwrap())
    }

    /// The blocks of a language, without the indentation of the list that they are in.
    fn blocks(&self, language: &str) -> Vec<String> {
        let begin = format!("```{language}\n");
        let pieces: Vec<_> = self.0.split(&begin).collect();
        let blocks = pieces.windows(2).map(|two| {
            let indent = two[0].rsplit('\n').next().unwrap_or_default();
            let text = two[1].split("```").next().unwrap_or_default();
            let lines = text
                .lines()
                .map(|line| line.strip_prefix(indent).unwrap_or(line));
            lines.map(|line| format!("{line}\n")).collect()
        });
        blocks.collect()
    }

    /// The commands of a block in the shell's language, each as arguments of Terraform.
    fn commands(&self, block: usize) -> Vec<Vec<String>> {
        let text = &self.blocks("shell")[block];
        let commands = text
            .lines()
            .map(|line| line.strip_prefix("terraform ").unwrap());
        commands
            .map(|command| command.split(' ').map(str::to_owned).collect())
            .collect()
    }

    /// Whether the text is on the page, over the ends of lines.
    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.0.contains(text), "the guide does not say `{text}`");
    }
}

/// Runs a command of a guide, with nobody to ask.
#[track_caller]
fn run(workspace: &Workspace, command: &[String]) -> String {
    let mut arguments: Vec<_> = command.iter().map(String::as_str).collect();
    if command[0] == "apply" || command[0] == "destroy" {
        arguments.push("-auto-approve");
    }
    arguments.insert(1, "-no-color");
    if command[0] == "state" {
        arguments.swap(1, 2);
    }
    workspace.terraform(&arguments).succeeded().stdout
}

/// The configuration without its settings of Terraform and the provider, which the workspace has.
fn without_provider(block: &str) -> String {
    match block.split_once("provider \"flyte\" {") {
        None => block.to_owned(),
        Some((_, rest)) => rest.split_once("\n}\n").unwrap_or_default().1.to_owned(),
    }
}

#[test]
fn each_is_walked_somewhere() {
    let guides = fs::read_dir(project().join("docs/guides")).unwrap();
    let mut guides: Vec<_> = guides
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_owned())
        .collect();
    guides.sort();
    assert_eq!(guides, WALKED.map(|(guide, _)| guide));
    for (guide, file) in WALKED {
        let walker = fs::read_to_string(project().join(file)).unwrap();
        assert!(walker.contains(guide), "{file} does not name {guide}");
    }
    for (guide, begin, _) in LEFT_OUT {
        let begin = format!("\n{begin}");
        assert!(Guide::read(guide).0.contains(&begin), "{guide}: {begin}");
    }
}

/// The environment on the page is one and the same, written twice.
#[test]
fn python_and_terraform_deploy_the_same() {
    let guide = Guide::read("python-to-terraform");
    let (python, terraform) = (mock(), mock());
    Sdk::new(&python).deploy("model.tasks", &guide.blocks("python")[0]);
    let workspace = Workspace::new(&terraform);
    workspace.write(&guide.blocks("terraform")[0]);
    workspace.apply_for_good();
    let task = "fast_env.answer";
    assert_eq!(comparable(&python, task), comparable(&terraform, task));
    assert_eq!(
        comparable_triggers(&python, task),
        comparable_triggers(&terraform, task)
    );
}

#[test]
fn an_existing_environment_is_adopted() {
    let guide = Guide::read("adopting-existing-environments");
    let mock = mock();
    Sdk::new(&mock).deploy_with_code(
        "work",
        "import flyte\n\nenv = flyte.TaskEnvironment(\"fast_env\", image=\"acme/app:1\")\n\n\n\
         @env.task\ndef answer(x: int) -> int:\n    return x\n",
    );
    let workspace = Workspace::new(&mock);
    workspace.write(&without_provider(&guide.blocks("terraform")[0]));
    run(&workspace, &guide.commands(0)[0]);
    let tidy = guide.0.split("with `sed ").nth(1).unwrap();
    let tidy = format!("sed {}", tidy.split('`').next().unwrap());
    let tidied = Command::new("sh")
        .args(["-c", &tidy])
        .current_dir(workspace.path())
        .status();
    assert!(tidied.unwrap().success(), "{tidy}");
    let generated = fs::read_to_string(workspace.path().join("generated.tf")).unwrap();
    assert!(!generated.contains("= null"), "{generated}");

    let told = run(&workspace, &guide.commands(1)[0]);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Terraform takes over a task environment that it did not deploy",
        "Nothing else changes",
    ] {
        guide.says(words);
        assert!(told.contains(words), "{told}");
    }
    workspace.apply_for_good();
    assert_eq!(
        live(&mock),
        ["development/fast_env", "development/fast_env.answer"]
    );
}

#[test]
fn many_are_found_and_adopted() {
    let guide = Guide::read("adopting-existing-environments");
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    for name in ["ingest", "report"] {
        Sdk::new(&mock).deploy_with_code(
            name,
            &format!(
                "import flyte\n\nenv = flyte.TaskEnvironment({name:?}, image=\"acme/app:1\")\n\n\n\
                 @env.task\ndef run(x: int) -> int:\n    return x\n"
            ),
        );
    }
    let blocks = guide.blocks("terraform");
    let query = blocks
        .iter()
        .find(|block| block.starts_with("list "))
        .unwrap();
    workspace.file("environments.tfquery.hcl", query);
    for command in guide.commands(2) {
        let told = run(&workspace, &command);
        assert!(told.contains("ingest") && told.contains("report"), "{told}");
    }
    workspace.apply_for_good();
    assert_eq!(workspace.state().addresses().len(), 2);
}

#[test]
fn an_environment_of_unionai_is_moved_or_imported() {
    if Feature::Moves.is_skipped() {
        return;
    }
    let guide = Guide::read("migrating-from-unionai");
    let configuration = without_provider(&guide.blocks("terraform")[0]);
    let (resource, _) = configuration.split_once("moved {").unwrap();
    let mock = mock();
    let first = Workspace::new(&mock);
    first.write(resource);
    first.apply();
    let unionai = || {
        let attributes = moves::unionai_environment();
        moves::with_state_of_unionai(&mock, "unionai_task_environment", "fast_env", attributes)
    };

    let workspace = unionai();
    workspace.write(&configuration);
    assert_eq!(workspace.plan().changes(), [""; 0]);
    workspace.apply_for_good();
    assert_eq!(workspace.state().addresses(), [FAST_ENV]);

    let workspace = unionai();
    workspace.write(resource);
    let commands = guide.commands(0);
    assert_eq!(commands[1].last().unwrap(), ID);
    for command in commands {
        run(&workspace, &command);
    }
    workspace.assert_settled();
    assert_eq!(workspace.state().addresses(), [FAST_ENV]);
    assert_eq!(versions_of(&mock, "fast_env").len(), 1);
}

#[test]
fn a_changed_line_is_another_version() {
    let guide = Guide::read("deploying-code");
    let configurations = guide.blocks("terraform");
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let code = &guide.blocks("python")[0];
    workspace.file("src/tasks.py", code);
    workspace.write(&configurations[0]);
    workspace.apply_for_good();

    workspace.file("src/tasks.py", &code.replace("loading", "fetching"));
    let plan = workspace.plan();
    let etl = "flyte_task_environment.etl";
    let differing = plan.change(etl).differing();
    assert!(differing.contains(&"code_hash".to_owned()), "{differing:?}");
    assert!(plan.change(etl).is_unknown("version"));
    workspace.apply_for_good();
    assert_eq!(versions_of(&mock, "etl.load").len(), 2);

    workspace.file(".gitignore", "notes.txt\n");
    workspace.file("src/.flyteignore", "notes.txt\n");
    workspace.apply_for_good();
    workspace.file("src/notes.txt", "not code");
    workspace.assert_settled();

    workspace.write(&configurations[1]);
    workspace.apply_for_good();
    assert_eq!(
        *workspace.state().get(etl, "code"),
        json!({ "uri": "/opt/empty.tgz", "source_dir": null, "include": null, "exclude": null,
                "destination": null })
    );
}

/// What is written before becomes what is written now, except for the reference, which readers edit.
#[test]
fn a_configuration_of_the_version_before_is_rewritten() {
    let guide = Guide::read("upgrading-to-0.2");
    let (before, now) = (&guide.blocks("text")[0], &guide.blocks("terraform")[0]);
    let rewritten = upgrade_configuration::upgrade(before).unwrap().text;
    let rewritten = rewritten.replace(
        ".task[\"report\"].trigger[\"nightly\"]",
        ".tasks[\"report\"].triggers[\"nightly\"]",
    );
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&rewritten);
    workspace.terraform(&["fmt", "main.tf"]).succeeded();
    let formatted = fs::read_to_string(workspace.path().join("main.tf")).unwrap();
    assert_eq!(formatted, *now);
    workspace.apply_for_good();
}

/// Each block for modules, with the file and the modules that it reads.
#[test]
fn the_blocks_for_modules_apply_as_they_stand() {
    let guide = Guide::read("modules");
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Functions, &mock) else {
        return;
    };
    workspace.file("tasks.yaml", &guide.blocks("yaml")[0]);
    let modules = "examples/environment-module/modules";
    copy(&workspace, &project().join(modules), "modules/");
    let blocks = guide.blocks("terraform");
    let (test, configurations) = blocks.split_last().unwrap();
    for block in configurations {
        workspace.write(block);
        workspace.terraform(&["get"]).succeeded();
        workspace.apply_for_good();
        workspace.destroy();
        assert_eq!(live(&mock), [""; 0], "{block}");
    }
    // The last is a test of the first.
    workspace.write(&configurations[0]);
    workspace.file("main.tftest.hcl", test);
    workspace.terraform(&["test", "-no-color"]).succeeded();
}

/// What the page shows of a typing error, which ends in an ellipsis.
#[test]
fn a_typing_error_is_told_as_shown() {
    let guide = Guide::read("modules");
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Functions, &mock) else {
        return;
    };
    guide.says("`comand = [\"/bin/clean\"]`");
    workspace.write(
        "output \"tasks\" {\n  value = provider::flyte::tasks(\n    \
         { clean = { comand = [\"/bin/clean\"] } }\n  )\n}\n",
    );
    let run = workspace.validate();
    let told = run.error().text();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = &guide.blocks("text")[0];
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = shown.trim_end_matches("...");
    assert!(told.contains(shown), "{told}\n{shown}");
}

/// What the first guide quotes of Terraform and of the provider is what they say.
#[test]
fn the_first_guide_quotes_what_is_said() {
    let guide = Guide::read("getting-started");
    let configurations = guide.blocks("terraform");
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let quoted = |words: &str, told: &str| {
        guide.says(&format!("`{words}"));
        assert!(told.contains(words), "{told}");
    };
    workspace.write(&without_provider(&configurations[0]));
    let plan = ["plan".to_owned()];
    quoted(
        "Plan: 1 to add, 0 to change, 0 to destroy",
        &run(&workspace, &plan),
    );
    run(&workspace, &guide.commands(1)[0]);
    assert_eq!(
        live(&mock),
        ["development/greetings", "development/greetings.hello"]
    );
    quoted("No changes", &run(&workspace, &plan));
    run(&workspace, &guide.commands(2)[0]);

    workspace.write(&configurations[2]);
    workspace.apply_for_good();
    guide.says("Change `idle_ttl` to `\"10m\"`");
    workspace.write(&configurations[2].replace("\"5m\"", "\"10m\""));
    quoted("The warm pool is replaced", &run(&workspace, &plan));
}
