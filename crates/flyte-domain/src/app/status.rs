//! What has become of an app.

use flyte_proto::flyteidl2::app::status::{DeploymentStatus, Substate};
use flyte_proto::flyteidl2::app::{Condition, Status};

use crate::time::Time;

/// What an app does at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppStatus {
    /// The word for it, such as `active`; nothing where the backend tells none.
    pub word: Option<&'static str>,
    /// What the backend says of it; may be empty.
    pub message: String,
    /// When it became so.
    pub since: Option<Time>,
    phase: AppPhase,
}

/// What that means for whoever waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppPhase {
    /// It runs, or would as soon as it is called.
    Active,
    /// It does not run, and is not to.
    Stopped,
    /// It cannot run.
    Failed,
    /// None of them yet.
    Going,
}

impl AppStatus {
    /// Reads the conditions of an app.
    ///
    /// As in flyte SDK 2.12.1 (`remote/_app.py`) the last one says what holds. The open-source backend
    /// does not list what came after what, but the conditions of Knative's service as they are: there,
    /// the route of an earlier deploy may come last and be fine when the app itself has failed. It
    /// gives them no revision, so that it is known by that.
    pub(super) fn of(status: Option<&Status>) -> Self {
        let conditions = status.map_or(&[][..], |status| &status.conditions);
        let is_failed = |it: &&Condition| it.deployment_status() == DeploymentStatus::Failed;
        let are_of_one_moment = conditions.iter().all(|it| it.revision == 0);
        let failed = (conditions.iter().rev()).find(|it| are_of_one_moment && is_failed(it));
        let Some(condition) = failed.or(conditions.last()) else {
            return Self {
                word: None,
                message: String::new(),
                since: None,
                phase: AppPhase::Going,
            };
        };
        let (word, phase) = match condition.deployment_status() {
            DeploymentStatus::Unspecified => (None, AppPhase::Going),
            DeploymentStatus::Unassigned => (Some("unassigned"), AppPhase::Stopped),
            DeploymentStatus::Assigned => (Some("assigned"), AppPhase::Going),
            DeploymentStatus::Pending => (Some("pending"), AppPhase::Going),
            DeploymentStatus::Stopped => (Some("stopped"), AppPhase::Stopped),
            DeploymentStatus::Started => (Some("started"), AppPhase::Active),
            DeploymentStatus::Failed => (Some("failed"), AppPhase::Failed),
            DeploymentStatus::Active => (Some("active"), AppPhase::Active),
            DeploymentStatus::ScalingUp => (Some("scaling_up"), AppPhase::Going),
            DeploymentStatus::ScalingDown => (Some("scaling_down"), AppPhase::Going),
            DeploymentStatus::Deploying => (Some("deploying"), AppPhase::Going),
        };
        Self {
            word,
            message: message(condition),
            since: Time::from_wire(condition.last_transition_time.as_ref()),
            phase,
        }
    }

    /// What it means for whoever waits.
    #[must_use]
    pub const fn phase(&self) -> AppPhase {
        self.phase
    }
}

fn message(condition: &Condition) -> String {
    let substate = match condition.substate() {
        Substate::Unspecified => return condition.message.clone(),
        substate => substate.as_str_name().to_ascii_lowercase(),
    };
    match condition.message.as_str() {
        "" => substate,
        message => format!("{substate}: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(conditions: &[(DeploymentStatus, &str, u64)]) -> AppStatus {
        let conditions = conditions
            .iter()
            .map(|(status, message, revision)| Condition {
                deployment_status: (*status).into(),
                message: (*message).to_owned(),
                revision: *revision,
                ..Condition::default()
            });
        AppStatus::of(Some(&Status {
            conditions: conditions.collect(),
            ..Status::default()
        }))
    }

    #[test]
    fn the_last_condition_says_what_holds() {
        use DeploymentStatus::{Active, Deploying, Failed};
        let told = status(&[(Failed, "old", 1), (Active, "new", 2)]);
        assert_eq!(
            (told.phase(), told.message.as_str()),
            (AppPhase::Active, "new")
        );
        let told = status(&[(Failed, "old", 1), (Deploying, "", 2)]);
        assert_eq!(told.phase(), AppPhase::Going);
    }

    /// Conditions of Knative are all of one moment.
    #[test]
    fn a_route_that_is_fine_hides_no_failure() {
        use DeploymentStatus::{Deploying, Failed};
        let told = status(&[
            (Failed, "RevisionFailed: no such image", 0),
            (Failed, "RevisionFailed: no such image", 0),
            (Deploying, "Routes are ready", 0),
        ]);
        assert_eq!(told.phase(), AppPhase::Failed);
        assert_eq!(told.message, "RevisionFailed: no such image");
    }

    #[test]
    fn an_app_without_conditions_is_on_its_way() {
        let told = AppStatus::of(None);
        assert_eq!((told.word, told.phase()), (None, AppPhase::Going));
    }
}
