//! The same environments twice: deployed by Terraform, and by the SDK.

use std::thread;

use crate::deployed::Deployed;
use crate::ended::Ended;
use crate::executor::{self, Call, Code, Kind};
use crate::table;

/// Two backends, each with environments whose code is in an image.
#[derive(Debug)]
pub(crate) struct Twins {
    ours: Deployed,
    theirs: Deployed,
}

impl Twins {
    /// What is in `images/NAME`, deployed by the SDK, and its twin in `images/NAME.tf`, by
    /// Terraform.
    pub(crate) fn deployed(image: &str) -> Self {
        thread::scope(|scope| {
            let ours = scope.spawn(|| Deployed::by_terraform(image));
            let theirs = Deployed::by_the_sdk(image);
            let ours = ours.join().expect("Terraform deploys");
            Self { ours, theirs }
        })
    }

    /// Runs each call in a fresh container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn fresh<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Fresh, Code::InTheImage, calls)
    }

    /// The same with an image that lacks the code.
    #[track_caller]
    pub(crate) fn without_code<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Fresh, Code::Missing, calls)
    }

    /// Runs the calls one after the other in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn warm<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Warm, Code::InTheImage, calls)
    }

    /// Runs the calls at the same time in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn crowded<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(Kind::Crowded, Code::InTheImage, calls)
    }

    #[track_caller]
    fn run<const N: usize>(&self, kind: Kind, code: Code, calls: [Call; N]) -> [Ended; N] {
        let containers = [&self.ours, &self.theirs].map(|it| it.container(kind, code, &calls));
        let [ours, theirs] = <[_; 2]>::try_from(executor::run(&containers)).unwrap();
        assert_eq!((ours.len(), theirs.len()), (N, N));
        for ((call, ours), theirs) in calls.iter().zip(&ours).zip(&theirs) {
            table::note(&call.task, kind, ours, theirs);
            ours.assert_like(theirs);
        }
        ours.try_into().unwrap()
    }
}
