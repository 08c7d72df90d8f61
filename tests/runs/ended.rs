//! How a call of a task has ended.

use serde::Deserialize;
use serde_json::Value;

/// What a call has left behind.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ended {
    /// The command line, with its variables replaced.
    pub(crate) command: Vec<String>,
    /// The code that the process ended with. In a warm container it lives on, and there is none.
    pub(crate) exit: Option<i32>,
    /// What a warm container tells of the call: 6 is done, 7 a failure that may be tried again.
    /// Null in a fresh one, and if there was no answer.
    #[serde(default)]
    pub(crate) phase: Option<i32>,
    /// Why a warm container refuses to run the task.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    /// What the process has printed.
    pub(crate) log: String,
    /// How long it took.
    pub(crate) seconds: f64,
    outputs: Option<Value>,
    outputs_pb: Option<String>,
    error: Option<Failure>,
    pub(crate) report: Option<String>,
    /// The specifications that the task has submitted, and those that the called ones have.
    #[serde(default)]
    pub(crate) called: Vec<Value>,
}

/// What a task that failed has told Flyte.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    /// `USER` or `SYSTEM`.
    pub(crate) origin: String,
    /// Whether it is worth to try again.
    pub(crate) recoverable: bool,
}

impl Ended {
    /// What the task returned, by the names of the outputs.
    #[track_caller]
    pub(crate) fn outputs(&self) -> &Value {
        self.assert_answered();
        assert_eq!(self.error, None, "{}", self.log);
        let outputs = self.outputs.as_ref();
        outputs.unwrap_or_else(|| panic!("no outputs: {self:#?}"))
    }

    /// The exception that the task raised, its type before its text. Flyte learns of it from a
    /// file: to the container all went well.
    #[track_caller]
    pub(crate) fn raised(&self) -> String {
        self.assert_answered();
        assert_eq!(self.outputs, None, "the task returned");
        let failure = self.failure();
        format!("{}: {}", failure.code, failure.message)
    }

    /// What the runtime has told Flyte of a failure.
    #[track_caller]
    pub(crate) fn failure(&self) -> &Failure {
        let failure = self.error.as_ref();
        failure.unwrap_or_else(|| panic!("no failure: {self:#?}"))
    }

    /// Makes sure that it ended as another call did, except for the time it took.
    #[track_caller]
    pub(crate) fn assert_like(&self, other: &Self) {
        let lasting = |it: &Self| {
            let Self {
                outputs_pb,
                error,
                report,
                ..
            } = it.clone();
            (
                it.exit,
                it.phase,
                it.reason.clone(),
                outputs_pb,
                error,
                report,
            )
        };
        assert_eq!(lasting(self), lasting(other), "{}\n{}", self.log, other.log);
    }

    /// The process ended well, or the warm container said that the task was run.
    #[track_caller]
    fn assert_answered(&self) {
        let well = (Some(0), None);
        let warm = (None, Some(6));
        assert!([well, warm].contains(&(self.exit, self.phase)), "{self:#?}");
    }
}
