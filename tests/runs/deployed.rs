//! Environments on a backend of their own, and what their containers have.

use std::fs;
use std::path::Path;

use flyte_mock::{Mock, Options};
use tempfile::TempDir;

use crate::ended::Ended;
use crate::executor::{self, Call, Code, Container, Kind};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::{table, turns};

/// A backend to which environments were deployed.
#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) mock: Mock,
    /// What is in the working folder of the images.
    code: Code,
    /// What was uploaded; containers find it there.
    uploads: TempDir,
}

impl Deployed {
    /// A backend without anything, and images with this code.
    pub(crate) fn nothing(code: Code) -> Self {
        let uploads = TempDir::with_prefix("flyte-uploads-").unwrap();
        let options = Options {
            upload_folder: Some(uploads.path().to_owned()),
            ..Options::default()
        };
        Self {
            mock: Mock::start(options).unwrap(),
            code,
            uploads,
        }
    }

    /// The environments of `images/NAME.tf`, by Terraform, with their code in the image.
    pub(crate) fn by_terraform(image: &str) -> Self {
        Self::applied(image, code_of(image))
    }

    /// The same with code that is in no image.
    pub(crate) fn by_terraform_with_bundles(image: &str) -> Self {
        Self::applied(image, Code::Nothing)
    }

    fn applied(image: &str, code: Code) -> Self {
        let deployed = Self::nothing(code);
        let workspace = Workspace::new(&deployed.mock);
        configure(image, &workspace);
        workspace.apply();
        deployed
    }

    /// The environments of the Python modules in `images/NAME`, by the SDK, with their code in the
    /// image.
    pub(crate) fn by_the_sdk(image: &str) -> Self {
        let deployed = Self::nothing(code_of(image));
        deployed.sdk(
            image,
            &["--copy-style", "none", "--no-sync-local-sys-paths"],
        );
        deployed
    }

    /// The same with code that is in no image.
    pub(crate) fn by_the_sdk_with_bundles(image: &str) -> Self {
        let deployed = Self::nothing(Code::Nothing);
        deployed.sdk(image, &["--copy-style", "all"]);
        deployed
    }

    fn sdk(&self, image: &str, options: &[&str]) {
        let folder = executor::images().join(image);
        let folder = folder.to_str().unwrap();
        let what = ["--root-dir", folder, "--recursive", folder];
        let _turn = turns::take();
        Sdk::new(&self.mock).cli(&[&["deploy", "--version", "v1"], options, &what].concat());
    }

    /// Where uploaded files are.
    pub(crate) fn uploads(&self) -> &Path {
        self.uploads.path()
    }

    /// Runs the calls.
    #[track_caller]
    pub(crate) fn run<const N: usize>(&self, kind: Kind, calls: [Call; N]) -> [Ended; N] {
        let ended = executor::run(&[self.container(kind, &calls)]).remove(0);
        for (call, ended) in calls.iter().zip(&ended) {
            table::note(&call.task, kind, ended, None);
        }
        ended.try_into().unwrap()
    }

    /// The calls in containers of the image.
    pub(crate) fn container(&self, kind: Kind, calls: &[Call]) -> Container {
        Container {
            kind,
            code: self.code.clone(),
            endpoint: self.mock.url(),
            calls: calls.to_vec(),
        }
    }
}

/// Writes `images/NAME.tf` into the workspace, and the code beside it.
pub(crate) fn configure(image: &str, workspace: &Workspace) {
    let configuration = executor::images().join(format!("{image}.tf"));
    workspace.write(&fs::read_to_string(configuration).unwrap());
    copy(
        &executor::images().join(image),
        &workspace.path().join(image),
    );
}

fn copy(folder: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let into = into.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &into);
        } else {
            fs::copy(entry.path(), into).unwrap();
        }
    }
}

fn code_of(image: &str) -> Code {
    Code::Folder(executor::images().join(image))
}
