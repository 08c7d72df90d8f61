//! Every case of the vectors, with the configuration that Terraform writes of it.

use std::collections::BTreeSet;
use std::fs;

use test_support::feature::Feature;

use crate::faithful::rows::{MORE, REFUSED, UNTAKEN};
use crate::faithful::shown;
use crate::faithful::vectors::{Case, cases, deployed};
use crate::harness::workspace::Workspace;

/// What is generated of pools with fractions of a second is refused, with what to write instead.
fn is_written_as_it_is(case: &Case) -> bool {
    let id = case.id.trim_end_matches("-with-code");
    let is_untaken = UNTAKEN.iter().any(|(untaken, ..)| *untaken == id);
    let breaks = REFUSED.iter().find(|(refused, ..)| *refused == id);
    let has_fraction =
        breaks.is_some_and(|(_, rules, _)| rules.iter().any(|it| it.contains("_ttl")));
    case.request.is_some() && !is_untaken && !has_fraction
}

#[test]
fn what_is_generated_says_what_there_is_and_nothing_else() {
    let mut cases = cases();
    let with_code: Vec<_> = cases.iter().filter_map(Case::with_code).collect();
    cases.extend(with_code);
    cases.retain(is_written_as_it_is);
    assert_eq!(cases.len(), 109 + 31, "those that are tried");
    let mock = deployed(&cases);
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let imports: String = cases.iter().map(Case::import).collect();
    workspace.write(&imports);
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let text = fs::read_to_string(workspace.path().join("generated.tf")).unwrap();
    for case in &cases {
        let id = case.id.as_str();
        let needs_bundle = MORE[0].cases.contains(&id);
        let expected: BTreeSet<_> = MORE[0].shows.iter().filter(|_| needs_bundle).collect();
        let more = shown::more(&plan.change(&case.address()));
        assert!(more.iter().eq(expected), "{id}: {more:?}\n{text}");
    }
    let is_formatted = workspace.terraform(&["fmt", "-check", "generated.tf"]);
    assert_eq!(is_formatted.code, Some(0), "{}", is_formatted.report());

    // The guide says that lines of null can go.
    let lines = text.lines().filter(|line| !line.ends_with("= null"));
    let shorter = lines.collect::<Vec<_>>().join("\n");
    assert!(!shorter.contains("null"), "{shorter}");
    workspace.file("generated.tf", &shorter);
    let again = workspace.plan();
    for case in &cases {
        let [first, second] = [&plan, &again].map(|plan| plan.change(&case.address()).differing());
        assert_eq!(first, second, "{}", case.id);
    }
}
