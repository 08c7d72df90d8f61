//! The same environments twice: deployed by Terraform, and by the SDK.

use std::path::PathBuf;
use std::{fs, thread};

use flyte_mock::Mock;

use crate::ended::Ended;
use crate::executor::{self, Call, Container, Kind};
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::{table, turns};

/// Two backends, each with environments whose code is in an image.
#[derive(Debug)]
pub(crate) struct Twins {
    ours: Mock,
    theirs: Mock,
    image: String,
}

impl Twins {
    /// What is in `images/NAME`, deployed by the SDK, and its twin in `images/NAME.tf`, by
    /// Terraform.
    pub(crate) fn deployed(image: &str) -> Self {
        let twins = Self {
            ours: mock(),
            theirs: mock(),
            image: image.to_owned(),
        };
        let configuration = executor::images().join(format!("{image}.tf"));
        let workspace = Workspace::new(&twins.ours);
        workspace.write(&fs::read_to_string(configuration).unwrap());
        thread::scope(|scope| {
            scope.spawn(|| workspace.apply());
            let _turn = turns::take();
            let folder = executor::image(image);
            let folder = folder.to_str().unwrap();
            let deploy = ["deploy", "--copy-style", "none", "--version", "v1"];
            let from = ["--no-sync-local-sys-paths", "--root-dir", folder];
            Sdk::new(&twins.theirs).cli(&[&deploy[..], &from, &["--recursive", folder]].concat());
        });
        twins
    }

    /// Runs each call in a fresh container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn fresh<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Fresh, self.code(), calls)
    }

    /// The same with an image that lacks the code.
    #[track_caller]
    pub(crate) fn without_code<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Fresh, None, calls)
    }

    /// Runs the calls one after the other in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn warm<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Warm, self.code(), calls)
    }

    /// Runs the calls at the same time in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn crowded<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Crowded, self.code(), calls)
    }

    fn code(&self) -> Option<PathBuf> {
        Some(executor::image(&self.image))
    }

    #[track_caller]
    fn run<const N: usize>(
        &self,
        kind: Kind,
        code: Option<PathBuf>,
        calls: [Call; N],
    ) -> [Ended; N] {
        let containers = [&self.ours, &self.theirs].map(|mock| Container {
            kind,
            code: code.clone(),
            endpoint: mock.url(),
            calls: calls.to_vec(),
        });
        let [ours, theirs] = <[_; 2]>::try_from(executor::run(&containers)).unwrap();
        assert_eq!((ours.len(), theirs.len()), (N, N));
        for ((call, ours), theirs) in calls.iter().zip(&ours).zip(&theirs) {
            table::note(&call.task, kind, ours, theirs);
            ours.assert_like(theirs);
        }
        ours.try_into().unwrap()
    }
}
