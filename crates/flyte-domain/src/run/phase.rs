//! How far a run is.

use flyte_proto::flyteidl2::common::ActionPhase;
use flyte_proto::flyteidl2::workflow::{ActionDetails, action_details};

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// It has yet to begin; the words say where it is.
    Waiting(&'static str),
    /// It goes on; the word says what it does.
    Going(&'static str),
    /// It has ended well.
    Succeeded,
    /// It has ended otherwise.
    Ended {
        /// How, in a word or two.
        how: &'static str,
        /// What the backend says of it; may be empty.
        why: String,
    },
}

impl Phase {
    /// The phase of a run's first action, which is the run's own. A phase that is not known here
    /// is taken for one that goes on.
    #[must_use]
    pub fn of(action: &ActionDetails) -> Self {
        let status = action.status.as_ref();
        let phase = status.map_or(ActionPhase::Unspecified, |status| status.phase());
        let ended = |how| Self::Ended {
            how,
            why: match &action.result {
                Some(action_details::Result::ErrorInfo(error)) => error.message.clone(),
                Some(action_details::Result::AbortInfo(abort)) => abort.reason.clone(),
                None => String::new(),
            },
        };
        match phase {
            ActionPhase::Unspecified => Self::Waiting("not yet scheduled"),
            ActionPhase::Queued => Self::Waiting("queued"),
            ActionPhase::WaitingForResources => Self::Waiting("waiting for resources"),
            ActionPhase::Initializing => Self::Going("initializing"),
            ActionPhase::Running => Self::Going("running"),
            ActionPhase::Paused => Self::Going("paused"),
            ActionPhase::Succeeded | ActionPhase::Recovered => Self::Succeeded,
            ActionPhase::Failed => ended("failed"),
            ActionPhase::Aborted => ended("was aborted"),
            ActionPhase::TimedOut => ended("timed out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::workflow::{AbortInfo, ActionStatus, ErrorInfo};

    use super::*;

    fn action(phase: i32, result: Option<action_details::Result>) -> ActionDetails {
        ActionDetails {
            status: Some(ActionStatus {
                phase,
                ..ActionStatus::default()
            }),
            result,
            ..ActionDetails::default()
        }
    }

    #[test]
    fn only_terminal_phases_end_a_run() {
        // flyte SDK 2.12.1, `ActionPhase.is_terminal`.
        for phase in 0..=10 {
            let phase_of_it = Phase::of(&action(phase, None));
            let going = matches!(phase_of_it, Phase::Waiting(_) | Phase::Going(_));
            assert_eq!(going, !matches!(phase, 5 | 6 | 7 | 8 | 10), "{phase}");
        }
        assert_eq!(
            Phase::of(&action(99, None)),
            Phase::Waiting("not yet scheduled")
        );
        assert_eq!(
            Phase::of(&ActionDetails::default()),
            Phase::Waiting("not yet scheduled")
        );
    }

    #[test]
    fn a_bad_end_says_why() {
        let error = action_details::Result::ErrorInfo(ErrorInfo {
            message: "no such file".into(),
            ..ErrorInfo::default()
        });
        let Phase::Ended { how, why } = Phase::of(&action(6, Some(error))) else {
            panic!("a failed run has ended");
        };
        assert_eq!((how, why.as_str()), ("failed", "no such file"));
        let abort = action_details::Result::AbortInfo(AbortInfo {
            reason: "not needed".into(),
            ..AbortInfo::default()
        });
        let Phase::Ended { how, why } = Phase::of(&action(7, Some(abort))) else {
            panic!("an aborted run has ended");
        };
        assert_eq!((how, why.as_str()), ("was aborted", "not needed"));
    }
}
