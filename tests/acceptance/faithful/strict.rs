//! Every case of the vectors, deployed by Terraform from nothing: what the SDK deployed is what
//! Terraform deploys, and what the SDK refuses is refused. Only what the table of differences says of
//! a case is left out of the comparison.

use std::collections::BTreeSet;
use std::slice;

use flyte_mock::{Mock, Options};
use test_support::differences::{ALL, Difference, ORDER, OTHER_WORDS};

use crate::faithful::hcl;
use crate::faithful::python::{Text, settings};
use crate::faithful::rows::{REFUSED, UNTAKEN};
use crate::faithful::vectors::{Case, cases, deployed};
use crate::harness::backend;
use crate::harness::plan::differences;
use crate::harness::sdk::comparable_spec;
use crate::harness::workspace::Workspace;

/// The rows that say something of a case, and the one that is about all: Terraform's maps.
fn rows(case: &Case) -> Vec<&'static Difference> {
    let rows = ALL.iter().copied();
    let own = rows.filter(|row| row.cases().contains(&case.id.as_str()));
    own.chain([&ORDER]).collect()
}

/// Whether a case says what the resource refuses, though the SDK does not, by the table.
fn is_refused_by_the_table(case: &Case) -> bool {
    let refused = REFUSED.iter().map(|(id, ..)| *id);
    let untaken = UNTAKEN.iter().map(|(id, ..)| *id);
    refused.chain(untaken).any(|id| id == case.id)
}

/// The organisation that a case is deployed to.
fn org(case: &Case) -> &str {
    case.input["deploy"]["org"].as_str().unwrap()
}

/// A resource for each, in the project that has the name of the case.
fn written(cases: &[Case]) -> String {
    let blocks = cases.iter().map(|case| {
        let mut settings = settings(&case.input, Text::AsSaid);
        settings.insert("project".to_owned(), case.project().into());
        settings.insert("domain".to_owned(), case.domain().into());
        hcl::resource(&case.id, &settings)
    });
    blocks.collect()
}

fn flyte(cases: &[Case], uploads: bool) -> Mock {
    backend::start(Options {
        projects: cases.iter().map(Case::project).collect(),
        uploads,
        ..Options::default()
    })
}

/// Applies what the SDK deployed, and says what of it differs.
fn differing(cases: &[Case], uploads: bool) -> Vec<String> {
    let theirs = deployed(cases);
    let ours = flyte(cases, uploads);
    let orgs: BTreeSet<_> = cases.iter().map(org).collect();
    for org in orgs {
        let cases: Vec<_> = cases
            .iter()
            .filter(|it| self::org(it) == org)
            .cloned()
            .collect();
        let workspace = Workspace::bare();
        workspace.provider(&format!(
            "endpoint = {:?}\n  insecure = true\n  org = {org:?}",
            ours.url()
        ));
        workspace.write(&written(&cases));
        workspace.apply_for_good();
    }
    let differing = cases.iter().filter_map(|case| {
        let rows = rows(case);
        let [here, there] = [&ours, &theirs].map(|mock| {
            let task = mock.latest(&case.project(), case.domain(), case.task());
            comparable_spec(&task.expect("it is deployed"), &rows)
        });
        let places = differences(&there, &here);
        (!places.is_empty()).then(|| format!("{}: {places:?}\n{there:#}\n{here:#}", case.id))
    });
    differing.collect()
}

#[test]
fn every_case_is_deployed_as_the_sdk_deploys_it() {
    let mut all = cases();
    let count = all.len();
    all.retain(|case| case.request.is_some());
    let deployed = all.len();
    all.retain(|case| !is_refused_by_the_table(case));
    for (uploads, proxy) in [(false, "without"), (true, "with")] {
        let differing = differing(&all, uploads);
        println!(
            "{count} vectors {proxy} a data proxy: {} equal, {} differ, {} refused by the table, {} \
             by the SDK, too",
            all.len() - differing.len(),
            differing.len(),
            deployed - all.len(),
            count - deployed,
        );
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    }
    assert_eq!((count, deployed, all.len()), (139, 119, 108));
}

/// Whether the SDK says all of it in these words and this order. Its own values it quotes beside them;
/// ours may be secret.
fn is_said(ours: &str, theirs: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split_whitespace()
            .map(|word| word.trim_matches([':', ',', '.', '\'']))
    }
    let mut said = words(theirs);
    words(ours).all(|word| said.any(|it| it == word))
}

#[test]
fn what_the_sdk_refuses_is_refused_in_its_words() {
    let mut refused = cases();
    refused.retain(|case| case.request.is_none());
    for case in &refused {
        let workspace = Workspace::new(&flyte(slice::from_ref(case), false));
        workspace.write(&written(slice::from_ref(case)));
        let run = workspace.validate();
        let theirs = case.error.as_deref().unwrap();
        let ours = &run.error().summary;
        assert!(
            is_said(ours, theirs) || OTHER_WORDS.cases().contains(&case.id.as_str()),
            "{}: {ours} | {theirs}",
            case.id
        );
    }
    assert_eq!(refused.len(), 20);
}
