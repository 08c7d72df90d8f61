//! Create: never over existing settings, but over a record that was emptied.

use flyte_domain::{ScopedSettings, SettingsLevel, SettingsScope};
use terraform_framework::{ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::creations::{Creations, Object};
use crate::plan_cache::PlanCache;
use crate::settings::model::Model;
use crate::settings::records::{Outcome, Records};
use crate::settings::{messages, planning, preparation, reading_model, scope};
use crate::timeouts::{self, Operation};

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        plan,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let created = created(&data, plan, &cancellation, &mut diagnostics).await;
    let state = created.unwrap_or_else(|diagnostic| {
        diagnostics.push(diagnostic);
        None
    });
    ApplyResponse {
        private: planning::holding(state.as_ref().and_then(scope::of)),
        state,
        diagnostics,
    }
}

async fn created(
    data: &Backend,
    plan: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    let Some((of, settings)) = complete(&plan, diagnostics) else {
        return Ok(None);
    };
    let records = Records {
        client: data.client(of.org_text())?,
        options: timeouts::options(&plan.timeouts, Operation::Create),
        scope: &of,
    };
    let object = scope::object(&of);
    data.creations.begin(&object)?;
    let creation = Creation {
        creations: &data.creations,
        plan_cache: &data.plan_cache,
        object: &object,
        records: &records,
        cancellation,
    };
    let created = creation.run(plan, &settings, diagnostics).await;
    if !matches!(created, Ok(Some(_))) {
        data.creations.fail(&object);
    }
    created
}

/// A creation that has begun.
struct Creation<'a> {
    creations: &'a Creations,
    plan_cache: &'a PlanCache,
    object: &'a Object,
    records: &'a Records<'a>,
    cancellation: &'a Cancellation,
}

impl Creation<'_> {
    /// The resulting state; `None` if nothing was created.
    async fn run(
        self,
        mut plan: Model,
        settings: &ScopedSettings,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Model>, Diagnostic> {
        let Self {
            records,
            cancellation,
            ..
        } = self;
        let of = records.scope;
        let _alone = preparation::alone(records, cancellation, "create").await?;
        let found = match self.plan_cache.settings.take(self.object) {
            // Flyte refuses to overwrite any other version.
            Some(found) => found,
            None => preparation::look(records, cancellation, "create").await?,
        };
        let exist = |found: &SettingsLevel| {
            self.creations.refuse(self.object);
            messages::exist(of, found)
        };
        if !found.is_empty() {
            return Err(exist(&found));
        }
        let written = preparation::try_write(records, settings, &found, cancellation, "create");
        let stored = match written.await? {
            Outcome::Stored(stored) => stored,
            Outcome::Overtaken(now) if now.is_empty() => {
                return Err(messages::changed(of, &found.settings, &now));
            }
            Outcome::Overtaken(now) => return Err(exist(&now)),
        };
        plan.id = of.to_string().into();
        let Some(_) = messages::not_kept(of, settings, &stored, "") else {
            plan.take(&stored);
            return Ok(Some(plan));
        };
        // An object whose creation ended with an error would be destroyed and created again by the
        // next apply.
        let nothing = ScopedSettings::default();
        let emptied = preparation::write(records, &nothing, &stored, cancellation, "create").await;
        let (consequence, state) = match emptied {
            Ok(_) => ("The rest was taken back, so nothing is set.", None),
            Err(error) => {
                diagnostics.push(error);
                plan.take(&stored);
                ("The rest is stored.", Some(plan))
            }
        };
        diagnostics.extend(messages::not_kept(of, settings, &stored, consequence));
        Ok(state)
    }
}

/// The scope and the settings of a plan in which everything is known; `None` if it breaks a rule.
pub(super) fn complete(
    plan: &Model,
    diagnostics: &mut Diagnostics,
) -> Option<(SettingsScope, ScopedSettings)> {
    diagnostics.extend(reading_model::check(plan));
    if diagnostics.has_errors() {
        return None;
    }
    let complete = scope::of(plan).zip(reading_model::settings(plan));
    if complete.is_none() {
        diagnostics.error(
            "The plan is incomplete",
            "This is a fault of the provider. Please report it.",
        );
    }
    complete
}
