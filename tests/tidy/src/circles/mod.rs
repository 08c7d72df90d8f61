//! Rule: the files of a crate form no circles. If one file needs another, then the other does not
//! need the first, on any way, so that each can be understood, and moved, with what is below it.
//!
//! A file needs another if its code or a private `use` names something that is defined there.
//! Declaring a module is no need, nor is handing something on with `pub use`: whoever takes it
//! from there needs the file that defines it. What is compiled with tests only does not count,
//! but in suites of tests, which are nothing else.
//!
//! Known limits: methods and fields are not followed, whether of a trait or of an `impl` in
//! another file, since that takes types; neither is what macros make, or names in the text of
//! `format!`.

mod graph;
mod modules;
mod strong;
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::circles::graph::Graph;
use crate::circles::strong::Circle;
use crate::findings::assert_none;
use crate::project;
use crate::sources::Sources;

#[test]
fn files_form_no_circles() {
    let sources = Sources::of_the_project();
    let targets = project::packages()
        .iter()
        .flat_map(|package| &package.targets);
    let graphs = targets.map(|target| Graph::read(sources, &target.root, target.is_suite()));
    let findings: Vec<_> = graphs.flat_map(|graph| circles(&graph)).collect();
    assert_none("The files of a crate form no circles", &findings);
}

/// So that no file escapes the rule.
#[test]
fn every_file_is_a_module_of_some_crate() {
    let targets = project::packages()
        .iter()
        .flat_map(|package| &package.targets);
    let roots: Vec<_> = targets.map(|target| target.root.as_str()).collect();
    let findings: Vec<_> = in_no_crate(Sources::of_the_project(), &roots)
        .into_iter()
        .filter(|path| project::is_in_workspace(path))
        .map(|path| format!("{path}: no crate declares this module; delete it"))
        .collect();
    assert_none("Every file is a module of some crate", &findings);
}

fn in_no_crate<'a>(sources: &'a Sources, roots: &[&str]) -> Vec<&'a str> {
    let seen = roots.iter().flat_map(|root| graph::files(sources, root));
    let seen: BTreeSet<_> = seen.collect();
    let paths = sources.iter().map(|source| source.path.as_str());
    paths.filter(|path| !seen.contains(*path)).collect()
}

/// The circles of a crate, as they are told.
fn circles(graph: &Graph) -> Vec<String> {
    let circles = strong::circles(graph);
    circles.iter().map(|circle| told(graph, circle)).collect()
}

/// A circle, with a shortest way round and the lines that make it, then its other arrows.
fn told(graph: &Graph, circle: &Circle) -> String {
    let count = circle.files.len();
    let mut text = format!("{count} files need each other:\n");
    for file in &circle.files {
        writeln!(text, "    {file}").unwrap();
    }
    text.push_str("  a shortest way round:\n");
    let next = circle.shortest.iter().cycle().skip(1);
    let round: BTreeSet<_> = circle.shortest.iter().cloned().zip(next.cloned()).collect();
    for arrow in &round {
        text.push_str(&lines(graph, arrow));
    }
    let inside = |arrow: &&(String, String)| {
        circle.files.contains(&arrow.0) && circle.files.contains(&arrow.1)
    };
    let others = graph.arrows.keys().filter(inside);
    let others: Vec<_> = others.filter(|arrow| !round.contains(arrow)).collect();
    if !others.is_empty() {
        text.push_str("  what else they need of each other:\n");
    }
    for arrow in others {
        text.push_str(&lines(graph, arrow));
    }
    text
}

fn lines(graph: &Graph, arrow: &(String, String)) -> String {
    let mut text = format!("    {} needs {}\n", arrow.0, arrow.1);
    for (line, named) in &graph.arrows[arrow] {
        let named: Vec<_> = named.iter().map(|path| format!("`{path}`")).collect();
        writeln!(text, "      {}:{line}: {}", arrow.0, named.join(", ")).unwrap();
    }
    text
}
