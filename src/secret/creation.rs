//! Create: never over an existing secret.

use flyte_client::{Code, Error};
use flyte_domain::SecretKind;
use secrecy::SecretString;
use terraform_framework::{
    ApplyResponse, Cancellation, CreateRequest, Diagnostic, Diagnostics, Field,
};

use crate::backend::Backend;
use crate::creations::{Creations, Object};
use crate::plan_cache::PlanCache;
use crate::secret::access::{self, Access, cut_off, failed, interrupted};
use crate::secret::model::Model;
use crate::secret::note::Note;
use crate::secret::{place, refusals, value};
use crate::timeouts::{self, Operation};

pub(super) async fn create(request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let CreateRequest {
        data,
        config,
        plan,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let created = created(&data, &config, plan, &cancellation, &mut diagnostics);
    match created.await {
        Ok((state, note)) => ApplyResponse {
            state: Some(state),
            private: note.to_private(),
            diagnostics,
        },
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            ApplyResponse {
                diagnostics,
                ..ApplyResponse::new(None)
            }
        }
    }
}

async fn created(
    data: &Backend,
    config: &Model,
    plan: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<(Model, Note), Diagnostic> {
    let id = place::identify(&plan)?;
    let value = value::given(config)?;
    let org = place::org_of(&plan).to_owned();
    let org = org.as_str();
    let access = Access {
        client: data.client(org)?,
        options: timeouts::options(&plan.timeouts, Operation::Create),
        org,
        id: &id,
    };
    let object = place::object(org, &id);
    data.creations.begin(&object)?;
    let creation = Creation {
        creations: &data.creations,
        plan_cache: &data.plan_cache,
        object: &object,
        access: &access,
        cancellation,
    };
    let created = creation.run(plan, value, diagnostics).await;
    if created.is_err() {
        data.creations.fail(&object);
    }
    created
}

/// A creation that has begun.
struct Creation<'a> {
    creations: &'a Creations,
    plan_cache: &'a PlanCache,
    object: &'a Object,
    access: &'a Access<'a>,
    cancellation: &'a Cancellation,
}

impl Creation<'_> {
    async fn run(
        self,
        mut plan: Model,
        value: &SecretString,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Model, Note), Diagnostic> {
        let Self {
            access,
            cancellation,
            ..
        } = self;
        let id = access.id;
        let prepare = async {
            let alone = access.alone().await?;
            // Flyte refuses to create a secret that exists.
            let found = match self.plan_cache.secrets.take(self.object) {
                Some(()) => None,
                None => access.found().await?,
            };
            Ok((alone, found))
        };
        let (_alone, found) = cancellation
            .run(prepare)
            .await
            .ok_or_else(|| interrupted("create", id))?
            .map_err(|error| failed("create", id, &error))?;
        if let Some(found) = found {
            self.creations.refuse(self.object);
            let created = access::created_time(&found);
            return Err(refusals::exists(id, created.as_deref()));
        }
        let kind = value::kind(&plan);
        let made = cancellation.run(make(access, kind, value)).await;
        match made.ok_or_else(|| cut_off("create", id))? {
            Ok(warning) => diagnostics.extend(warning),
            Err(diagnostic) => {
                self.creations.refuse(self.object);
                return Err(diagnostic);
            }
        }
        // If the server does not return the time now, the next refresh gets it.
        let found = access.within_grace().found().await.ok().flatten();
        let created_time = found.as_ref().and_then(access::created_time);
        let note = Note {
            created_time: created_time.clone(),
            endpoint: Some(access.client.endpoint().authority()),
        };
        plan.created_time = created_time.into();
        if plan.r#type.is_unknown() {
            plan.r#type = Field::Known(kind.name().to_owned());
        }
        Ok((plan, note))
    }
}

/// Creates a secret that did not exist. Returns a warning if it existed when the creation was
/// retried.
async fn make(
    access: &Access<'_>,
    kind: SecretKind,
    value: &SecretString,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let error = match access.create(kind, value).await {
        Ok(()) => return Ok(None),
        Err(error) => error,
    };
    let (is_there, access) = match error.code() {
        Code::AlreadyExists if error.attempts() < 2 => {
            return Err(refusals::exists(access.id, None));
        }
        Code::AlreadyExists => (true, *access),
        // The answers to all attempts may have been lost.
        _ if is_lost(&error) => {
            let later = access.within_grace();
            (matches!(later.found().await, Ok(Some(_))), later)
        }
        _ => (false, *access),
    };
    if !is_there {
        return Err(failed("create", access.id, &error));
    }
    let written = access.write(kind, value).await;
    written.map_err(|error| failed("create", access.id, &error))?;
    Ok(Some(refusals::was_there(access.id)))
}

/// Returns whether it is unknown what the server has done.
fn is_lost(error: &Error) -> bool {
    error.attempts() > 0 && (error.status().is_none() || error.is_retryable())
}
