//! Whether Flyte can be worked with at all, asked once.
//!
//! Without this, a wrong endpoint, credential or project would fail every resource with the same
//! message. So the first operation that needs Flyte asks for its project, the others wait for that
//! answer, and a fault is told by one of them. The rest stays quiet: Terraform stops anyway.
//!
//! # Rules
//!
//! * One call for each project that is used, however many resources there are.
//! * That a project does not exist is only what the server says in so many words.
//! * A server may have no project service, or refuse it to whoever may deploy. Then the task
//!   service, which is the one that we need, is asked whether it answers.
//! * The server takes tasks for any domain and for archived projects (flyte-api, DeployTask). A
//!   domain that the project does not have is a slip all the same, since no page of Flyte shows it;
//!   into an archived project one may deploy on purpose.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use flyte_client::{CallOptions, Client, Code, Error, TaskQuery};
use flyte_domain::Project;
use terraform_framework::{Diagnostic, Diagnostics, Path};
use tokio::sync::OnceCell;
use tokio::time::timeout_at;

use crate::findings;

/// Where the provider's settings come from, for whoever has to correct them.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// The source of the endpoint.
    pub(super) endpoint: Option<String>,
    /// The source of what proves who calls.
    pub(super) credentials: Option<String>,
    /// The project where a resource names none, and its source.
    pub(super) project: Option<(String, String)>,
    /// The domain where a resource names none, and its source.
    pub(super) domain: Option<(String, String)>,
}

/// Where an operation is about to work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) org: &'a str,
    pub(super) project: &'a str,
    pub(super) domain: &'a str,
}

/// What has been asked so far, and what was told.
#[derive(Debug)]
pub(super) struct Preflight {
    /// Whether Flyte is asked at all.
    asks: bool,
    origin: Origin,
    /// By organisation and project.
    answers: Mutex<HashMap<(String, String), Shared>>,
    told: Mutex<HashSet<Told>>,
}

/// An answer that all wait for.
type Shared = Arc<OnceCell<Answer>>;

/// What a user needs to be told once only.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Told {
    /// The settings that are not known yet keep everything from being checked.
    Unknown,
    /// Flyte cannot be used, whatever the project.
    Unusable,
    /// Flyte takes no code bundles.
    NoBundles,
    /// Flyte keeps no inputs of triggers apart.
    InlineInputs,
    /// This project does not exist.
    Absent(String),
    /// This project is archived.
    Archived(String),
    /// This project does not have this domain.
    Domain(String, String),
}

/// What is known about a project.
#[derive(Debug)]
enum Answer {
    /// It is there.
    Found(Project),
    /// Flyte answers, and does not tell about projects.
    Untold,
    /// It does not exist.
    Absent(Error),
    /// Flyte cannot be used.
    Unusable(Error),
}

impl Preflight {
    /// Nothing asked yet, or never.
    pub(super) fn new(asks: bool, origin: Origin) -> Self {
        Self {
            asks,
            origin,
            answers: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// Whether Flyte may be asked about a place: nobody forbade it, and nothing is known that would
    /// make asking useless.
    pub(super) fn is_open(&self, place: Place<'_>) -> bool {
        let cell = self.cell(place);
        let is_closed = matches!(cell.get(), Some(Answer::Absent(_) | Answer::Unusable(_)));
        self.asks && !is_closed && !self.was_told(&Told::Unusable)
    }

    /// Whether work can begin in a place. What has not been told before goes to the diagnostics.
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
        if self.was_told(&Told::Unusable) {
            return false;
        }
        let cell = self.cell(place);
        // Others may have more time for the answer, and others less.
        let asked = cell.get_or_try_init(|| ask(client, place, options));
        let asked = match options.deadline {
            Some(deadline) => timeout_at(deadline, asked).await,
            None => Ok(asked.await),
        };
        let (told, diagnostic) = match asked {
            Ok(Ok(Answer::Found(_) | Answer::Untold)) => return true,
            Ok(Ok(Answer::Absent(error))) => (
                Told::Absent(place.project.to_owned()),
                absent(place, error, &self.origin),
            ),
            Ok(Ok(Answer::Unusable(error))) => (Told::Unusable, unusable(error, &self.origin)),
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

    /// What speaks against something new in a place that passed.
    pub(super) fn advise(&self, place: Place<'_>, diagnostics: &mut Diagnostics) {
        let cell = self.cell(place);
        let Some(Answer::Found(project)) = cell.get() else {
            return;
        };
        if project.state.is_archived() && self.tell(Told::Archived(place.project.to_owned())) {
            diagnostics.push(archived(place));
        }
        let domains: Vec<_> = project.domains.iter().map(|(id, _)| id.as_str()).collect();
        let told = Told::Domain(place.project.to_owned(), place.domain.to_owned());
        if !domains.is_empty() && !domains.contains(&place.domain) && self.tell(told) {
            diagnostics.push(no_domain(place, &domains, &self.origin));
        }
    }

    /// Notes that something is told now; false if it was before.
    pub(super) fn tell(&self, what: Told) -> bool {
        lock(&self.told).insert(what)
    }

    fn was_told(&self, what: &Told) -> bool {
        lock(&self.told).contains(what)
    }

    fn cell(&self, place: Place<'_>) -> Shared {
        let key = (place.org.to_owned(), place.project.to_owned());
        Arc::clone(lock(&self.answers).entry(key).or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks within the time of one operation. That it was up says nothing about Flyte, and is an error
/// that nobody else gets.
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
            Ok(_) => return Ok(Answer::Untold),
            Err(error) => error,
        }
    };
    if error.is_out_of_time() {
        return Err(error);
    }
    Ok(Answer::Unusable(error))
}

/// Whether there is no use in asking another service of the same server: it was not reached, does
/// not know who asks, or is down.
fn speaks_of_more_than_projects(error: &Error) -> bool {
    error.status().is_none() || error.is_retryable() || error.code() == Code::Unauthenticated
}

/// A list that any server can give, and that is empty: no task has such a name.
fn no_tasks(place: Place<'_>) -> TaskQuery {
    TaskQuery::in_domain(place.org, place.project, place.domain).named(".")
}

/// The sentence that names where a value comes from, where it is the provider's.
fn source(value: &str, default: Option<&(String, String)>) -> String {
    match default {
        Some((known, source)) if known == value => {
            format!("\n\nThe provider's default `{value}` comes from {source}.")
        }
        _ => String::new(),
    }
}

fn unusable(error: &Error, origin: &Origin) -> Diagnostic {
    let summary = match error.code() {
        Code::Unauthenticated => "Flyte does not accept the credentials",
        _ => "Flyte cannot be used",
    };
    let mut diagnostic = findings::call(summary, error);
    if let Some(source) = &origin.endpoint {
        diagnostic.detail += &format!("\n\nThe endpoint comes from {source}.");
    }
    if let (Code::Unauthenticated, Some(source)) = (error.code(), &origin.credentials) {
        diagnostic.detail += &format!("\n\nThe credentials come from {source}.");
    }
    diagnostic.detail.push_str(
        "\n\nThis is told once: whatever else needs Flyte was left as it is. To plan without \
         asking Flyte, set `skip_backend_check = true` in the provider block and plan with \
         `-refresh=false`.",
    );
    diagnostic
}

const LATE: &str = "Flyte did not answer in the time that this operation has";

fn late(place: Place<'_>) -> Diagnostic {
    Diagnostic::error(
        LATE,
        format!(
            "It was asked for project `{}`. Nothing was changed. If this Flyte needs more time, raise \
             the operation's limit in `timeouts`.",
            place.project
        ),
    )
}

fn absent(place: Place<'_>, error: &Error, origin: &Origin) -> Diagnostic {
    let Place { project, .. } = place;
    Diagnostic::error(
        format!("Project `{project}` does not exist"),
        format!(
            "Set `project`, in the resource or in the provider block, to one that exists; `flyte \
             get project` lists them. `flyte create project` makes a new one.{}\n\n{}",
            source(project, origin.project.as_ref()),
            error.user_text()
        ),
    )
    .at(Path::root().attribute("project"))
}

fn archived(place: Place<'_>) -> Diagnostic {
    let Place { project, .. } = place;
    Diagnostic::warning(
        format!("Project `{project}` is archived"),
        "Flyte accepts task environments in it and hides them with the project. If that is not \
         what you want, set `project` to another one, or activate it again.",
    )
    .at(Path::root().attribute("project"))
}

fn no_domain(place: Place<'_>, domains: &[&str], origin: &Origin) -> Diagnostic {
    let Place {
        project, domain, ..
    } = place;
    Diagnostic::error(
        format!("Project `{project}` has no domain `{domain}`"),
        format!(
            "Its domains are `{}`. Flyte would take the task environment for any other name too, \
             and then show it nowhere.\n\nSet `domain`, in the resource or in the provider block, \
             to one of them.{}",
            domains.join("`, `"),
            source(domain, origin.domain.as_ref())
        ),
    )
    .at(Path::root().attribute("domain"))
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

    /// What is said about creations in these domains, one after the other.
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
        // A server that lists none knows better.
        assert_eq!(
            advice(project(ProjectState::Active, &[]), &domains),
            [""; 0]
        );
    }
}
