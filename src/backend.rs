//! What resources get from the configured provider.

use flyte_client::{CallOptions, Client};
use flyte_domain::{Image, Project};
use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::allowed_orgs::AllowedOrgs;
use crate::app::tracker::AppTracker;
use crate::bundles::{Answer, Archive, Bundles};
use crate::creations::Creations;
use crate::environment_tracker::EnvironmentTracker;
use crate::plan_cache::PlanCache;
use crate::preflight::{Notice, Place, Preflight, ProjectLookup};

/// The Flyte backend that the provider is configured for, and the defaults of its resources.
///
/// While planning, any of it may still be unknown. Then plans go on without it, one warning says
/// what could not be checked, and only an operation that has to call the backend fails, saying why.
#[derive(Debug)]
pub struct Backend {
    pub(super) connection: Connection,
    /// The organisation where a resource names none.
    pub org: Field<String>,
    /// The organisation that the SDK derives from the host name, where none is configured.
    pub(super) derived_org: Field<String>,
    pub(super) allowed_orgs: AllowedOrgs,
    /// The project where a resource names none.
    pub project: Field<String>,
    /// The domain where a resource names none.
    pub domain: Field<String>,
    /// The image where a resource has none; null for the SDK's.
    pub default_image: Field<Image>,
    pub(super) preflight: Preflight,
    pub(super) environment_tracker: EnvironmentTracker,
    pub(super) plan_cache: PlanCache,
    pub(super) apps: AppTracker,
    pub(super) bundles: Bundles,
    pub(super) creations: Creations,
}

/// The way to the backend.
#[derive(Debug)]
pub(super) enum Connection {
    /// A client, which has made no calls yet.
    Ready(Client),
    /// These settings of the provider block are not known yet.
    Unknown(Vec<&'static str>),
}

impl Backend {
    /// The organisation for keys that must have one, where a resource names none.
    pub(super) fn key_org(&self) -> Field<String> {
        match &self.org {
            Field::Null => self.derived_org.clone(),
            named => named.clone(),
        }
    }

    /// Lets an organisation pass, or refuses it. The empty string means no organisation, or the one
    /// that requests then carry.
    ///
    /// # Errors
    /// A diagnostic at `org` for one that the provider must not work in.
    pub(super) fn permit(&self, org: &str) -> Result<(), Diagnostic> {
        match &self.derived_org {
            Field::Known(derived) if org.is_empty() => self.allowed_orgs.permit_derived(derived),
            // Without an endpoint there is no client either.
            Field::Unknown if org.is_empty() => Ok(()),
            _ => self.allowed_orgs.permit(org),
        }
    }

    /// The client, for work in an organisation; the empty string means none.
    ///
    /// # Errors
    /// A diagnostic that refuses the organisation, or names the settings that are not known yet.
    pub fn client(&self, org: &str) -> Result<&Client, Diagnostic> {
        self.permit(org)?;
        match &self.connection {
            Connection::Ready(client) => Ok(client),
            Connection::Unknown(settings) => Err(Diagnostic::error(
                "The Flyte backend is not known yet",
                format!(
                    "The provider's {} will be known only after other resources have been \
                     applied, so nothing can be read from Flyte now.\n\n\
                     Apply those other resources first, with `terraform apply -target=...`.",
                    listed(settings)
                ),
            )),
        }
    }

    /// The client for reading what exists in a place, if Flyte can be used; otherwise what exists
    /// counts as unchanged. Only the first caller gets the reason, in the diagnostics.
    ///
    /// # Errors
    /// A diagnostic for an organisation that the provider must not work in.
    pub(super) async fn to_read(
        &self,
        place: Place<'_>,
        options: &CallOptions,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<&Client>, Diagnostic> {
        self.permit(place.org)?;
        let client = match &self.connection {
            Connection::Ready(client) => client,
            Connection::Unknown(settings) => {
                self.warn_of_unknown(settings, diagnostics);
                return Ok(None);
            }
        };
        let passes = self.preflight.passes(client, place, options, diagnostics);
        Ok(passes.await.then_some(client))
    }

    /// What Flyte now says about a project, for callers that manage it; `None` if it cannot be
    /// asked. Only the first caller gets the reason, in the diagnostics.
    ///
    /// # Errors
    /// A diagnostic for an organisation that the provider must not work in.
    pub(super) async fn look_at_project(
        &self,
        place: Place<'_>,
        options: &CallOptions,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<ProjectLookup>, Diagnostic> {
        self.permit(place.org)?;
        match &self.connection {
            Connection::Ready(client) => {
                let look = self.preflight.look(client, place, options, diagnostics);
                Ok(look.await)
            }
            Connection::Unknown(settings) => {
                self.warn_of_unknown(settings, diagnostics);
                Ok(None)
            }
        }
    }

    /// Returns whether a plan may ask Flyte what exists.
    pub(super) fn asks_while_planning(&self) -> bool {
        self.preflight.asks()
    }

    /// Notes that this run will create a project, or restore it: whatever is planned in it passes.
    pub(super) fn expect_project(&self, place: Place<'_>) {
        self.preflight.expect(place);
    }

    /// Forgets what was known about a project that has been changed.
    pub(super) fn forget_project(&self, place: Place<'_>) {
        self.preflight.forget(place);
    }

    /// Notes what a project is now, according to Flyte.
    pub(super) fn know_project(&self, place: Place<'_>, project: Project) {
        self.preflight.know(place, project);
    }

    /// Returns whether Flyte has told this run that there is no such project.
    pub(super) fn lacks_project(&self, place: Place<'_>) -> bool {
        self.preflight.is_absent(place)
    }

    /// The client, if Flyte may be asked about a place while planning: its settings are known, the
    /// user did not forbid it, and it has not turned out to be unusable.
    pub(super) fn to_ask(&self, place: Place<'_>) -> Option<&Client> {
        match &self.connection {
            Connection::Ready(client)
                if self.permit(place.org).is_ok() && self.preflight.is_open(place) =>
            {
                Some(client)
            }
            _ => None,
        }
    }

    /// Checks that something new can be created, as far as that can be known; `place` is `None`
    /// while it is unknown. Only the first caller gets the reason against it, in the diagnostics.
    pub(super) async fn before_creation(
        &self,
        place: Option<Place<'_>>,
        options: &CallOptions,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(refusal) = place.and_then(|place| self.permit(place.org).err()) {
            diagnostics.push(refusal);
            return;
        }
        match (&self.connection, place) {
            (Connection::Unknown(settings), _) => self.warn_of_unknown(settings, diagnostics),
            (Connection::Ready(_), None) => {}
            (Connection::Ready(client), Some(place)) => {
                let preflight = &self.preflight;
                if preflight.passes(client, place, options, diagnostics).await {
                    preflight.advise(place, diagnostics);
                }
            }
        }
    }

    /// Asks whether Flyte takes code bundles in a place, if it may be asked while planning. It is
    /// not asked if [`before_creation`](Self::before_creation) found that it cannot be used.
    pub(super) async fn takes_bundles(
        &self,
        place: Option<Place<'_>>,
        options: &CallOptions,
        sample: impl FnOnce() -> Archive + Send,
    ) -> Answer {
        let asked = place.and_then(|place| Some((place, self.to_ask(place)?)));
        match asked {
            Some((place, client)) => {
                let bundles = &self.bundles;
                bundles.are_taken(client, place, options, sample).await
            }
            None => Answer::Untold,
        }
    }

    /// Returns whether the caller is the first to report that Flyte takes no code bundles.
    pub(super) fn tells_of_no_bundles(&self) -> bool {
        self.preflight.tell(Notice::NoBundles)
    }

    /// Returns whether the caller is the first to report that Flyte does not keep inputs of
    /// triggers separately.
    pub(super) fn tells_of_inline_inputs(&self) -> bool {
        self.preflight.tell(Notice::InlineInputs)
    }

    /// Returns whether the caller is the first to report that Flyte has no apps.
    pub(super) fn tells_of_no_apps(&self) -> bool {
        self.preflight.tell(Notice::NoApps)
    }

    fn warn_of_unknown(&self, settings: &[&str], diagnostics: &mut Diagnostics) {
        if self.preflight.tell(Notice::Unknown) {
            diagnostics.push(Diagnostic::warning(
                "Flyte could not be asked while planning",
                format!(
                    "The provider's {} will be known only after other resources have been \
                     applied. So this plan does not know whether Flyte can be reached, whether it \
                     accepts the credentials, whether the project exists, and whether anything \
                     was changed outside Terraform. The apply finds out.\n\nTo check it first, \
                     apply those other resources with `terraform apply -target=...`, and plan \
                     again.",
                    listed(settings)
                ),
            ));
        }
    }
}

fn listed(settings: &[&str]) -> String {
    let settings: Vec<_> = settings.iter().map(|name| format!("`{name}`")).collect();
    settings.join(" and ")
}
