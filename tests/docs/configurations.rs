//! The configurations in examples and on pages: formatted, and valid for this very provider.

use std::{fs, path::Path, process::Output};

use tempfile::TempDir;

use crate::{chosen, markdown, project, terraform::Terraform};

/// A configuration, and where it stands.
struct Configuration {
    origin: String,
    text: String,
}

fn terraform() -> Terraform {
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    Terraform::with_provider(chosen::terraform(), provider.parent().unwrap())
}

#[test]
fn examples_are_formatted() {
    let run = terraform()
        .command(
            &project::path("examples"),
            &["fmt", "-check", "-diff", "-recursive", "-no-color"],
        )
        .output();
    assert_success(
        &run.unwrap(),
        "examples/ is not as `terraform fmt` writes it",
    );
}

#[test]
fn blocks_on_pages_are_formatted() {
    let folder = TempDir::new().unwrap();
    for block in blocks() {
        let name = block.origin.replace('/', "_");
        fs::write(folder.path().join(name).with_extension("tf"), block.text).unwrap();
    }
    let run = terraform()
        .command(folder.path(), &["fmt", "-check", "-diff", "-no-color"])
        .output();
    assert_success(&run.unwrap(), "a block is not as `terraform fmt` writes it");
}

#[test]
fn configurations_are_valid() {
    let terraform = terraform();
    let mut seen = 0;
    for configuration in blocks().into_iter().chain(examples()) {
        if !describes_something(&configuration.text) {
            continue;
        }
        seen += 1;
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("main.tf"), &configuration.text).unwrap();
        if !configuration.text.contains("required_providers") {
            fs::write(folder.path().join("provider.tf"), provider()).unwrap();
        }
        let run = terraform
            .command(folder.path(), &["validate", "-no-color"])
            .output();
        assert_success(&run.unwrap(), &configuration.origin);
    }
    assert!(seen > 0, "no configuration was found");
}

/// The blocks on pages.
fn blocks() -> Vec<Configuration> {
    let mut blocks = Vec::new();
    for page in project::pages() {
        for fence in markdown::fences(&page.text) {
            if ["terraform", "hcl", "tf"].contains(&fence.language.as_str()) {
                blocks.push(Configuration {
                    origin: format!("{}:{}", page.path, fence.line),
                    text: fence.text,
                });
            }
        }
    }
    blocks
}

/// The folders of `examples/`, each one configuration.
fn examples() -> Vec<Configuration> {
    let mut folders = vec![
        "examples/quickstart".to_owned(),
        "examples/provider".to_owned(),
    ];
    for kind in ["resources", "functions"] {
        let kind = format!("examples/{kind}");
        let entries = fs::read_dir(project::path(&kind)).unwrap();
        folders.extend(entries.map(|entry| {
            let name = entry.unwrap().file_name();
            format!("{kind}/{}", name.to_str().unwrap())
        }));
    }
    let texts = folders.into_iter().map(|folder| {
        let files = project::files(&folder, "tf");
        Configuration {
            text: files.iter().map(project::read).collect(),
            origin: folder,
        }
    });
    texts.collect()
}

/// What the examples of resources leave out.
fn provider() -> String {
    project::read("examples/provider/provider.tf")
}

/// Whether it is more than a fragment, such as a lone `import` block.
fn describes_something(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| {
        ["resource \"", "provider \"", "module \"", "output \""]
            .iter()
            .any(|start| line.starts_with(start))
    })
}

fn assert_success(run: &Output, what: &str) {
    assert!(
        run.status.success(),
        "{what}\n{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
