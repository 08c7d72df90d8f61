//! The rules of the code, as tests: what ARCHITECTURE.md and CONTRIBUTING.md say of every file and
//! a compiler does not check.
//!
//! Each rule is a file here. Its first test holds the rule against the project and names file, line
//! and what to do; the tests after it show, on a small made-up input, that the rule can be broken.
//!
//! * [`arrows`] and [`drawing`]: crates depend on what ARCHITECTURE.md says and draws, and on nothing
//!   else;
//! * [`circles`]: the files of a crate form no circles;
//! * [`heads`] and [`lengths`]: a file says what it is, and has at most 400 lines;
//! * [`imports`]: imports are written in one form;
//! * [`json_features`]: no crate changes how the others read JSON;
//! * [`learned`]: each trap in CONTRIBUTING.md is guarded by a test that exists;
//! * [`log_names`]: the log knows every crate that writes to it;
//! * [`manifests`]: every crate inherits lints, version and licence from the workspace;
//! * [`masks`]: what a comparison with the SDK leaves out is in the table of differences;
//! * [`matrix`]: the tests that are run with every Terraform exist;
//! * [`words`]: no module is called by a word that says nothing, and nothing is put off.
//!
//! [`project`] asks Cargo what there is, [`sources`] reads every file once, and [`syntax`] is what
//! is known of a file then.
//!
//! `TIDY_ROOT=/path/to/checkout cargo test -p tidy` checks another checkout by these rules.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod arrows;
mod circles;
mod drawing;
mod findings;
mod heads;
mod imports;
mod json_features;
mod learned;
mod lengths;
mod log_names;
mod manifests;
mod masks;
mod matrix;
mod project;
mod sources;
mod syntax;
mod words;
