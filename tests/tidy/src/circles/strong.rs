//! Circles in a graph of files: which files depend on each other, and the shortest way round.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::circles::graph::Graph;

/// Files of which each depends on every other, on some way.
#[derive(Debug)]
pub(super) struct Circle {
    /// All of them.
    pub(super) files: BTreeSet<String>,
    /// A shortest way round; the first file is also the one after the last.
    pub(super) shortest: Vec<String>,
}

/// The circles of a graph, the largest first.
pub(super) fn circles(graph: &Graph) -> Vec<Circle> {
    let reach: BTreeMap<_, _> = graph
        .files
        .iter()
        .map(|file| (file.as_str(), reachable(graph, file)))
        .collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut circles = Vec::new();
    for file in &graph.files {
        let file = file.as_str();
        if seen.contains(file) || !reach[file].contains(file) {
            continue;
        }
        let mutual = reach[file]
            .iter()
            .filter(|other| reach[*other].contains(file));
        let files: BTreeSet<_> = mutual.map(|file| (*file).to_owned()).collect();
        seen.extend(reach[file].iter().filter(|other| files.contains(**other)));
        let ways = files.iter().map(|file| way_round(graph, file));
        let shortest = ways.min_by_key(Vec::len).unwrap();
        circles.push(Circle { files, shortest });
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.files.len()));
    circles
}

/// What a file depends on, directly or not; the file itself only if it is in a circle.
fn reachable<'a>(graph: &'a Graph, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<_> = graph.next(file).collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(graph.next(next));
        }
    }
    reached
}

/// A shortest way from a file of a circle back to itself.
fn way_round(graph: &Graph, start: &str) -> Vec<String> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(file) = open.pop_front() {
        for next in graph.next(file) {
            if next == start {
                let mut way = vec![file];
                while let Some(before) = came_from.get(way[way.len() - 1]) {
                    way.push(before);
                }
                way.reverse();
                return way.into_iter().map(str::to_owned).collect();
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, file);
                open.push_back(next);
            }
        }
    }
    panic!("{start} is in no circle")
}
