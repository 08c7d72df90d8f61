//! Waiting until Flyte shows what was written, and until an app runs, is stopped, or cannot run.
//!
//! An answer may be half a minute old, since each server of the open-source backend caches it for
//! that long. So a change that is not shown yet, and a failure that was there before, are waited
//! out.

use std::time::Duration;

use flyte_client::Error;
use flyte_domain::{App, AppPhase, AppStatus, DeployedApp, DesiredState};
use terraform_framework::{Cancellation, Diagnostic, Path};
use tokio::time::{Instant, sleep, timeout_at};

use crate::app::advice::said;
use crate::app::calls::Calls;
use crate::findings;

/// The pause before the first look, in which Knative learns of the change; each further one is half
/// as long again.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How old an answer may be, with some reserve.
const OUTDATED: Duration = Duration::from_secs(35);

/// What to wait for.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    pub(super) calls: Calls<'a>,
    /// What was written.
    pub(super) app: &'a App,
    /// What the app did before.
    pub(super) before: Option<&'a AppStatus>,
    /// The limit that the user may raise: `create` or `update`.
    pub(super) limit: &'static str,
}

/// How the waiting ended.
#[derive(Debug)]
pub(super) struct WaitOutcome {
    /// The app as Flyte shows it, once that is what was written.
    pub(super) held: Option<DeployedApp>,
    /// What the user should know.
    pub(super) told: Option<Diagnostic>,
}

impl Waiting<'_> {
    /// Looks at the app until it has reached its desired state.
    pub(super) async fn run(&self, cancellation: &Cancellation) -> WaitOutcome {
        let began = Instant::now();
        let mut held = None;
        let watching = self.watch(&mut held, began);
        let end = match self.calls.options.deadline {
            Some(deadline) => cancellation.run(timeout_at(deadline, watching)).await,
            None => cancellation.run(async { Ok(watching.await) }).await,
        };
        let told = match end {
            Some(Ok(Ok(told))) => told,
            Some(Ok(Err(error))) if !error.is_out_of_time() => Some(self.untold(&error)),
            Some(Ok(Err(_)) | Err(_)) => Some(self.late(held.as_ref())),
            None => Some(self.interrupted(held.as_ref())),
        };
        WaitOutcome { held, told }
    }

    /// Looks at the app until the wait is over, and keeps in `seen` what Flyte shows.
    async fn watch(
        &self,
        seen: &mut Option<DeployedApp>,
        began: Instant,
    ) -> Result<Option<Diagnostic>, Error> {
        let mut pause = FIRST_PAUSE;
        loop {
            sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
            let found = self.calls.look().await?.app();
            let is_current = began.elapsed() >= OUTDATED;
            let Some(held) = found else {
                if is_current {
                    return Ok(Some(self.vanished()));
                }
                continue;
            };
            let is_shown = held.says_the_same(self.app);
            if !is_shown && !is_current {
                continue;
            }
            let phase = held.status.phase();
            let is_of_before = self.before == Some(&held.status) && !is_current;
            let held = seen.insert(held);
            match (self.app.desired_state, phase) {
                (DesiredState::Active, AppPhase::Active)
                | (DesiredState::Stopped, AppPhase::Stopped) => {
                    return Ok((!is_shown).then(|| self.differs()));
                }
                (DesiredState::Active, AppPhase::Failed) if !is_of_before => {
                    return Ok(Some(self.failed(held)));
                }
                _ => {}
            }
        }
    }

    /// The desired state, as in "is not active".
    fn awaited(&self) -> &'static str {
        self.app.desired_state.name()
    }

    fn failed(&self, held: &DeployedApp) -> Diagnostic {
        Diagnostic::error(
            format!("App `{}` has failed", self.calls.id),
            format!(
                "It was deployed, but cannot run. {}\n\n{}",
                said(held),
                self.what_now()
            ),
        )
    }

    fn late(&self, held: Option<&DeployedApp>) -> Diagnostic {
        let status = match held {
            None => "Flyte does not show it yet.".to_owned(),
            Some(held) => match held.status.word {
                None => "Flyte does not say what it is doing: perhaps nothing runs apps there."
                    .to_owned(),
                Some(word) => format!("It is `{word}`. {}", said(held)),
            },
        };
        Diagnostic::error(
            format!(
                "App `{}` did not become {} in time",
                self.calls.id,
                self.awaited()
            ),
            format!(
                "It was deployed, but its time is up. {status}\n\nIf it needs more time, raise \
                 `{}` in `timeouts`. {}",
                self.limit,
                self.what_now()
            ),
        )
    }

    /// What happens to an app that was created and has not reached its desired state.
    fn what_now(&self) -> &'static str {
        match self.limit {
            "create" => {
                "It is in the state, and Terraform marks it as tainted, so the next apply deletes \
                 it and creates it again. To change it in place instead, remove the mark with \
                 `terraform untaint`."
            }
            _ => {
                "It is in the state as it was deployed. Deploying the same again changes nothing: \
                 fix what is wrong with it, or wait and plan again."
            }
        }
    }

    fn interrupted(&self, held: Option<&DeployedApp>) -> Diagnostic {
        let status = match held.and_then(|held| held.status.word) {
            None => "Flyte did not say yet what it does.".to_owned(),
            Some(word) => format!("It was `{word}` when Terraform looked last."),
        };
        Diagnostic::warning(
            format!(
                "Nobody waited until app `{}` was {}",
                self.calls.id,
                self.awaited()
            ),
            format!(
                "The waiting was interrupted. The app was deployed as it is configured, and is in \
                 the state. {status} The next plan shows its status."
            ),
        )
    }

    fn untold(&self, error: &Error) -> Diagnostic {
        findings::call(
            format!(
                "Cannot tell whether the change reached app `{}`",
                self.calls.id
            ),
            error,
        )
    }

    fn differs(&self) -> Diagnostic {
        Diagnostic::warning(
            format!("App `{}` is not what was deployed", self.calls.id),
            "Flyte accepted what this apply sent, but shows something else: somebody else has \
             deployed it at the same time, or this backend keeps it in another form. Plan again to \
             see what it is now.",
        )
        .at(Path::root())
    }

    fn vanished(&self) -> Diagnostic {
        Diagnostic::error(
            format!("App `{}` is gone again", self.calls.id),
            "Flyte has taken it, and does not have it now: somebody else has deleted it at the same \
             time. Plan again.",
        )
    }
}
