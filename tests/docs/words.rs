//! "From Python to Terraform" has a word for everything that can be set.

use std::collections::BTreeSet;

use terraform_framework::{Block, Member, Usage};

use crate::{markdown, project, subjects};

const GUIDE: &str = "docs/guides/python-to-terraform.md";

/// The resources of which Python says the same. Of `flyte_settings` and `flyte_project`, the guide
/// names the command.
const RESOURCES: [&str; 4] = ["task_environment", "app", "secret", "trigger"];

/// What Python has no word for, and why.
const TERRAFORMS: [(&str, &str); 2] = [
    (
        "timeouts",
        "How long Terraform waits; the SDK waits as long as it likes.",
    ),
    (
        "task_version",
        "Which version a trigger starts; a trigger in Python is deployed with its task.",
    ),
];

#[test]
fn every_setting_is_named() {
    let page = project::read(GUIDE);
    let said = words(&page);
    let mut missing = Vec::new();
    for resource in RESOURCES {
        let subject = &subjects::all()[&format!("resources/{resource}.md")];
        settings(resource, subject.block().unwrap(), &mut |place, name| {
            let is_terraforms = TERRAFORMS.iter().any(|(known, _)| *known == name);
            if !is_terraforms && !said.contains(name) {
                missing.push(place);
            }
        });
    }
    assert!(missing.is_empty(), "{GUIDE} does not name {missing:#?}");
}

/// Every setting that a user may write, with its place.
fn settings(place: &str, block: &Block, each: &mut impl FnMut(String, &str)) {
    for (name, member) in block.members() {
        let place = format!("{place}.{name}");
        let is_computed = matches!(member, Member::Attribute(it) if it.usage == Usage::Computed);
        if !is_computed {
            each(place.clone(), name);
        }
        if name != "timeouts"
            && let Some((_, inside)) = member.objects()
        {
            settings(&place, inside, each);
        }
    }
}

/// The words in the code of a page.
fn words(page: &str) -> BTreeSet<String> {
    let fences = markdown::fences(page).into_iter().map(|fence| fence.text);
    let prose = page.split("```").step_by(2);
    let spans = prose.flat_map(markdown::code_spans).map(str::to_owned);
    let mut words = BTreeSet::new();
    for code in fences.chain(spans) {
        let separate = |it: char| !it.is_alphanumeric() && it != '_';
        words.extend(code.split(separate).map(str::to_owned));
    }
    words
}
