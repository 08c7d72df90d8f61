//! Environments whose code is in an image, on a backend of their own.

use std::fs;

use flyte_mock::Mock;

use crate::ended::Ended;
use crate::executor::{self, Call, Code, Container, Kind};
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::turns;

/// A backend to which environments were deployed.
#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) mock: Mock,
    image: String,
}

impl Deployed {
    /// The environments of `images/NAME.tf`, by Terraform.
    pub(crate) fn by_terraform(image: &str) -> Self {
        let deployed = Self::nothing(image);
        let configuration = executor::images().join(format!("{image}.tf"));
        let workspace = Workspace::new(&deployed.mock);
        workspace.write(&fs::read_to_string(configuration).unwrap());
        workspace.apply();
        deployed
    }

    /// The environments of the Python modules in `images/NAME`, by the SDK.
    pub(crate) fn by_the_sdk(image: &str) -> Self {
        let deployed = Self::nothing(image);
        let folder = executor::images().join(image);
        let folder = folder.to_str().unwrap();
        let deploy = ["deploy", "--copy-style", "none", "--version", "v1"];
        let from = ["--no-sync-local-sys-paths", "--root-dir", folder];
        let _turn = turns::take();
        let sdk = Sdk::new(&deployed.mock);
        sdk.cli(&[&deploy[..], &from, &["--recursive", folder]].concat());
        deployed
    }

    fn nothing(image: &str) -> Self {
        Self {
            mock: mock(),
            image: image.to_owned(),
        }
    }

    /// Runs the calls.
    #[track_caller]
    pub(crate) fn run<const N: usize>(&self, kind: Kind, calls: [Call; N]) -> [Ended; N] {
        let container = self.container(kind, Code::InTheImage, &calls);
        let ended = executor::run(&[container]).remove(0);
        ended.try_into().unwrap()
    }

    /// The calls in containers of the image.
    pub(crate) fn container(&self, kind: Kind, code: Code, calls: &[Call]) -> Container {
        Container {
            kind,
            code: (code == Code::InTheImage).then(|| executor::images().join(&self.image)),
            endpoint: self.mock.url(),
            calls: calls.to_vec(),
        }
    }
}
