//! What is an arrow between two files, what is none, and that a circle is found.

use crate::circles::graph::Graph;
use crate::circles::{circles, in_no_crate};
use crate::sources::Sources;

/// The arrows of a made-up crate, each as `from:line to`.
#[track_caller]
fn arrows(files: &[(&str, &str)], keep_tests: bool) -> Vec<String> {
    let graph = Graph::read(&Sources::made_up(files), "lib.rs", keep_tests);
    let lines = graph.arrows.iter().flat_map(|((from, to), lines)| {
        lines.keys().map(move |line| format!("{from}:{line} {to}"))
    });
    lines.collect()
}

/// The arrows from `a.rs`, beside a `b.rs` and what its module `b::c` hands on.
#[track_caller]
fn from_a(text: &str) -> Vec<String> {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod one; pub use b::Thing; pub const TOP: u8 = 0;",
        ),
        ("a.rs", text),
        (
            "b/mod.rs",
            "pub mod c; pub use c::Inner; pub struct Thing; pub fn make() {}",
        ),
        ("b/c.rs", "pub struct Inner; pub enum Kind { One }"),
        ("one.rs", "pub fn one() {}"),
    ];
    arrows(&files, false)
}

#[test]
fn a_private_import_is_an_arrow() {
    assert_eq!(from_a("\nuse crate::b::Thing;"), ["a.rs:2 b/mod.rs"]);
    assert_eq!(from_a("use crate::b::Thing as Other;"), ["a.rs:1 b/mod.rs"]);
    assert_eq!(from_a("use super::b::c::Kind::One;"), ["a.rs:1 b/c.rs"]);
    assert_eq!(
        from_a("use crate::b::{\n    Thing,\n    c::{self, Kind},\n};"),
        ["a.rs:3 b/c.rs", "a.rs:2 b/mod.rs"]
    );
    assert_eq!(
        from_a("fn f() {\n    use crate::b::make;\n}"),
        ["a.rs:2 b/mod.rs"]
    );
}

#[test]
fn what_is_handed_on_is_needed_where_it_is_defined() {
    assert_eq!(from_a("use crate::Thing;"), ["a.rs:1 b/mod.rs"]);
    assert_eq!(from_a("use crate::b::Inner;"), ["a.rs:1 b/c.rs"]);
    assert_eq!(from_a("pub use crate::b::Inner;"), [""; 0]);
    assert_eq!(
        from_a("pub use crate::b::Inner;\nfn f(_: Inner) {}"),
        ["a.rs:2 b/c.rs"]
    );
}

#[test]
fn a_path_in_the_code_is_an_arrow() {
    assert_eq!(
        from_a("fn f() -> crate::b::Thing { loop {} }"),
        ["a.rs:1 b/mod.rs"]
    );
    assert_eq!(from_a("const A: u8 = super::TOP;"), ["a.rs:1 lib.rs"]);
    assert_eq!(
        from_a("fn f() {\n    log!(x = crate::b::c::Kind::One);\n}"),
        ["a.rs:2 b/c.rs"]
    );
    assert_eq!(
        from_a("#[serde(with = \"crate::b\")]\nstruct A;"),
        ["a.rs:1 b/mod.rs"; 0]
    );
    assert_eq!(
        from_a("#[serde(with = \"crate::b::c::text\")]\nstruct A;"),
        ["a.rs:1 b/c.rs"]
    );
    assert_eq!(
        from_a("#[derive(crate::b::Thing)]\nstruct A;"),
        ["a.rs:1 b/mod.rs"]
    );
}

#[test]
fn an_imported_module_is_an_arrow_where_something_in_it_is_named() {
    assert_eq!(from_a("use crate::b;"), [""; 0]);
    assert_eq!(
        from_a("use crate::b;\nfn f() { b::make() }"),
        ["a.rs:2 b/mod.rs"]
    );
    assert_eq!(
        from_a("use crate::b::c as x;\nfn f() { x::Kind::One; }"),
        ["a.rs:2 b/c.rs"]
    );
    assert_eq!(
        from_a("use crate::b;\nfn f(_: b::c::Inner) {}"),
        ["a.rs:2 b/c.rs"]
    );
    assert_eq!(
        from_a("use crate::one;\nfn f() { one::one() }"),
        ["a.rs:2 one.rs"]
    );
}

#[test]
fn a_glob_is_an_arrow_and_what_comes_by_it_too() {
    assert_eq!(from_a("use crate::b::*;"), ["a.rs:1 b/mod.rs"]);
    assert_eq!(
        from_a("use crate::b::*;\nfn f(_: Inner) {}"),
        ["a.rs:2 b/c.rs", "a.rs:1 b/mod.rs"]
    );
    assert_eq!(from_a("mod x {\n    use super::*;\n}"), [""; 0]);
}

#[test]
fn what_only_looks_like_a_name_is_no_arrow() {
    assert_eq!(from_a("/// [`crate::b::Thing`]\nstruct A;"), [""; 0]);
    assert_eq!(
        from_a("// crate::b::Thing\nconst A: &str = \"crate::b::make\";"),
        [""; 0]
    );
    let file = "pub use crate::b::make;\nfn f(make: u8) { g(make); h.make(); S { make: 1 }; }";
    assert_eq!(from_a(file), [""; 0]);
    assert_eq!(
        from_a("pub use crate::b::Inner;\nenum A { Inner }"),
        [""; 0]
    );
    assert_eq!(
        from_a("fn f() { b::make(); ::b::make(); Self::b(); }"),
        [""; 0]
    );
}

#[test]
fn what_is_compiled_with_tests_only_counts_in_suites_only() {
    for text in [
        "#[cfg(test)]\nuse crate::b::Thing;",
        "#[cfg(test)]\nfn f(_: crate::b::Thing) {}",
        "#[cfg(all(test, unix))]\nmod x { use crate::b::Thing; }",
        "struct A;\nimpl A { #[cfg(test)] fn f(_: crate::b::Thing) {} }",
        "struct A { #[cfg(test)]\n a: crate::b::Thing, }",
    ] {
        assert_eq!(from_a(text), [""; 0], "{text}");
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", text),
            ("b.rs", "pub struct Thing;"),
        ];
        assert_eq!(arrows(&files, true).len(), 1, "{text}");
    }
    assert_eq!(
        from_a("#[cfg(any(test, unix))]\nuse crate::b::Thing;"),
        ["a.rs:2 b/mod.rs"]
    );
    assert_eq!(
        from_a("#[cfg(not(test))]\nuse crate::b::Thing;"),
        ["a.rs:2 b/mod.rs"]
    );
}

#[test]
fn modules_are_found_where_the_compiler_finds_them() {
    let files = [
        (
            "lib.rs",
            "mod a; mod inline { pub mod deep; } #[path = \"x/odd.rs\"] mod odd;",
        ),
        (
            "a.rs",
            "mod b; fn f() { b::f(); crate::inline::deep::f(); crate::odd::near::f(); }",
        ),
        ("a/b.rs", "pub fn f() {}"),
        ("inline/deep.rs", "pub fn f() {}"),
        ("x/odd.rs", "pub mod near;"),
        ("x/near.rs", "pub fn f() {}"),
    ];
    let expected = ["a.rs:1 a/b.rs", "a.rs:1 inline/deep.rs", "a.rs:1 x/near.rs"];
    assert_eq!(arrows(&files, false), expected);
}

#[test]
#[should_panic(expected = "lib.rs:2: `mod a;` has no file")]
fn a_module_without_a_file_is_no_pass() {
    arrows(&[("lib.rs", "\nmod a;")], false);
}

#[test]
fn a_circle_is_told_with_its_shortest_way_round() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; pub use a::A;"),
        ("a.rs", "use crate::b::B;\npub struct A;"),
        ("b.rs", "use crate::c::C;\nuse crate::d::D;\npub struct B;"),
        ("c.rs", "use crate::A;\npub struct C;"),
        ("d.rs", "\nuse crate::b::B;\npub struct D;"),
    ];
    let graph = Graph::read(&Sources::made_up(&files), "lib.rs", false);
    let expected = "\
4 files need each other:
    a.rs
    b.rs
    c.rs
    d.rs
  a shortest way round:
    b.rs needs d.rs
      b.rs:2: `use crate::d::D`
    d.rs needs b.rs
      d.rs:2: `use crate::b::B`
  what else they need of each other:
    a.rs needs b.rs
      a.rs:1: `use crate::b::B`
    b.rs needs c.rs
      b.rs:1: `use crate::c::C`
    c.rs needs a.rs
      c.rs:1: `use crate::A`
";
    assert_eq!(circles(&graph), [expected]);
}

#[test]
fn each_circle_is_told_once() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; use crate::c::C; pub struct B;"),
        ("c.rs", "use crate::d::D; pub struct C;"),
        ("d.rs", "use crate::c::C; pub struct D;"),
    ];
    let graph = Graph::read(&Sources::made_up(&files), "lib.rs", false);
    assert_eq!(circles(&graph).len(), 2);
}

#[test]
fn arrows_in_one_direction_are_no_circle() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("a.rs", "use crate::B; pub struct A;"),
        ("b.rs", "pub struct B;"),
    ];
    let graph = Graph::read(&Sources::made_up(&files), "lib.rs", false);
    assert_eq!(circles(&graph), [""; 0]);
}

#[test]
fn a_file_that_no_crate_declares_is_found() {
    let files = [
        ("lib.rs", "mod a; #[cfg(test)] mod tests;"),
        ("a.rs", ""),
        ("left_over.rs", ""),
        ("main.rs", ""),
        ("tests.rs", ""),
    ];
    let sources = Sources::made_up(&files);
    assert_eq!(
        in_no_crate(&sources, &["lib.rs", "main.rs"]),
        ["left_over.rs"]
    );
}
