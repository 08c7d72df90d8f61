//! Environments that were drawn together: a module of Python, a configuration, and each alone.

use std::fmt::{self, Display};
use std::fs;

use flyte_mock::{Mock, Options};
use serde::Deserialize;
use tempfile::TempDir;

use crate::code::bundle;
use crate::harness::backend;
use crate::harness::sdk::{Sdk, generated};

/// How they are deployed, as `generate.py` says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Bundle,
    Order,
    Image,
    Inline,
}

impl Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Bundle => "bundle",
            Self::Order => "order",
            Self::Image => "image",
            Self::Inline => "inline",
        })
    }
}

impl Kind {
    fn has_bundle(self) -> bool {
        matches!(self, Self::Bundle | Self::Order)
    }

    /// A Flyte for them.
    pub(super) fn mock(self) -> Mock {
        backend::start(Options {
            uploads: self != Self::Inline,
            ..Options::default()
        })
    }
}

/// One environment.
#[derive(Debug, Deserialize)]
pub(super) struct Drawn {
    pub(super) name: String,
    python: String,
    terraform: String,
    /// Full names.
    pub(super) tasks: Vec<String>,
    /// Whether it has a pool of Python tasks, and no bundle from the SDK.
    pub(super) cold: bool,
    /// Whether an import cannot know the inputs of a trigger, and shows more for that reason
    /// ([`IGNORED_INPUTS`]).
    ///
    /// [`IGNORED_INPUTS`]: test_support::differences::IGNORED_INPUTS
    pub(super) unknowable: bool,
    /// Whether its tasks are commands in containers.
    containers: bool,
}

impl Drawn {
    pub(super) fn address(&self) -> String {
        format!("flyte_task_environment.{}", self.name)
    }
}

/// Some of them.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) kind: Kind,
    seed: u64,
    functions: String,
    containers: String,
    configuration: String,
    pub(super) environments: Vec<Drawn>,
}

impl Batch {
    #[track_caller]
    pub(super) fn drawn(seed: u64, kind: Kind, first: usize, count: usize) -> Self {
        let folder = TempDir::with_prefix("flyte-judge-").unwrap();
        let numbers = [seed.to_string(), kind.to_string(), first.to_string()];
        let [seed_text, kind_text, first] = numbers.each_ref().map(String::as_str);
        let count = count.to_string();
        let path = folder.path().to_str().unwrap();
        generated(
            "tests/acceptance/judge/generate.py",
            &[seed_text, kind_text, first, &count, path],
        );
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        Self {
            kind,
            seed,
            functions: read("work.py"),
            containers: read("containers.py"),
            configuration: read("main.tf"),
            environments: serde_json::from_str(&read("environments.json")).unwrap(),
        }
    }

    /// Has the SDK deploy them, and answers with the configuration, which names the SDK's bundle.
    #[track_caller]
    pub(super) fn deploy(&self, mock: &Mock) -> String {
        let sdk = Sdk::new(mock);
        let has = |containers| {
            self.environments
                .iter()
                .any(|it| it.containers == containers)
        };
        if has(true) {
            sdk.deploy("containers", &self.containers);
        }
        if has(false) {
            match self.kind.has_bundle() {
                true => sdk.deploy_with_code("work", &self.functions),
                false => sdk.deploy("work", &self.functions),
            }
        }
        let tasks = self.environments.iter().flat_map(|it| &it.tasks);
        let missing: Vec<_> = tasks
            .clone()
            .filter(|task| mock.versions("flytesnacks", "development", task).is_empty())
            .collect();
        assert!(
            missing.is_empty(),
            "the seed {} ({}): the SDK has not deployed {missing:?}",
            self.seed,
            self.kind
        );
        let mut tasks = tasks;
        let uri = tasks.find_map(|task| bundle(mock, task));
        self.configuration
            .replace("\"CODE\"", &format!("\"{}\"", uri.unwrap_or_default().0))
    }

    /// A complaint about one of them, with what it is.
    pub(super) fn complaint(&self, it: &Drawn, what: &str) -> String {
        format!(
            "{} of the seed {} ({}): {what}\n\nin Python:\n\n{}\nin Terraform:\n\n{}",
            it.name, self.seed, self.kind, it.python, it.terraform
        )
    }

    /// A complaint about what stopped all of them, with those that it names.
    pub(super) fn stopped(&self, when: &str, report: &str) -> String {
        let named = self.environments.iter().filter(|it| {
            let name = |name: &str| report.contains(&format!("{}{name}", it.name));
            name("\"") || name(".") || name("`") || name(",") || name(":")
        });
        let named: String = named.map(|it| self.complaint(it, "")).collect();
        format!(
            "seed {} ({}), {when}:\n{report}\n{named}",
            self.seed, self.kind
        )
    }
}
