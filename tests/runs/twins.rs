//! The same environments twice: deployed by Terraform, and by the SDK.

use std::thread;

use crate::deployed::Deployed;
use crate::ended::Ended;
use crate::executor::{self, Call, Code, Container, Kind};
use crate::table;

/// Two backends, each with environments whose code is in an image.
#[derive(Debug)]
pub(crate) struct Twins {
    ours: Deployed,
    theirs: Deployed,
}

impl Twins {
    /// The environments of the modules in `images/NAME`, by the SDK, and those of `images/NAME.tf`,
    /// by Terraform. Their code is in the image.
    pub(crate) fn deployed(image: &str) -> Self {
        Self::both(
            || Deployed::by_terraform(image),
            || Deployed::by_the_sdk(image),
        )
    }

    /// The same with code that is uploaded, and in no image.
    pub(crate) fn with_bundles(image: &str) -> Self {
        Self::both(
            || Deployed::by_terraform_with_bundles(image),
            || Deployed::by_the_sdk_with_bundles(image),
        )
    }

    fn both(ours: impl FnOnce() -> Deployed + Send, theirs: impl FnOnce() -> Deployed) -> Self {
        thread::scope(|scope| {
            let ours = scope.spawn(ours);
            let theirs = theirs();
            let ours = ours.join().expect("Terraform deploys");
            Self { ours, theirs }
        })
    }

    /// Runs each call in a fresh container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn fresh<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(calls, |it, calls| it.container(Kind::Fresh, calls))
    }

    /// The same with an image that lacks the code.
    #[track_caller]
    pub(crate) fn without_code<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(calls, |it, calls| Container {
            code: Code::Nothing,
            ..it.container(Kind::Fresh, calls)
        })
    }

    /// Runs each call in a fresh container, and what it calls, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn calling<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(calls, |it, calls| it.container(Kind::Calling, calls))
    }

    /// Runs the calls one after the other in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn warm<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(calls, |it, calls| it.container(Kind::Warm, calls))
    }

    /// Runs the calls at the same time in one warm container, for both twins. They end alike.
    #[track_caller]
    pub(crate) fn crowded<const N: usize>(&self, calls: [Call; N]) -> [Ended; N] {
        self.run(calls, |it, calls| it.container(Kind::Crowded, calls))
    }

    #[track_caller]
    fn run<const N: usize>(
        &self,
        calls: [Call; N],
        container: impl Fn(&Deployed, &[Call]) -> Container,
    ) -> [Ended; N] {
        let containers = [&self.ours, &self.theirs].map(|it| container(it, &calls));
        let [ours, theirs] = <[_; 2]>::try_from(executor::run(&containers)).unwrap();
        assert_eq!((ours.len(), theirs.len()), (N, N));
        for ((call, ours), theirs) in calls.iter().zip(&ours).zip(&theirs) {
            table::note(&call.task, containers[0].kind, ours, Some(theirs));
            ours.assert_like(theirs);
        }
        ours.try_into().unwrap()
    }
}
