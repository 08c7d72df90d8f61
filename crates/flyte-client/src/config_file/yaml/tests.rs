//! Texts as trees, with their positions.

use super::*;

/// A value as compact text, with scalars that are not plain in quotes.
fn shown(value: &Value) -> String {
    match &*value.node {
        Node::Null => "null".into(),
        Node::Scalar { text, plain: true } => text.clone(),
        Node::Scalar { text, .. } => format!("{text:?}"),
        Node::List(items) => {
            let items: Vec<_> = items.iter().map(shown).collect();
            format!("[{}]", items.join(" "))
        }
        Node::Mapping(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| format!("{key}={}", shown(value)))
                .collect();
            format!("{{{}}}", entries.join(" "))
        }
    }
}

fn read(text: &str) -> Value {
    match parse(text) {
        Ok(Document::One(value)) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn scalars_keep_their_text() {
    let value = read("a: 007\nb: 'yes'\nc: yes\nd: ~\ne:\nf: |\n  x\ng: !!str yes\n");
    assert_eq!(
        shown(&value),
        r#"{a=007 b="yes" c=yes d=null e=null f="x\n" g="yes"}"#
    );
}

#[test]
fn a_text_without_values_is_no_document() {
    for text in ["", "# nothing\n", "---\n# nothing\n"] {
        match parse(text).unwrap() {
            Document::None => {}
            Document::One(value) => assert!(matches!(*value.node, Node::Null)),
            Document::Several(_) => panic!("{text:?}"),
        }
    }
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let value = read("a: 1\na: 2\n");
    assert_eq!(shown(value.get("a").unwrap()), "2");
}

#[test]
fn aliases_and_merges_give_way_to_what_is_written() {
    let value = read(
        "one: &one {a: 1, b: 1}\ntwo: &two {a: 2, c: 2}\nboth:\n  b: mine\n  <<: [*one, *two]\n\
         same: *one\n",
    );
    let both = value.get("both").unwrap();
    for (key, expected) in [("a", "1"), ("b", "mine"), ("c", "2")] {
        assert_eq!(shown(both.get(key).unwrap()), expected, "{key}");
    }
    assert_eq!(shown(value.get("same").unwrap()), "{a=1 b=1}");
}

#[test]
fn every_value_knows_where_it_stands() {
    let value = read("admin:\n  endpoint: x\n  scopes:\n    - all\n");
    let admin = value.get("admin").unwrap();
    let position = |key| {
        let Position { line, column } = admin.get(key).unwrap().position;
        (line, column)
    };
    assert_eq!(position("endpoint"), (2, 13));
    assert_eq!(position("scopes").0, 4);
}

#[test]
fn what_is_broken_is_placed() {
    for (text, line, problem) in [
        ("a: [1, 2\nb: 3\n", 2, ""),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("a: 'x\n", 1, ""),
        ("a: *nobody\n", 1, ""),
        ("a: &a [*a]\n", 1, "inside the value that it refers to"),
        ("a:\n  <<: 1\n", 2, "`<<` needs a mapping"),
    ] {
        let broken = parse(text).unwrap_err();
        assert!(
            broken.position.line.abs_diff(line) <= 1,
            "{text:?}: {broken:?}"
        );
        assert!(broken.position.column > 0, "{text:?}");
        assert!(broken.problem.contains(problem), "{text:?}: {broken:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(10_000);
    assert!(parse(&deep).is_err());
    for (levels, fits) in [(31, true), (32, false), (20_000, false)] {
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..levels {
            let below = format!("*a{}", level - 1);
            text += &format!("a{level}: &a{level} [{below}, {below}, {below}]\n");
        }
        match parse(&text) {
            Ok(_) => assert!(fits, "{levels}"),
            Err(error) => assert!(!fits && error.problem.contains("too deeply"), "{error:?}"),
        }
    }
}

/// 615 bytes, of which 647 MiB were made.
#[test]
fn merges_cannot_double_with_every_line() {
    let mut bomb = "a0: &a0 {x: 1}\n".to_owned();
    for level in 1..=23 {
        let below = level - 1;
        bomb += &format!("a{level}: &a{level} {{<<: [*a{below}, *a{below}]}}\n");
    }
    let broken = parse(&bomb).unwrap_err();
    assert!(
        broken
            .problem
            .contains("more entries than a configuration file can have"),
        "{broken:?}"
    );
    assert_eq!(broken.position.line, 14);
    let long = "- x\n".repeat(MOST);
    assert!(parse(&long).is_err());
    assert!(parse(&long[4..]).is_ok());
}
