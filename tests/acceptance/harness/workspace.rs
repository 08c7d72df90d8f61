//! A folder with a configuration, and what one does with it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use environment::{Environment as _, ProcessEnvironment};
use flyte_mock::Mock;
use serde_json::Value;
use tempfile::TempDir;
use test_support::chosen;
use test_support::feature::Feature;

use crate::harness::plan::Plan;
use crate::harness::process::Process;
use crate::harness::run::Run;
use crate::harness::state::State;
use crate::harness::terraform;

/// A working folder of Terraform's. It goes when it is dropped.
#[derive(Debug)]
pub(crate) struct Workspace {
    program: &'static Path,
    folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl Workspace {
    /// A folder whose provider block leads to this backend.
    pub(crate) fn new(mock: &Mock) -> Self {
        Self::bare().leading_to(&mock.url(), "flytesnacks")
    }

    /// The same, for a Terraform with this feature. `None` if the test is to be skipped, which has
    /// then been told.
    pub(crate) fn with(feature: Feature, mock: &Mock) -> Option<Self> {
        Some(Self::bare_with(feature)?.leading_to(&mock.url(), "flytesnacks"))
    }

    /// A folder without any configuration; Terraform finds our provider in it.
    pub(crate) fn bare() -> Self {
        Self::run_by(chosen::terraform())
    }

    /// The same, for a Terraform with this feature, as for [`Workspace::with`].
    pub(crate) fn bare_with(feature: Feature) -> Option<Self> {
        feature.terraform().map(Self::run_by)
    }

    fn run_by(program: &'static Path) -> Self {
        let workspace = Self {
            program,
            folder: TempDir::with_prefix("flyte-acceptance-").unwrap(),
            variables: BTreeMap::new(),
        };
        let provider_folder = terraform::provider().parent().unwrap();
        workspace.file("settings.tfrc", &terraform::settings(provider_folder));
        workspace
    }

    /// The same folder, with a provider block that leads to this endpoint, and to this project.
    pub(crate) fn leading_to(self, endpoint: &str, project: &str) -> Self {
        self.provider(&format!(
            "endpoint = {endpoint:?}\n  insecure = true\n  project = {project:?}\n  \
             domain = \"development\"\n  default_image = \"ghcr.io/acme/app:1\""
        ));
        self
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes `provider.tf`, with these lines in the provider block.
    pub(crate) fn provider(&self, block: &str) {
        self.file(
            "provider.tf",
            &format!(
                "terraform {{\n  required_providers {{\n    \
                 flyte = {{ source = \"flyte-iac/flyte\" }}\n  }}\n}}\n\n\
                 provider \"flyte\" {{\n  {block}\n}}\n"
            ),
        );
    }

    /// Writes `main.tf`.
    pub(crate) fn write(&self, configuration: &str) {
        self.file("main.tf", configuration);
    }

    /// Writes a file, and the folders that it is in. Nobody else may write to it.
    pub(crate) fn file(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        fs::set_permissions(path, fs::Permissions::from_mode(mode & !0o022)).unwrap();
    }

    /// Sets an environment variable for Terraform and the provider.
    pub(crate) fn variable(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// Moves the home folder, which is otherwise this one, away: a configuration file in this folder is
    /// then one that was only found.
    pub(crate) fn leave_home(&mut self) {
        let home = self.path().join("home");
        fs::create_dir_all(&home).unwrap();
        self.variable("HOME", home.to_str().unwrap());
    }

    /// Lets Terraform and the provider find the programs in this folder first.
    pub(crate) fn before_path(&mut self, folder: &Path) {
        let path = ProcessEnvironment.get("PATH").unwrap_or_default();
        self.variable("PATH", &format!("{}:{path}", folder.display()));
    }

    /// A Terraform command that has not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let settings = self.path().join("settings.tfrc");
        let mut command = terraform::command(self.program, self.path(), &settings);
        command.args(arguments).envs(&self.variables);
        command
    }

    /// Runs a Terraform command to its end.
    pub(crate) fn terraform(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output();
        Run::read(output.expect("Terraform runs"))
    }

    /// Starts to apply the configuration.
    pub(crate) fn start_apply(&self) -> Process {
        Process::start(self.command(&["apply", "-json", "-auto-approve"]))
    }

    /// From now on, notes the id of each provider process that Terraform starts.
    pub(crate) fn note_providers(&self) {
        let script = format!(
            "#!/bin/sh\necho $$ >> {:?}\nexec {:?} \"$@\"\n",
            self.path().join("providers"),
            terraform::provider()
        );
        let name = terraform::provider().file_name().unwrap();
        let path = Path::new("bin").join(name);
        self.file(path.to_str().unwrap(), &script);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.path().join(path), executable).unwrap();
        let folder = self.path().join("bin");
        self.file("settings.tfrc", &terraform::settings(&folder));
    }

    /// The provider processes that were noted, oldest first.
    pub(crate) fn providers(&self) -> Vec<u32> {
        let noted = fs::read_to_string(self.path().join("providers")).unwrap_or_default();
        noted.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// Forgets the provider processes that were noted.
    pub(crate) fn forget_providers(&self) {
        self.file("providers", "");
    }

    /// The provider process that Terraform has started last.
    pub(crate) fn last_provider(&self) -> u32 {
        *self.providers().last().unwrap()
    }

    /// `terraform validate`, which may fail.
    pub(crate) fn validate(&self) -> Run {
        self.terraform(&["validate", "-json"])
    }

    /// `terraform plan`, which may fail.
    pub(crate) fn try_plan(&self, options: &[&str]) -> Run {
        let plan = ["plan", "-json", "-detailed-exitcode", "-out=it.plan"];
        self.terraform(&[&plan, options].concat())
    }

    /// A plan.
    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        self.plan_with(&[])
    }

    /// A plan with these options.
    #[track_caller]
    pub(crate) fn plan_with(&self, options: &[&str]) -> Plan {
        let run = self.try_plan(options);
        assert!(matches!(run.code, Some(0 | 2)), "{}", run.report());
        Plan::new(run, self.show(&["it.plan"]))
    }

    /// `terraform apply`, which may fail.
    pub(crate) fn try_apply(&self, options: &[&str]) -> Run {
        self.terraform(&[&["apply", "-json", "-auto-approve"], options].concat())
    }

    /// Applies the configuration.
    #[track_caller]
    pub(crate) fn apply(&self) -> Run {
        self.try_apply(&[]).succeeded()
    }

    /// Applies the configuration and makes sure that nothing is left to do.
    #[track_caller]
    pub(crate) fn apply_for_good(&self) -> Run {
        let run = self.apply();
        self.assert_settled();
        run
    }

    /// Makes sure that a plan changes nothing: neither a resource nor an output.
    #[track_caller]
    pub(crate) fn assert_settled(&self) {
        let run = self.try_plan(&[]);
        assert_eq!(run.code, Some(0), "{}\n{}", run.report(), run.stdout);
    }

    /// Applies the plan that was made last.
    #[track_caller]
    pub(crate) fn apply_plan(&self) -> Run {
        self.terraform(&["apply", "-json", "it.plan"]).succeeded()
    }

    /// Destroys everything.
    #[track_caller]
    pub(crate) fn destroy(&self) -> Run {
        self.try_apply(&["-destroy"]).succeeded()
    }

    /// `terraform import`, which may fail.
    pub(crate) fn try_import(&self, address: &str, id: &str) -> Run {
        self.terraform(&["import", "-no-color", address, id])
    }

    /// What Terraform remembers.
    #[track_caller]
    pub(crate) fn state(&self) -> State {
        State::new(self.show(&[]))
    }

    #[track_caller]
    fn show(&self, arguments: &[&str]) -> Value {
        let run = self.terraform(&[&["show", "-json"], arguments].concat());
        let run = run.succeeded();
        serde_json::from_str(&run.stdout).unwrap()
    }
}
