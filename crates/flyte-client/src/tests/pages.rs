//! Pages that are asked for at the same time, of lists that change meanwhile.

use std::collections::BTreeMap;

use serde_json::json;

use crate::tests::client;
use crate::tests::server::{Request, Server, Step};
use crate::{CallOptions, TaskPages, TaskQuery};

const ALL: u32 = 1000;

/// Names of tasks, in the server's order.
fn rows() -> Vec<String> {
    (0..ALL).map(|number| format!("task-{number:04}")).collect()
}

fn with_one_more_in_front() -> Vec<String> {
    [vec!["added".to_owned()], rows()].concat()
}

fn token(request: &Request) -> String {
    let token = request.body["request"]["token"].as_str();
    token.unwrap_or_default().to_owned()
}

/// The page of so many entries at most that a request asks for.
fn page(rows: &[String], request: &Request, limit: usize) -> Step {
    let offset = token(request).parse().unwrap_or_default();
    let page: Vec<_> = rows.iter().skip(offset).take(limit).collect();
    let tasks = page.iter().map(|name| json!({"taskId": {"name": name}}));
    let next = match page.len() == limit {
        true => (offset + limit).to_string(),
        false => String::new(),
    };
    let total = if page.is_empty() { 0 } else { rows.len() };
    let answer = json!({
        "tasks": tasks.collect::<Vec<_>>(),
        "token": next,
        "metadata": {"total": 5000, "filteredTotal": total},
    });
    Step::json(&answer.to_string())
}

fn pages(server: &Server) -> TaskPages {
    let query = TaskQuery::in_domain("", "flytesnacks", "development");
    client(&server.endpoint).task_pages(query, &CallOptions::default())
}

/// What is returned, page by page.
async fn told(server: &Server) -> Vec<String> {
    let mut pages = pages(server);
    let mut told = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        told.extend(page.into_iter().map(|task| task.task_id.unwrap().name));
    }
    told
}

/// How often each page was asked for.
fn asked(server: &Server) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for request in server.requests() {
        *asked.entry(token(&request)).or_default() += 1;
    }
    asked
}

fn once(tokens: &[&str]) -> BTreeMap<String, usize> {
    let tokens = tokens.iter().map(|token| ((*token).to_owned(), 1));
    tokens.collect()
}

#[tokio::test]
async fn pages_follow_each_other_by_an_entry() {
    let server = Server::answering(|request| page(&rows(), request, 200)).await;
    assert_eq!(told(&server).await, rows());
    let expected = once(&["", "199", "398", "597", "796", "995"]);
    assert_eq!(asked(&server), expected);
}

#[tokio::test]
async fn smaller_pages_than_asked_for_are_followed() {
    let server = Server::answering(|request| page(&rows(), request, 100)).await;
    assert_eq!(told(&server).await, rows());
    assert_eq!(asked(&server).len(), 11);
}

#[tokio::test]
async fn a_page_that_ends_early_is_no_gap() {
    let server = Server::answering(|request| {
        let limit = match &*token(request) {
            "398" => 150,
            _ => 200,
        };
        page(&rows(), request, limit)
    })
    .await;
    assert_eq!(told(&server).await, rows());
    assert_eq!(asked(&server)["547"], 1);
}

#[tokio::test]
async fn what_is_added_between_two_pages_hides_no_other_entry() {
    // The page at 398 is answered before a task is deployed, the one at 199 afterwards.
    let mut asked_before = false;
    let server = Server::answering(move |request| match &*token(request) {
        "" => page(&rows(), request, 200),
        "398" if !std::mem::replace(&mut asked_before, true) => page(&rows(), request, 200),
        _ => page(&with_one_more_in_front(), request, 200),
    })
    .await;
    assert_eq!(told(&server).await, rows());
    assert_eq!(asked(&server)["398"], 2);
}

#[tokio::test]
async fn what_is_shown_twice_is_told_once() {
    let server = Server::answering(|request| match &*token(request) {
        "" | "199" => page(&rows(), request, 200),
        _ => page(&with_one_more_in_front(), request, 200),
    })
    .await;
    assert_eq!(told(&server).await, rows());
    assert_eq!(asked(&server)["398"], 1);
}

#[tokio::test]
async fn what_vanishes_hides_no_other_entry() {
    let mut asked_before = false;
    let server = Server::answering(move |request| match &*token(request) {
        "" => page(&rows(), request, 200),
        "199" if !std::mem::replace(&mut asked_before, true) => page(&rows(), request, 200),
        _ => page(&rows()[3..], request, 200),
    })
    .await;
    assert_eq!(told(&server).await, rows());
    // From a page further to the front, one after the other.
    let asked = asked(&server);
    let after: Vec<_> = ["199", "399", "599", "799", "999"]
        .map(|token| asked.get(token).copied())
        .into();
    assert_eq!(after, [Some(2), Some(1), Some(1), Some(1), None]);
}

#[tokio::test]
async fn a_token_that_is_no_offset_is_followed() {
    let server = Server::answering(|request| {
        let (entries, next) = match &*token(request) {
            "" => (0..200, "b"),
            "b" => (200..400, "400"),
            "400" => (400..600, "1"),
            _ => (600..601, ""),
        };
        let tasks = entries.map(|number| json!({"taskId": {"name": format!("task-{number:04}")}}));
        let answer = json!({
            "tasks": tasks.collect::<Vec<_>>(),
            "token": next,
            "metadata": {"filteredTotal": 601},
        });
        Step::json(&answer.to_string())
    })
    .await;
    assert_eq!(told(&server).await, rows()[..601]);
    assert_eq!(asked(&server), once(&["", "b", "400", "1"]));
}

#[tokio::test]
async fn nothing_is_asked_ahead_for_a_first_page_or_a_few() {
    let server = Server::answering(|request| page(&rows(), request, 200)).await;
    let first = pages(&server).next().await.unwrap();
    assert_eq!(first.unwrap().len(), 200);
    assert_eq!(asked(&server), once(&[""]));

    let server = Server::answering(|request| page(&rows(), request, 200)).await;
    assert_eq!(pages(&server).some(2).await.len(), 400);
    assert_eq!(asked(&server), once(&["", "200"]));
}
