//! Checks once whether Flyte can be used at all.
//!
//! Without this, a wrong endpoint, credential or project would fail every resource with the same
//! message. So the first operation that needs Flyte asks for its project, the others wait for that
//! answer, and a fault is reported by one of them. The rest stays quiet: Terraform stops anyway.
//!
//! # Rules
//!
//! * There is one call for each project that is used, however many resources there are.
//! * Objects that belong to no project, such as secrets and the settings of a domain, are asked for
//!   directly: that call finds out, and a failure that any other call would also meet is reported
//!   once ([`Preflight::fault`]).
//! * A project counts as absent only if the server says so explicitly.
//! * A server may have no project service, or refuse it to users who may deploy. Then the task
//!   service, which is the one that we need, is asked instead.
//! * The server takes tasks for any domain and for archived projects (flyte-api, DeployTask). A
//!   domain that the project does not have is still a mistake, since no page of Flyte shows it;
//!   deploying into an archived project may be intended.

mod faults;
mod messages;
mod place;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use flyte_client::{CallOptions, Client, Code, Error, TaskQuery};
use flyte_domain::Project;
use terraform_framework::Diagnostics;
use tokio::sync::OnceCell;
use tokio::time::timeout_at;

use crate::findings;
use crate::preflight::messages::{LATE, absent, archived, late, no_domain, unusable};
pub(super) use crate::preflight::place::{Origin, Place};

/// What has been asked so far, and what was reported.
#[derive(Debug)]
pub(super) struct Preflight {
    /// Whether Flyte is asked at all.
    asks: bool,
    origin: Origin,
    /// The answers by organisation and project.
    answers: Mutex<HashMap<(String, String), Shared>>,
    /// Projects that this run is to create.
    expected: Mutex<HashSet<(String, String)>>,
    told: Mutex<HashSet<Notice>>,
}

/// An answer that all wait for.
type Shared = Arc<OnceCell<Answer>>;

/// What a user needs to be told only once.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Notice {
    /// Settings that are not known yet prevent every check.
    Unknown,
    /// Flyte cannot be used, whatever the project.
    Unusable,
    /// Flyte takes no code bundles.
    NoBundles,
    /// Flyte does not keep inputs of triggers separately.
    InlineInputs,
    /// Flyte keeps no secrets.
    NoSecrets,
    /// Flyte has no apps.
    NoApps,
    /// This project does not exist.
    Absent(String),
    /// This project is archived.
    Archived(String),
    /// This project does not have this domain.
    Domain(String, String),
}

/// What Flyte says about a project, for callers that manage it.
#[derive(Debug)]
pub(super) enum ProjectLookup {
    /// It exists, perhaps archived.
    Found(Project),
    /// It does not exist.
    Absent,
    /// Flyte answers, but has no service for projects, or refuses it: its message.
    Untold(String),
}

/// What is known about a project.
#[derive(Debug)]
enum Answer {
    /// It exists.
    Found(Project),
    /// Flyte answers, but says nothing about projects.
    Untold(Error),
    /// It does not exist.
    Absent(Error),
    /// Flyte cannot be used.
    Unusable(Error),
}

impl Preflight {
    /// A preflight that has not asked anything yet; without `asks` it never does.
    pub(super) fn new(asks: bool, origin: Origin) -> Self {
        Self {
            asks,
            origin,
            answers: Mutex::default(),
            expected: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// Returns whether Flyte is asked at all before something is planned.
    pub(super) fn asks(&self) -> bool {
        self.asks
    }

    /// Returns whether Flyte may be asked about a place: the user did not forbid it, and nothing is
    /// known that would make it useless.
    pub(super) fn is_open(&self, place: Place<'_>) -> bool {
        let cell = self.cell(place);
        let is_closed = matches!(cell.get(), Some(Answer::Absent(_) | Answer::Unusable(_)));
        self.asks && !is_closed && !self.was_told(&Notice::Unusable)
    }

    /// Returns whether work can begin in a place. What was not reported before goes to the
    /// diagnostics.
    pub(super) async fn passes(
        &self,
        client: &Client,
        place: Place<'_>,
        options: &CallOptions,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if !self.asks {
            return true;
        }
        if self.was_told(&Notice::Unusable) {
            return false;
        }
        if place.project.is_empty() {
            return true;
        }
        let cell = self.cell(place);
        // Callers have different deadlines for the answer.
        let asked = cell.get_or_try_init(|| ask(client, place, options));
        let asked = match options.deadline {
            Some(deadline) => timeout_at(deadline, asked).await,
            None => Ok(asked.await),
        };
        let (told, diagnostic) = match asked {
            Ok(Ok(Answer::Found(_) | Answer::Untold(_))) => return true,
            Ok(Ok(Answer::Absent(_))) if lock(&self.expected).contains(&key(place)) => return true,
            Ok(Ok(Answer::Absent(error))) => (
                Notice::Absent(place.project.to_owned()),
                absent(place, error, &self.origin),
            ),
            Ok(Ok(Answer::Unusable(error))) => (Notice::Unusable, unusable(error, &self.origin)),
            Ok(Err(error)) => {
                diagnostics.push(findings::call(LATE, &error));
                return false;
            }
            Err(_) => {
                diagnostics.push(late(place));
                return false;
            }
        };
        if self.tell(told) {
            diagnostics.push(diagnostic);
        }
        false
    }

    /// Asks for a project again, whatever was known about it; `None` if that is useless. What was
    /// not reported before goes to the diagnostics.
    pub(super) async fn look(
        &self,
        client: &Client,
        place: Place<'_>,
        options: &CallOptions,
        diagnostics: &mut Diagnostics,
    ) -> Option<ProjectLookup> {
        if self.was_told(&Notice::Unusable) {
            return None;
        }
        let answer = match ask(client, place, options).await {
            Ok(answer) => answer,
            Err(error) => {
                diagnostics.push(findings::call(LATE, &error));
                return None;
            }
        };
        let found = match &answer {
            Answer::Found(project) => Some(ProjectLookup::Found(project.clone())),
            Answer::Absent(_) => Some(ProjectLookup::Absent),
            Answer::Untold(error) => Some(ProjectLookup::Untold(error.user_text())),
            Answer::Unusable(error) => {
                if self.tell(Notice::Unusable) {
                    diagnostics.push(unusable(error, &self.origin));
                }
                None
            }
        };
        lock(&self.answers).insert(key(place), Arc::new(OnceCell::new_with(Some(answer))));
        found
    }

    /// Notes that this run will create a project, or restore it: whatever is planned in it passes.
    pub(super) fn expect(&self, place: Place<'_>) {
        lock(&self.expected).insert(key(place));
    }

    /// Forgets what was known about a project that has been changed.
    pub(super) fn forget(&self, place: Place<'_>) {
        lock(&self.answers).remove(&key(place));
    }

    /// Notes what a project is now.
    pub(super) fn know(&self, place: Place<'_>, project: Project) {
        let answer = OnceCell::new_with(Some(Answer::Found(project)));
        lock(&self.answers).insert(key(place), Arc::new(answer));
    }

    /// Returns whether Flyte has said that there is no such project.
    pub(super) fn is_absent(&self, place: Place<'_>) -> bool {
        matches!(self.cell(place).get(), Some(Answer::Absent(_)))
    }

    /// Warns about reasons against creating something in a place that passed.
    pub(super) fn advise(&self, place: Place<'_>, diagnostics: &mut Diagnostics) {
        let cell = self.cell(place);
        let Some(Answer::Found(project)) = cell.get() else {
            return;
        };
        let is_archived =
            project.state.is_archived() && !lock(&self.expected).contains(&key(place));
        if is_archived && self.tell(Notice::Archived(place.project.to_owned())) {
            diagnostics.push(archived(place));
        }
        let domains: Vec<_> = project.domains.iter().map(|(id, _)| id.as_str()).collect();
        let told = Notice::Domain(place.project.to_owned(), place.domain.to_owned());
        if !domains.is_empty() && !domains.contains(&place.domain) && self.tell(told) {
            diagnostics.push(no_domain(place, &domains, &self.origin));
        }
    }

    /// Notes that something is reported now; false if it was before.
    pub(super) fn tell(&self, what: Notice) -> bool {
        lock(&self.told).insert(what)
    }

    fn was_told(&self, what: &Notice) -> bool {
        lock(&self.told).contains(what)
    }

    fn cell(&self, place: Place<'_>) -> Shared {
        Arc::clone(lock(&self.answers).entry(key(place)).or_default())
    }
}

fn key(place: Place<'_>) -> (String, String) {
    (place.org.to_owned(), place.project.to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks within the time of one operation. Running out of that time says nothing about Flyte, and is
/// an error that no other caller gets.
async fn ask(client: &Client, place: Place<'_>, options: &CallOptions) -> Result<Answer, Error> {
    let error = match client.get_project(place.org, place.project, options).await {
        Ok(project) => return Ok(Answer::Found(Project::from_wire(project))),
        Err(error) => error,
    };
    if error.is_not_found() {
        return Ok(Answer::Absent(error));
    }
    let error = if error.is_out_of_time() || speaks_of_more_than_projects(&error) {
        error
    } else {
        match client.list_tasks(no_tasks(place), options).await {
            Ok(_) => return Ok(Answer::Untold(error)),
            Err(error) => error,
        }
    };
    if error.is_out_of_time() {
        return Err(error);
    }
    Ok(Answer::Unusable(error))
}

/// Returns whether there is no point in asking another service of the same server: it was not
/// reached, does not accept the credentials, or is down.
fn speaks_of_more_than_projects(error: &Error) -> bool {
    error.status().is_none() || error.is_retryable() || error.code() == Code::Unauthenticated
}

/// A list that any server can give, and that is empty: no task has such a name.
fn no_tasks(place: Place<'_>) -> TaskQuery {
    TaskQuery::in_domain(place.org, place.project, place.domain).named(".")
}

#[cfg(test)]
mod tests {
    use flyte_domain::ProjectState;

    use super::*;

    const PLACE: Place<'_> = Place {
        org: "",
        project: "flytesnacks",
        domain: "development",
    };

    /// The warnings about creations in these domains, one after the other.
    fn advice(project: Project, domains: &[&str]) -> Vec<String> {
        let preflight = Preflight::new(true, Origin::default());
        let cell = preflight.cell(PLACE);
        cell.set(Answer::Found(project)).unwrap();
        let mut diagnostics = Diagnostics::new();
        for domain in domains {
            preflight.advise(Place { domain, ..PLACE }, &mut diagnostics);
        }
        diagnostics
            .iter()
            .map(|diagnostic| diagnostic.summary.clone())
            .collect()
    }

    fn project(state: ProjectState, domains: &[&str]) -> Project {
        let domain = |id: &&str| ((*id).to_owned(), String::new());
        Project {
            state,
            domains: domains.iter().map(domain).collect(),
            ..Project::default()
        }
    }

    #[test]
    fn an_archived_project_is_told_once() {
        for state in [ProjectState::Archived, ProjectState::SystemArchived] {
            let advice = advice(project(state, &[]), &["development", "production"]);
            assert_eq!(advice, ["Project `flytesnacks` is archived"]);
        }
    }

    #[test]
    fn every_domain_that_is_not_there_is_told_once() {
        let active = project(ProjectState::Active, &["development"]);
        let domains = ["development", "dev", "prod", "dev"];
        assert_eq!(
            advice(active, &domains),
            [
                "Project `flytesnacks` has no domain `dev`",
                "Project `flytesnacks` has no domain `prod`"
            ]
        );
        // A project whose domains the server does not list may have any.
        assert_eq!(
            advice(project(ProjectState::Active, &[]), &domains),
            [""; 0]
        );
    }
}
