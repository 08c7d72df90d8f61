//! The settings of an app, as a configuration has them.
//!
//! The rules are the domain's. What is left out has the SDK's default, and what Flyte has of it is
//! written as a user would write it: a value that is the default is null.

use flyte_domain::{
    App, AppPort, AppScaling, DesiredState, EnvVars, Image, KubernetesName, Received,
    RequestTimeout, Secret, Violation,
};
use terraform_framework::{Diagnostics, Field, Number, Path};

use crate::app::link::LinkObject;
use crate::app::scaling::ScalingObject;
use crate::literal::{Texts, known, written_number};
use crate::reader::{Read, Reader};
use crate::task_environment::resources::ResourcesObject;
use crate::task_environment::secret::{self, SecretObject};
use crate::{findings, values};

/// A list of strings.
pub(crate) type TextList = Field<Vec<Field<String>>>;

/// What an app says; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    pub image: Field<String>,
    pub command: TextList,
    pub args: TextList,
    pub port: Field<Number>,
    pub port_name: Field<String>,
    pub env_vars: Field<Texts>,
    pub resources: Field<ResourcesObject>,
    pub secrets: Field<Vec<Field<SecretObject>>>,
    pub service_account: Field<String>,
    pub scaling: Field<ScalingObject>,
    pub request_timeout: Field<String>,
    pub requires_auth: Field<bool>,
    pub subdomain: Field<String>,
    pub custom_domain: Field<String>,
    pub links: Field<Vec<Field<LinkObject>>>,
    pub cluster_pool: Field<String>,
    pub r#type: Field<String>,
    pub description: Field<String>,
    pub desired_state: Field<String>,
}

impl Settings {
    /// The app, once all of it is known; broken rules go to the diagnostics, each at its attribute.
    pub(super) fn read(&self, diagnostics: &mut Diagnostics) -> Option<App> {
        let path = |name| Path::root().attribute(name);
        let resources = match known(&self.resources) {
            Some(Some(resources)) => resources.check(&path("resources"), diagnostics),
            Some(None) => Some(flyte_domain::Resources::default()),
            None => None,
        };
        let secrets = secret::check(&self.secrets, &path("secrets"), diagnostics);
        self.check_clashes(diagnostics);
        let scaling = match known(&self.scaling) {
            Some(Some(scaling)) => scaling.read(&path("scaling"), diagnostics),
            Some(None) => Some(AppScaling::default()),
            None => None,
        };
        let reader = &mut Reader::new(Path::root(), diagnostics);
        let image = reader.setting("image", &self.image, |text| Image::new(text));
        let command = self.command(reader);
        let args = words(reader, "args", &self.args);
        let port = self.port(reader);
        let env_vars = self.env_vars(reader);
        let account = reader.setting("service_account", &self.service_account, |name| {
            KubernetesName::new("service_account", name)
        });
        let request_timeout = reader.setting("request_timeout", &self.request_timeout, |text| {
            RequestTimeout::read(text)
        });
        let subdomain = host(reader, "subdomain", &self.subdomain);
        let custom_domain = host(reader, "custom_domain", &self.custom_domain);
        let links = self.links(reader);
        let pool = text(reader, "cluster_pool", &self.cluster_pool);
        let kind = text(reader, "type", &self.r#type);
        let description = reader.setting("description", &self.description, |text| {
            App::check_description(text).map(|()| text.clone())
        });
        let state = reader.setting("desired_state", &self.desired_state, |word| {
            DesiredState::read(word)
        });
        Some(App {
            args: args?.unwrap_or_default(),
            port: port?,
            env_vars: env_vars?,
            resources: resources?,
            secrets: secrets?,
            service_account: account?,
            scaling: scaling?,
            request_timeout: request_timeout?,
            requires_auth: known(&self.requires_auth)?.copied().unwrap_or(true),
            subdomain: subdomain?.unwrap_or_default(),
            custom_domain: custom_domain?.unwrap_or_default(),
            links: links?,
            cluster_pool: pool?.as_deref().map(App::pool).unwrap_or_default(),
            kind: kind?.unwrap_or_default(),
            description: description?.unwrap_or_default(),
            desired_state: state?.unwrap_or_default(),
            ..App::new(image?.unwrap_or_default(), command?.unwrap_or_default())
        })
    }

    /// The app, if all of it is known and breaks no rule.
    pub(super) fn app(&self) -> Option<App> {
        self.read(&mut Diagnostics::new())
    }

    /// Reports variables that a container would be given twice, even while other settings are
    /// unknown.
    fn check_clashes(&self, diagnostics: &mut Diagnostics) {
        let no_variables = Texts::new();
        let variables = self.env_vars.as_known().unwrap_or(&no_variables);
        let secrets = secret::known_ones(&self.secrets);
        let secrets = secrets.iter().map(|(index, secret)| (*index, secret));
        for (index, setting, violation) in
            Secret::clashes(secrets, |name| variables.contains_key(name))
        {
            let path = Path::root().attribute("secrets").index(index);
            diagnostics.push(findings::violation(&violation, path.attribute(setting)));
        }
    }

    fn command(&self, reader: &mut Reader<'_>) -> Read<Vec<String>> {
        let command = words(reader, "command", &self.command);
        if let Some(Some(words)) = &command
            && words.is_empty()
        {
            reader.refuse(
                "command",
                &Violation::new(
                    "command must not be empty",
                    Received::nothing(),
                    "Write the program and its arguments, as in `[\"python\", \"-m\", \
                     \"http.server\", \"8080\"]`. An app that the SDK is to start from Python code \
                     is best deployed by the SDK.",
                ),
            );
        }
        command
    }

    fn port(&self, reader: &mut Reader<'_>) -> Option<AppPort> {
        let number = AppPort::read_number(&written_number(&self.port));
        let number = number.unwrap_or_else(|violation| {
            reader.refuse("port", &violation);
            None
        });
        let name = reader.setting("port_name", &self.port_name, |name| {
            AppPort::check_name(name).map(|()| name.clone())
        });
        Some(AppPort::new(number?, name?.unwrap_or_default()))
    }

    fn env_vars(&self, reader: &mut Reader<'_>) -> Option<EnvVars> {
        let variables = EnvVars::new(reader.texts("env_vars", &self.env_vars)?);
        let checked = variables.map_err(|broken| {
            for (name, violation) in broken {
                reader.refuse_at(reader.path("env_vars").key(name), &violation);
            }
        });
        checked.ok()
    }

    fn links(&self, reader: &mut Reader<'_>) -> Option<Vec<flyte_domain::AppLink>> {
        let links = (0_i64..).zip(known(&self.links)?.into_iter().flatten());
        let links = links.filter(|(_, link)| !link.is_null());
        let read: Vec<_> = links
            .map(|(index, link)| link.as_known()?.read(reader.indexed("links", index)))
            .collect();
        read.into_iter().collect()
    }
}

/// Strings that a container can be given.
fn words(reader: &mut Reader<'_>, name: &str, field: &TextList) -> Read<Vec<String>> {
    let words = reader.list(name, field)?;
    let mut are_fine = true;
    for (index, word) in (0_i64..).zip(words.iter().flatten()) {
        if let Err(violation) = App::check_text(name, word) {
            are_fine = false;
            reader.refuse_at(reader.path(name).index(index), &violation);
        }
    }
    are_fine.then_some(words)
}

/// A string; an empty one counts as not set.
fn text(reader: &mut Reader<'_>, name: &str, field: &Field<String>) -> Read<String> {
    reader.setting(name, field, |text| {
        App::check_text(name, text).map(|()| text.clone())
    })
}

/// A name that a host can have; an empty one counts as not set.
fn host(reader: &mut Reader<'_>, name: &str, field: &Field<String>) -> Read<String> {
    reader.setting(name, field, |text| match text.as_str() {
        "" => Ok(String::new()),
        host => App::check_host(name, host).map(|()| host.to_owned()),
    })
}

/// The app as Flyte has it.
impl From<&App> for Settings {
    fn from(app: &App) -> Self {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty()).into();
        let words = |words: &[String]| -> Vec<Field<String>> {
            words.iter().cloned().map(Field::Known).collect()
        };
        let resources = ResourcesObject::from(&app.resources);
        let links: Vec<_> = app.links.iter().map(|it| Field::Known(it.into())).collect();
        let timeout = app.request_timeout.map(|it| it.duration().to_string());
        Self {
            image: Field::Known(app.image.to_string()),
            command: Field::Known(words(&app.command)),
            args: Some(words(&app.args)).filter(|it| !it.is_empty()).into(),
            port: app
                .port
                .unusual_number()
                .map(u32::from)
                .map(Number::from)
                .into(),
            port_name: said(app.port.name()),
            env_vars: values::text_map(&app.env_vars.to_map()),
            resources: Some(resources)
                .filter(|it| *it != ResourcesObject::default())
                .into(),
            secrets: secret::objects(app.secrets.as_deref()),
            service_account: app
                .service_account
                .as_ref()
                .map(|it| it.as_str().to_owned())
                .into(),
            scaling: Some(&app.scaling)
                .filter(|it| !it.is_default())
                .map(ScalingObject::from)
                .into(),
            request_timeout: timeout.into(),
            requires_auth: Field::from((!app.requires_auth).then_some(false)),
            subdomain: said(&app.subdomain),
            custom_domain: said(&app.custom_domain),
            links: Some(links).filter(|it| !it.is_empty()).into(),
            cluster_pool: said(&app.cluster_pool),
            r#type: said(&app.kind),
            description: said(&app.description),
            desired_state: Some(app.desired_state)
                .filter(|it| *it != DesiredState::default())
                .map(|it| it.name().to_owned())
                .into(),
        }
    }
}
