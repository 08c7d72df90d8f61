//! The list resource `flyte_task_environment`: environments for `terraform query`.
//!
//! Each is reported as soon as its tasks have been listed. If whole objects are requested, a few
//! environments are read at a time, and reported in the order of names.

use flyte_client::{Client, Error};
use flyte_domain::{EnvironmentId, NamePattern, OwnerId, Record};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Path, Results, Schema, Type,
};

use crate::backend::Backend;
use crate::task_environment::adoption::{self, Reasons};
use crate::task_environment::claim::Claim;
use crate::task_environment::identity::EnvironmentIdentity;
use crate::task_environment::model::Model;
use crate::task_environment::reading::{Seen, state_of};
use crate::task_environment::records::{self, Records};
use crate::task_environment::search::{Environment, EnvironmentFilter, Search};
use crate::task_environment::{TaskEnvironment, calls};
use crate::timeouts::{self, Operation};
use crate::{findings, scope};

/// How many environments are read at a time.
const AT_A_TIME: usize = 4;

/// The environments of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironments;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub managed: Field<bool>,
}

impl ListResource for TaskEnvironments {
    type Resource = TaskEnvironment;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_task_environment"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        let name = text(
            "Pattern that the names of the environments match, as in `training-*`: `*` stands \
             for any characters, `?` for one. Default: all names.",
        )
        .rule(|value, path, diagnostics| {
            if let Some(text) = value.as_str()
                && let Err(violation) = NamePattern::new(text)
            {
                diagnostics.push(findings::violation(&violation, path.clone()));
            }
        });
        Schema::new(
            Block::new(
                "Finds the task environments of a domain: those that Terraform manages, and those \
                 that the Flyte SDK or someone else deployed. What is marked as deprecated is \
                 left out.",
            )
            .attribute(
                "org",
                text("Organisation, on backends that have organisations. Default: the provider's."),
            )
            .attribute("project", text("Project. Default: the provider's."))
            .attribute(
                "domain",
                text("Domain, such as `development`. Default: the provider's."),
            )
            .attribute("name", name)
            .attribute(
                "managed",
                Attribute::optional(Type::Bool).description(
                    "`true` for environments that this provider has deployed last, in this or \
                     any other configuration, `false` for all others. Default: both.",
                ),
            ),
        )
    }

    async fn list(
        &self,
        request: ListRequest<Self>,
        mut results: Results<TaskEnvironment>,
    ) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        let listing = Listing {
            data: &request.data,
            config: &request.config,
            with_objects: request.include_object,
        };
        let told = listing.tell(&mut results, &mut diagnostics);
        match request.cancellation.run(told).await {
            Some(Ok(())) | None => {}
            Some(Err(diagnostic)) => diagnostics.push(diagnostic),
        }
        diagnostics
    }
}

struct Listing<'a> {
    data: &'a Backend,
    config: &'a Config,
    with_objects: bool,
}

impl Listing<'_> {
    async fn tell(
        &self,
        results: &mut Results<TaskEnvironment>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Diagnostic> {
        let wanted = self.wanted()?;
        let place = format!("{}/{}", wanted.project, wanted.domain);
        let org = wanted.org.as_ref().map_or("", |org| org.as_str());
        let client = self.data.client(org)?;
        let mut search = Search::new(client, wanted, timeouts::default_options());
        let mut reasons = Reasons::new();
        'found: while let Some(environments) = search
            .next()
            .await
            .map_err(|error| failed(&place, &error))?
        {
            for few in environments.chunks(AT_A_TIME) {
                for found in self.found(client, few, &mut reasons).await? {
                    if results.found(found).await.is_break() {
                        break 'found;
                    }
                }
            }
        }
        diagnostics.extend(adoption::untouched_in(&place, &reasons));
        Ok(())
    }

    fn wanted(&self) -> Result<EnvironmentFilter, Diagnostic> {
        let Config {
            org,
            project,
            domain,
            name,
            managed,
        } = self.config;
        let pattern = |text: &String| NamePattern::new(text);
        let name = name.as_known().map(pattern).transpose();
        Ok(EnvironmentFilter {
            org: scope::optional("org", "org", org, &self.data.org)?,
            project: scope::required("project", "project", project, &self.data.project)?,
            domain: scope::required("domain", "domain", domain, &self.data.domain)?,
            name: name.map_err(|violation| {
                findings::violation(&violation, Path::root().attribute("name"))
            })?,
            managed: managed.as_known().copied(),
        })
    }

    /// These environments as results, in their order.
    async fn found(
        &self,
        client: &Client,
        environments: &[Environment],
        reasons: &mut Reasons,
    ) -> Result<Vec<Found<TaskEnvironment>>, Diagnostic> {
        if !self.with_objects {
            let found = environments.iter();
            let found = found.map(|found| result(&found.id, None, standing(found.managed, None)));
            return Ok(found.collect());
        }
        let read = calls::each(
            environments.iter().cloned().enumerate().collect(),
            |(place, environment)| {
                let client = client.clone();
                async move { Ok((place, read(&client, environment).await)) }
            },
        );
        let mut read: Vec<_> = read.await.map_err(|error| failed("a domain", &error))?;
        read.sort_by_key(|(place, _)| *place);
        let mut found = Vec::new();
        for ((_, read), environment) in read.into_iter().zip(environments) {
            let id = &environment.id;
            let (seen, owner, diagnostics) =
                read.map_err(|error| records::failed("read", id, &error))?;
            match seen {
                // It has gone since it was listed.
                Seen::Gone => {}
                Seen::Opaque(untouched) => reasons.extend(untouched),
                Seen::Environment { state, untouched } => {
                    reasons.extend(untouched);
                    found.push(Found {
                        diagnostics,
                        ..result(id, Some(*state), standing(environment.managed, owner))
                    });
                }
            }
        }
        Ok(found)
    }
}

/// What the name of a result says about who manages the environment.
fn standing(managed: bool, owner: Option<OwnerId>) -> String {
    match owner {
        Some(owner) => format!(" (owner {owner})"),
        None if managed => " (managed by Terraform)".to_owned(),
        None => String::new(),
    }
}

/// The environment, its owner, and what the user should know.
async fn read(
    client: &Client,
    environment: Environment,
) -> Result<(Seen, Option<OwnerId>, Diagnostics), Error> {
    let id = &environment.id;
    let records = Records {
        client,
        options: timeouts::options(&Field::Null, Operation::Read),
        id,
    };
    let found = records.found(records.sorted(environment.tasks)).await?;
    let mut diagnostics = Diagnostics::new();
    let mut claim = Claim::default();
    let seen = state_of(
        &records,
        &found,
        Model::default(),
        &mut claim,
        &mut diagnostics,
    )
    .await?;
    let owner = found.live().and_then(Record::owner);
    Ok((seen, owner, diagnostics))
}

fn result(id: &EnvironmentId, object: Option<Model>, standing: String) -> Found<TaskEnvironment> {
    let named = Model {
        org: id.org.as_ref().map(ToString::to_string).into(),
        project: Field::Known(id.project.to_string()),
        domain: Field::Known(id.domain.to_string()),
        name: Field::Known(id.name.to_string()),
        ..Model::default()
    };
    Found {
        identity: EnvironmentIdentity::of(&named),
        display_name: id.name.to_string() + &standing,
        object,
        diagnostics: Diagnostics::new(),
    }
}

fn failed(place: &str, error: &Error) -> Diagnostic {
    findings::call(
        format!("Cannot list the task environments of `{place}`"),
        error,
    )
}
