//! What the workspace consists of, as Cargo tells it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// A crate of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Where its manifest is, from the root of the project.
    pub(crate) manifest: String,
    /// What Cargo compiles of it.
    pub(crate) targets: Vec<Target>,
    /// What it depends on.
    pub(crate) dependencies: Vec<Dependency>,
}

/// What a crate depends on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// The name of the other crate.
    pub(crate) name: String,
    /// What it is needed for: `normal`, `dev` or `build`.
    pub(crate) kind: String,
    /// Whether it is one of the workspace's.
    pub(crate) internal: bool,
}

/// One thing that Cargo compiles: a library, a program, a suite of tests.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name, as code writes it.
    pub(crate) name: String,
    /// What kind it is of: `lib`, `bin`, `test`, `bench`, `example` or `custom-build`.
    pub(crate) kind: String,
    /// The file that it starts at, from the root of the project.
    pub(crate) root: String,
}

impl Target {
    /// Whether it is compiled for tests only.
    pub(crate) fn is_suite(&self) -> bool {
        matches!(self.kind.as_str(), "test" | "bench")
    }
}

/// The root of the checkout that is looked at: this one, or the one that `TIDY_ROOT` names.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the rules do not depend on it, only what they are held against"
        )]
        let named = std::env::var_os("TIDY_ROOT");
        let root = named.map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
            PathBuf::from,
        );
        root.canonicalize()
            .unwrap_or_else(|error| panic!("{}: {error}", root.display()))
    });
    &ROOT
}

/// The text of a file, by its path from the root.
pub(crate) fn text_of(file: &str) -> String {
    let path = root().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The crates of the workspace.
pub(crate) fn packages() -> &'static [Package] {
    static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
        let done = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
            .arg("--manifest-path")
            .arg(root().join("Cargo.toml"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "cargo metadata: {told}");
        let metadata: Value = serde_json::from_slice(&done.stdout).unwrap();
        let packages: Vec<_> = list(&metadata["packages"]).map(package).collect();
        assert!(packages.len() > 5, "the workspace has more crates");
        packages
    });
    &PACKAGES
}

/// Whether the crate that a file belongs to is one of the workspace's.
pub(crate) fn is_in_workspace(file: &str) -> bool {
    let folders = Path::new(file).ancestors().skip(1);
    let manifest = folders
        .map(|folder| folder.join("Cargo.toml"))
        .find(|manifest| root().join(manifest).exists());
    let manifest = manifest.expect("the root has one");
    packages()
        .iter()
        .any(|package| Path::new(&package.manifest) == manifest)
}

fn package(value: &Value) -> Package {
    Package {
        name: text(&value["name"]),
        manifest: from_root(&value["manifest_path"]),
        targets: list(&value["targets"]).map(target).collect(),
        dependencies: list(&value["dependencies"]).map(dependency).collect(),
    }
}

fn dependency(value: &Value) -> Dependency {
    Dependency {
        name: text(&value["name"]),
        kind: value["kind"].as_str().unwrap_or("normal").to_owned(),
        internal: value["path"].is_string(),
    }
}

fn target(value: &Value) -> Target {
    Target {
        name: text(&value["name"]).replace('-', "_"),
        kind: text(&value["kind"][0]),
        root: from_root(&value["src_path"]),
    }
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn from_root(value: &Value) -> String {
    let path = text(value);
    let relative = Path::new(&path).strip_prefix(root()).expect("in the root");
    relative.to_str().expect("UTF-8").to_owned()
}
