//! `flyte_settings`: the resulting settings of a scope, including inherited ones.
//!
//! The open-source server does not merge inherited settings, so they are merged here, from the
//! record of each level.

use std::collections::BTreeMap;

use flyte_domain::{Resolved, ScopeLevel, SettingKey, SettingsLevel};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, ReadDataRequest, ReadDataResponse, Schema,
    Type,
};

use crate::backend::Backend;
use crate::settings::model::{
    AppObject, Model as Written, RunObject, SecurityObject, StorageObject, TaskResourceObject,
    Texts,
};
use crate::settings::records::{Records, failed};
use crate::settings::{leaves, scope};
use crate::timeouts;

/// The resulting settings of one scope, including inherited ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub domain: Field<String>,
    pub project: Field<String>,
    pub run: Field<RunObject>,
    pub security: Field<SecurityObject>,
    pub storage: Field<StorageObject>,
    pub task_resource: Field<TaskResourceObject>,
    pub app: Field<AppObject>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
    pub environment_variables: Field<Texts>,
    pub pod_template_name: Field<String>,
    pub sources: Field<BTreeMap<String, String>>,
    pub entry_sources: Field<EntrySources>,
    pub version: Field<u64>,
}

/// The source of each entry of the maps of strings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EntrySources {
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    pub environment_variables: BTreeMap<String, String>,
}

impl DataSource for Settings {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_settings"
    }

    fn schema(&self) -> Schema {
        let part = |description| Attribute::optional(Type::String).description(description);
        let texts = || Type::map(Type::String);
        let block = leaves::add(Block::new(
            "The effective settings of an organisation, of a domain or of a project in a domain, \
             including those inherited from broader scopes, and where each comes from. A setting \
             that no scope has is null. A scope without settings of its own is not an error.",
        ))
        .read_only();
        Schema::new(
            block
                .attribute(
                    "org",
                    Attribute::optional_computed(Type::String).description(
                        "Organisation. Default: the provider's, else the one that the Flyte SDK \
                         takes from the name of the host. Null where there is none.",
                    ),
                )
                .attribute(
                    "domain",
                    part("Domain; without it the settings of the organisation are read."),
                )
                .attribute(
                    "project",
                    part("Project in the domain; without it the settings of the domain are read."),
                )
                .attribute(
                    "sources",
                    Attribute::computed(texts()).description(
                        "The narrowest scope that has each setting, by its dot key, such as \
                         `run.default_queue`: `org`, `domain` or `project`. A setting that is \
                         named here and null was cut off by this scope with `unset`.",
                    ),
                )
                .attribute(
                    "entry_sources",
                    Attribute::computed(Type::object([
                        ("labels", texts()),
                        ("annotations", texts()),
                        ("environment_variables", texts()),
                    ]))
                    .description(
                        "Where each entry of `labels`, `annotations` and `environment_variables` \
                         comes from, since every scope adds to them: `org`, `domain` or `project`, \
                         by the name of the entry.",
                    ),
                )
                .attribute(
                    "version",
                    Attribute::computed(Type::Number).description(
                        "How often the record of this scope itself was written; 0 where it has \
                         none.",
                    ),
                ),
        )
    }

    async fn read(
        &self,
        request: ReadDataRequest<Model, Backend>,
    ) -> Result<ReadDataResponse<Model>, Diagnostics> {
        let ReadDataRequest {
            data,
            config,
            cancellation,
        } = request;
        let org = match &config.org {
            Field::Null => data.key_org(),
            named => named.clone(),
        };
        if org.is_unknown() {
            return Err(scope::unknown_org().into());
        }
        let mut diagnostics = Diagnostics::new();
        let of = scope::parts(&org, &config.domain, &config.project, &mut diagnostics);
        let Some(of) = of else {
            return Err(diagnostics);
        };
        let records = Records {
            client: data.client(of.org_text())?,
            options: timeouts::default_options(),
            scope: &of,
        };
        let levels = cancellation.run(records.levels()).await;
        let levels = levels.ok_or_else(|| scope::interrupted("read", &of))?;
        let levels = levels.map_err(|error| failed("read", &of, &error))?;
        let own = levels.iter().find(|level| level.level == of.level());
        Ok(ReadDataResponse {
            state: Model {
                org,
                domain: config.domain,
                project: config.project,
                version: own.map_or(0, |own| own.version).into(),
                ..Model::of(&levels)
            },
            diagnostics,
        })
    }
}

impl Model {
    /// The resulting settings of these levels.
    fn of(levels: &[SettingsLevel]) -> Self {
        let mut written = Written::default();
        let (mut sources, mut entries) = (BTreeMap::new(), EntrySources::default());
        for (key, resolved) in Resolved::all(levels) {
            sources.insert(key.to_string(), resolved.from.name().to_owned());
            let from = named(&resolved.entries);
            match key {
                SettingKey::Labels => entries.labels = from,
                SettingKey::Annotations => entries.annotations = from,
                SettingKey::EnvironmentVariables => entries.environment_variables = from,
                _ => {}
            }
            written.put(key, resolved.value);
        }
        Self {
            run: written.run,
            security: written.security,
            storage: written.storage,
            task_resource: written.task_resource,
            app: written.app,
            labels: written.labels,
            annotations: written.annotations,
            environment_variables: written.environment_variables,
            pod_template_name: written.pod_template_name,
            sources: Field::Known(sources),
            entry_sources: Field::Known(entries),
            ..Self::default()
        }
    }
}

fn named(entries: &BTreeMap<String, ScopeLevel>) -> BTreeMap<String, String> {
    let entries = entries.iter();
    let entries = entries.map(|(name, level)| (name.clone(), level.name().to_owned()));
    entries.collect()
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Settings.schema().problems(), [""; 0]);
    }

    #[test]
    fn model_and_schema_agree() {
        assert_eq!(testing::disagreements::<Model>(&Settings.schema()), [""; 0]);
    }
}
