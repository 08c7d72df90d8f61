//! The configurations in examples and on pages: formatted, and valid for this very provider.
//!
//! Every block of HCL stands for itself. What it leaves out is added, as a reader would: the
//! provider block, the resources and variables that it refers to, the YAML that stands above it on
//! the page, and the modules of the example. Blocks that only newer Terraforms understand are
//! checked with one that does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use test_support::chosen;
use test_support::feature::Feature;
use test_support::terraform::Terraform;

use crate::{markdown, project};

/// What every configuration with the provider has.
const REQUIRED: &str = "terraform {\n  required_providers {\n    \
                        flyte = { source = \"flyte-iac/flyte\" }\n  }\n}\n";

/// The modules that blocks on pages call.
const MODULES: &str = "examples/environment-module/modules";

/// A configuration, and where it stands.
struct Configuration {
    origin: String,
    text: String,
    /// The YAML that the page shows last before.
    yaml: String,
}

fn terraform(program: &'static Path) -> Terraform {
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    Terraform::with_provider(program, provider.parent().unwrap())
}

#[test]
fn examples_are_formatted() {
    let run = terraform(Feature::Query.terraform().unwrap())
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
    let run = terraform(chosen::terraform())
        .command(folder.path(), &["fmt", "-check", "-diff", "-no-color"])
        .output();
    assert_success(&run.unwrap(), "a block is not as `terraform fmt` writes it");
}

#[test]
fn configurations_are_valid() {
    let blocks = blocks();
    let examples = examples();
    assert!(!blocks.is_empty() && !examples.is_empty());
    for configuration in blocks.into_iter().chain(examples) {
        configuration.assert_valid();
    }
}

impl Configuration {
    fn assert_valid(&self) {
        let folder = TempDir::new().unwrap();
        if self.has_block("provider_installation") {
            // Settings of the command line, which every command reads.
            fs::write(folder.path().join("settings.tfrc"), &self.text).unwrap();
            let run = terraform(chosen::terraform())
                .command(folder.path(), &["version", "-no-color"])
                .env("TF_CLI_CONFIG_FILE", folder.path().join("settings.tfrc"))
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&run.stdout);
            assert!(!told.contains("Error"), "{}: {told}", self.origin);
            assert_success(&run, &self.origin);
            return;
        }
        let file = match () {
            () if self.has_block("list") => "main.tfquery.hcl",
            () if self.has_block("run") => "main.tftest.hcl",
            () => "main.tf",
        };
        fs::write(folder.path().join(file), &self.text).unwrap();
        fs::write(folder.path().join("left_out.tf"), self.left_out()).unwrap();
        if let Some(name) = self.reads() {
            fs::write(folder.path().join(name), &self.yaml).unwrap();
        }
        let feature = self.newest_feature();
        let program = match feature {
            Some(feature) => feature.terraform().unwrap(),
            None => chosen::terraform(),
        };
        if self.has_block("module") {
            copy(&project::path(MODULES), &folder.path().join("modules"));
            let run = terraform(program)
                .command(folder.path(), &["get", "-no-color"])
                .output();
            assert_success(&run.unwrap(), &self.origin);
        }
        let query = (feature == Some(Feature::Query)).then_some("-query");
        let run = terraform(program)
            .command(folder.path(), &["validate", "-no-color"])
            .args(query)
            .output();
        assert_success(&run.unwrap(), &self.origin);
    }

    /// The name of the file that it reads, if it reads one beside it.
    fn reads(&self) -> Option<&str> {
        let (_, rest) = self.text.split_once("(\"${path.module}/")?;
        rest.split('"')
            .next()
            .filter(|name| name.ends_with(".yaml"))
    }

    fn has_block(&self, name: &str) -> bool {
        self.text.lines().any(|line| {
            let rest = line.trim_start().strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(" \"") || rest.starts_with(" {"))
        })
    }

    /// The newest of the features that it uses.
    fn newest_feature(&self) -> Option<Feature> {
        Feature::ALL.into_iter().rfind(|feature| match feature {
            Feature::Removed => self.has_block("removed"),
            Feature::Functions => self.text.contains("provider::"),
            Feature::Moves => self.has_block("moved"),
            Feature::WriteOnly => {
                self.text.contains("_wo ") || self.text.contains("ephemeral = true")
            }
            Feature::Identity => self.has_block("import") && self.text.contains("identity = {"),
            Feature::Query => self.has_block("list"),
            Feature::Actions => self.has_block("action") || self.has_block("action_trigger"),
        })
    }

    /// What a reader has to add.
    fn left_out(&self) -> String {
        let mut text = String::new();
        if !self.text.contains("required_providers") {
            text.push_str(REQUIRED);
        }
        for name in self.referred_to("flyte_task_environment.") {
            let head = format!("resource \"flyte_task_environment\" \"{name}\"");
            if !self.text.contains(&head) {
                text.push_str(&format!("{head} {{\n  name = \"{name}\"\n}}\n"));
            }
        }
        for name in self.referred_to("flyte_secret.") {
            let head = format!("resource \"flyte_secret\" \"{name}\"");
            if !self.text.contains(&head) {
                text.push_str(&format!("{head} {{\n  name = \"{name}\"\n}}\n"));
            }
        }
        for name in self.referred_to("var.") {
            let head = format!("variable \"{name}\"");
            if !self.text.contains(&head) {
                text.push_str(&format!("{head} {{}}\n"));
            }
        }
        text
    }

    /// The names that follow this prefix in expressions.
    fn referred_to(&self, prefix: &str) -> BTreeSet<&str> {
        let code = self
            .text
            .lines()
            .map(|line| line.split(" #").next().unwrap_or_default());
        let mut names = BTreeSet::new();
        for line in code.filter(|line| !line.trim_start().starts_with(['#', '"'])) {
            for (at, _) in line.match_indices(prefix) {
                let before = line[..at].chars().next_back();
                let name = &line[at + prefix.len()..];
                let end = name.find(|it: char| !it.is_alphanumeric() && it != '_');
                let name = &name[..end.unwrap_or(name.len())];
                let is_whole = before.is_none_or(|it| !it.is_alphanumeric() && !"_.".contains(it));
                if is_whole && !name.is_empty() && !line.trim_start().starts_with("from ") {
                    names.insert(name);
                }
            }
        }
        names
    }
}

/// The blocks on pages.
fn blocks() -> Vec<Configuration> {
    let mut blocks = Vec::new();
    for page in project::pages() {
        let mut yaml = String::new();
        for fence in markdown::fences(&page.text) {
            if ["terraform", "hcl", "tf"].contains(&fence.language.as_str()) {
                blocks.push(Configuration {
                    origin: format!("{}:{}", page.path, fence.line),
                    text: fence.text,
                    yaml: yaml.clone(),
                });
            } else if fence.language == "yaml" {
                yaml = fence.text;
            }
        }
    }
    blocks
}

/// The configurations in `examples/` that are on no page and consist of one folder. Those of more
/// are applied by the acceptance tests.
fn examples() -> Vec<Configuration> {
    let folders = ["examples/quickstart", "examples/provider"].into_iter();
    folders
        .map(|folder| Configuration {
            text: project::files(folder, "tf")
                .iter()
                .map(project::read)
                .collect(),
            origin: folder.to_owned(),
            yaml: String::new(),
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

fn assert_success(run: &Output, what: &str) {
    assert!(
        run.status.success(),
        "{what}\n{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
