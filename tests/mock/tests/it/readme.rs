//! The part of the README that tells what the mock does not do: generated from the methods that it
//! serves and from the table of what it answers in another way.
//!
//! `UPDATE_DOCS=1 cargo test -p flyte-mock` writes it.

use std::fmt::Write as _;
use std::fs;

use flyte_mock::serves;
use flyte_mock::services::{SERVICES, Server, Service};

use crate::conformance::allowed::ALLOWED;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const BEGIN: &str = "<!-- begin: what it does not do -->\n";
const END: &str = "<!-- end: what it does not do -->\n";

#[test]
fn the_readme_tells_what_the_mock_does_not_do() {
    let text = fs::read_to_string(PATH).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    let expected = format!("{head}{BEGIN}{}{END}{tail}", section());
    if update() {
        fs::write(PATH, &expected).unwrap();
    }
    assert!(
        text == expected || update(),
        "README.md is stale; run UPDATE_DOCS=1 cargo test -p flyte-mock"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment says whether to write"
)]
fn update() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

fn section() -> String {
    let mut text = String::new();
    let all = |server| SERVICES.iter().filter(move |it| it.server == server);
    let methods = |wanted: bool, it: &Service| {
        let names = it.methods.iter();
        let names = names.filter(|method| serves(it.name, method) == wanted);
        let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            "–".to_owned()
        } else {
            names.join(", ")
        }
    };
    text += "\nOf what an open-source server has, it serves these methods; to the others it answers \
             `unimplemented`, with a text that names it:\n\n\
             | service | served | not served |\n|---|---|---|\n";
    for it in all(Server::Runs).chain(all(Server::Whole)) {
        let (served, missing) = (methods(true, it), methods(false, it));
        writeln!(text, "| `{}` | {served} | {missing} |", it.name).unwrap();
    }
    let absent: Vec<_> = all(Server::None)
        .map(|it| format!("`{}`", it.name))
        .collect();
    writeln!(
        text,
        "\nNo open-source server has {}; nor has the mock: a bare 404.\n",
        absent.join(", ")
    )
    .unwrap();
    text += "Its answers are those of the real server, held against it by `tests/conformance`, but \
             for:\n\n| what | why |\n|---|---|\n";
    for row in &ALLOWED {
        writeln!(text, "| {} | {} |", row.what, row.why).unwrap();
    }
    text.push('\n');
    text
}
