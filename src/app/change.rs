//! What a plan does to an existing app.

use flyte_domain::{App, DesiredState};

use crate::app::model::Model;

/// What a plan does to an existing app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing that Flyte has to know.
    Local,
    /// It is stopped as it is.
    Stop,
    /// It is deployed again, which starts it.
    Deploy,
    /// It is deployed again, and then stopped again: Flyte ignores all other changes in a request
    /// to stop.
    DeployAndStop,
}

/// What a plan does that turns `prior` into `planned`.
pub(super) fn of(prior: &Model, planned: &App) -> Change {
    let is_stopped = planned.desired_state == DesiredState::Stopped;
    let before = prior.settings().app();
    let is_same = |before: &App| {
        let same_state = App {
            desired_state: planned.desired_state,
            ..before.clone()
        };
        same_state == *planned
    };
    match before {
        Some(before) if is_same(&before) && !has_foreign_fields(prior) => {
            match (before.desired_state == planned.desired_state, is_stopped) {
                (true, _) => Change::Local,
                (false, true) => Change::Stop,
                (false, false) => Change::Deploy,
            }
        }
        _ if is_stopped => Change::DeployAndStop,
        _ => Change::Deploy,
    }
}

/// Returns whether Flyte has fields that a deploy removes.
pub(super) fn has_foreign_fields(state: &Model) -> bool {
    let fields = state.foreign_fields.as_known();
    fields.is_some_and(|fields| !fields.is_empty())
}

#[cfg(test)]
mod tests {
    use terraform_framework::Field;

    use super::*;

    fn app(image: &str, state: &str, foreign: &[&str]) -> Model {
        let text = |text: &str| Field::Known(text.to_owned());
        Model {
            image: text(image),
            command: Field::Known(vec![text("serve")]),
            desired_state: text(state),
            foreign_fields: Field::Known(foreign.iter().map(|it| (*it).to_owned()).collect()),
            ..Model::default()
        }
    }

    #[test]
    fn a_stop_is_a_call_of_its_own() {
        for (prior, planned, change) in [
            (
                app("a", "active", &[]),
                app("a", "active", &[]),
                Change::Local,
            ),
            (
                app("a", "stopped", &[]),
                app("a", "stopped", &[]),
                Change::Local,
            ),
            (
                app("a", "active", &[]),
                app("b", "active", &[]),
                Change::Deploy,
            ),
            (
                app("a", "active", &[]),
                app("a", "stopped", &[]),
                Change::Stop,
            ),
            (
                app("a", "stopped", &[]),
                app("a", "active", &[]),
                Change::Deploy,
            ),
            (
                app("a", "active", &[]),
                app("b", "stopped", &[]),
                Change::DeployAndStop,
            ),
            (
                app("a", "stopped", &[]),
                app("b", "stopped", &[]),
                Change::DeployAndStop,
            ),
            (
                app("a", "active", &["x"]),
                app("a", "active", &[]),
                Change::Deploy,
            ),
            (
                app("a", "active", &["x"]),
                app("a", "stopped", &[]),
                Change::DeployAndStop,
            ),
        ] {
            let planned = planned.settings().app().unwrap();
            assert_eq!(of(&prior, &planned), change, "{prior:?}");
        }
    }
}
