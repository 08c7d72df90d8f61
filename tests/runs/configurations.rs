//! The configurations with tasks that readers meet, in `examples/` and on pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use test_support::feature::Feature;

use crate::deployed::Deployed;
use crate::harness::workspace::Workspace;
use crate::markdown::Fence;
use crate::{empty, markdown, project};

/// A configuration with tasks: its files, by their paths in its folder.
#[derive(Debug)]
pub(crate) struct Configuration {
    files: BTreeMap<String, String>,
}

/// All of them, by where they stand: a folder of `examples/`, or a page and the how-manieth of the
/// configurations with tasks there it is. What a page shows of an example is not counted.
pub(crate) fn all() -> BTreeMap<String, Configuration> {
    let mut all = BTreeMap::new();
    collect("examples", &mut all);
    let examples = all
        .values()
        .flat_map(|it: &Configuration| it.files.values());
    let examples: Vec<_> = examples.map(|text| text.trim().to_owned()).collect();
    let pages = project::pages().into_iter();
    let pages: Vec<_> = pages
        .map(|page| (page.path, markdown::fences(&page.text)))
        .collect();
    let shown: Vec<_> = pages.iter().flat_map(|(_, fences)| fences).collect();
    for (path, fences) in &pages {
        let blocks = fences.iter().filter(|block| {
            block.language == "terraform"
                && has_tasks(&block.text)
                && !examples.iter().any(|it| it == block.text.trim())
        });
        for (index, block) in blocks.enumerate() {
            let mut configuration = Configuration {
                files: BTreeMap::from([("main.tf".to_owned(), block.text.clone())]),
            };
            if configuration.brings_code() {
                configuration.add_code(&block.text, &shown);
            }
            all.insert(format!("{path} {}", index + 1), configuration);
        }
    }
    all
}

/// The folders below this one that have tasks in files of their own.
fn collect(folder: &str, all: &mut BTreeMap<String, Configuration>) {
    let own = project::files(folder, "tf");
    if own.iter().any(|file| has_tasks(&project::read(file))) {
        let mut files = BTreeMap::new();
        read(&project::path(folder), "", &mut files);
        all.insert(folder.to_owned(), Configuration { files });
    }
    for entry in fs::read_dir(project::path(folder)).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            collect(&format!("{folder}/{name}"), all);
        }
    }
}

fn read(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

fn has_tasks(text: &str) -> bool {
    text.lines().any(opens_tasks)
}

/// Whether tasks are written out below this line.
fn opens_tasks(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix("tasks");
    rest.is_some_and(|rest| rest.trim_start() == "= {")
}

impl Configuration {
    /// Whether it uploads code of its own. What a module could be told does not count.
    pub(crate) fn brings_code(&self) -> bool {
        let mut outside = (self.files.iter()).filter(|(name, _)| !name.starts_with("modules/"));
        outside.any(|(_, text)| text.contains("source_dir"))
    }

    /// Puts the code of a block's first task where the block looks for it: what some page shows of
    /// a function of this name.
    fn add_code(&mut self, block: &str, shown: &[&Fence]) {
        let lines = block.lines().map(str::trim);
        let mut lines = lines.skip_while(|line| !opens_tasks(line)).skip(1);
        let function = lines.find_map(|line| line.strip_suffix(" = {"));
        let function = function.expect("it has a task");
        let module = lines.find(|line| line.starts_with("module "));
        let module = module.and_then(|line| line.split('"').nth(1));
        let module = module.expect("its first task is one of Python");
        let head = format!("def {function}(");
        let mut shown = shown.iter().filter(|it| it.language == "python");
        let code = shown.find(|it| it.text.contains(&head));
        let code = code.unwrap_or_else(|| panic!("no page shows a function `{function}`"));
        let file = format!("src/{}.py", module.replace('.', "/"));
        self.files.insert(file, code.text.clone());
    }

    /// Applies it as a reader would, who has a Flyte of their own. An empty bundle that the image
    /// would have in `/opt` is where uploads are.
    pub(crate) fn apply(&self, deployed: &Deployed) {
        let text: String = self.files.values().map(String::as_str).collect();
        let feature = if text.contains("action_trigger") {
            Feature::Actions
        } else {
            Feature::Functions
        };
        let mut workspace = Workspace::bare_with(feature).expect("nothing is skipped here");
        if !text.contains("provider \"flyte\"") {
            workspace.provider("");
        }
        let empty = empty::bundle(deployed.uploads(), "empty.tgz");
        for (name, text) in &self.files {
            let text = text.replace("endpoint = \"https://flyte.example.com\"", "");
            workspace.file(name, &text.replace("/opt/empty.tgz", &empty));
        }
        workspace.variable("FLYTE_ADMIN_ENDPOINT", &deployed.mock.url());
        workspace.variable("FLYTE_ADMIN_INSECURE", "true");
        workspace.variable("FLYTE_TASK_PROJECT", "flytesnacks");
        workspace.variable("FLYTE_TASK_DOMAIN", "development");
        if workspace.path().join("modules").exists() {
            workspace.terraform(&["get"]).succeeded();
        }
        workspace.apply();
    }
}
