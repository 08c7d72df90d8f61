//! Rule: the tests that `scripts/testacc-matrix` runs with every Terraform exist. A filter that
//! matches no test is a success that has tried nothing.

use crate::findings::assert_none;
use crate::project;
use crate::sources::Sources;

const SCRIPT: &str = "scripts/testacc-matrix";
const SUITE: &str = "tests/acceptance/main.rs";

#[test]
fn what_is_run_with_every_terraform_exists() {
    let sources = Sources::of_the_project();
    let suite = sources.get(SUITE).expect("the suite");
    let modules: Vec<_> = suite
        .scope
        .declared
        .iter()
        .map(|module| &*module.name)
        .collect();
    let findings = findings(&project::text_of(SCRIPT), &modules);
    assert_none(
        "Modules that `testacc-matrix` names are in the suite",
        &findings,
    );
}

fn findings(script: &str, modules: &[&str]) -> Vec<String> {
    let core = core(script);
    assert!(core.len() > 1, "{SCRIPT}: the list `CORE` is not found");
    let unknown = core.iter().filter(|(_, name)| !modules.contains(name));
    unknown
        .map(|(line, name)| format!("{SCRIPT}:{line}: `{name}` is no module of {SUITE}"))
        .collect()
}

/// The names in the list `CORE`, each with its line.
fn core(script: &str) -> Vec<(usize, &str)> {
    let lines = script.lines().enumerate();
    let list = lines.skip_while(|(_, line)| !line.starts_with("CORE = ["));
    let mut names = Vec::new();
    for (index, line) in list {
        names.extend(
            line.split('"')
                .skip(1)
                .step_by(2)
                .map(|name| (index + 1, name)),
        );
        if line.ends_with(']') {
            break;
        }
    }
    names
}

#[test]
fn a_name_without_a_module_is_found() {
    let script =
        "OTHER = [\"x\"]\nCORE = [\"moves\",\n        \"move\", \"query\"]\nLAST = [\"y\"]\n";
    let findings = findings(script, &["moves", "query", "fifty"]);
    let expected = "scripts/testacc-matrix:3: `move` is no module of tests/acceptance/main.rs";
    assert_eq!(findings, [expected]);
}

#[test]
#[should_panic(expected = "the list `CORE` is not found")]
fn a_script_without_the_list_is_no_pass() {
    findings("MODULES = [\"moves\"]", &["moves"]);
}
