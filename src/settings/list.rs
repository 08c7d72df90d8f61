//! The list resource `flyte_settings`: records of settings for `terraform query`. An answer of
//! Flyte has all there is to know about a record, so whole objects cost no extra calls.

use flyte_domain::{NamePattern, ScopeName, SettingsLevel, SettingsScope};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Path, Results, Schema, Type,
};

use crate::backend::Backend;
use crate::rules::text_rule;
use crate::settings::deletion_policy::POLICY;
use crate::settings::identity::SettingsIdentity;
use crate::settings::model::Model;
use crate::settings::records::failed;
use crate::settings::search::{Fault, Search, SettingsFilter};
use crate::settings::{Settings, scope};
use crate::{findings, timeouts};

/// The settings of an organisation, of its domains and of their projects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SettingsOfScopes;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub domain: Field<String>,
    pub project: Field<String>,
}

impl ListResource for SettingsOfScopes {
    type Resource = Settings;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_settings"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new(
                "Finds the settings of an organisation, of its domains, and of projects in them: \
                 every scope that has any.",
            )
            .attribute(
                "org",
                text(
                    "Organisation. Default: the provider's, else the one that the Flyte SDK takes \
                     from the name of the host.",
                ),
            )
            .attribute(
                "domain",
                text(
                    "The one domain whose settings are found, and those of its projects. Default: the \
                     organisation, and all domains that its projects have. It is never taken from \
                     the provider.",
                )
                .rule(text_rule(|text| {
                    SettingsScope::part("domain", text).map(drop)
                })),
            )
            .attribute(
                "project",
                text(
                    "Pattern for the ids of projects whose settings are found as well, as in \
                     `team-*`: `*` stands for any characters, `?` for one. Archived projects are \
                     left out. Default: no project. It is never taken from the provider.",
                )
                .rule(text_rule(|text| NamePattern::of_projects("project", text).map(drop))),
            ),
        )
    }

    async fn list(
        &self,
        request: ListRequest<Self>,
        mut results: Results<Settings>,
    ) -> Diagnostics {
        let told = tell(
            &request.data,
            &request.config,
            request.include_object,
            &mut results,
        );
        match request.cancellation.run(told).await {
            Some(Err(diagnostics)) => diagnostics,
            Some(Ok(())) | None => Diagnostics::new(),
        }
    }
}

async fn tell(
    data: &Backend,
    config: &Config,
    with_objects: bool,
    results: &mut Results<Settings>,
) -> Result<(), Diagnostics> {
    let wanted = wanted(data, config)?;
    let client = data.client(wanted.of.org_text())?;
    let search = Search::new(client, timeouts::default_options(), &wanted);
    let mut search = search.await.map_err(told)?;
    while let Some(records) = search.next().await.map_err(told)? {
        for (of, found) in records {
            let result = result(&of, &found, with_objects);
            if results.found(result).await.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The filter that the configuration describes.
fn wanted(data: &Backend, config: &Config) -> Result<SettingsFilter, Diagnostics> {
    let org = match &config.org {
        Field::Null => data.key_org(),
        named => named.clone(),
    };
    if org.is_unknown() {
        return Err(scope::unknown_org().into());
    }
    let mut diagnostics = Diagnostics::new();
    let scope = scope::parts(&org, &config.domain, &Field::Null, &mut diagnostics);
    let Some(scope) = scope else {
        return Err(diagnostics);
    };
    let pattern = config
        .project
        .as_known()
        .map(|text| NamePattern::of_projects("project", text))
        .transpose();
    let path = Path::root().attribute("project");
    Ok(SettingsFilter {
        domain: scope.domain().cloned(),
        of: SettingsScope::of_org(scope.org_text()),
        projects: pattern.map_err(|violation| findings::violation(&violation, path))?,
    })
}

fn told(fault: Fault) -> Diagnostic {
    match fault {
        Fault::Projects(error) => findings::call("Cannot list the projects", &error),
        Fault::Scope(scope, error) => failed("list", &scope, &error),
    }
}

fn result(of: &SettingsScope, found: &SettingsLevel, with_object: bool) -> Found<Settings> {
    let part = |part: Option<&ScopeName>| part.map(ToString::to_string).into();
    let mut object = Model {
        id: Field::Known(of.to_string()),
        org: part(of.org()),
        domain: part(of.domain()),
        project: part(of.project()),
        deletion_policy: Field::Known(POLICY.default.to_owned()),
        ..Model::default()
    };
    object.take(found);
    Found {
        identity: SettingsIdentity::of(&object),
        display_name: of.to_string(),
        object: with_object.then_some(object),
        diagnostics: Diagnostics::new(),
    }
}
