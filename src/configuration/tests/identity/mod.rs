//! Which credential counts, and what is refused.

mod found;
mod refused;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;

use super::*;

pub(super) const PLACE: &[(&str, &str)] = &[("FLYTE_ADMIN_ENDPOINT", "flyte.example.com")];

pub(super) fn attributes(pairs: &[(&str, &str)]) -> Config {
    let schema = schema();
    Value::map(schema.block.attributes.keys().map(|name| {
        let text = pairs.iter().find(|(attribute, _)| attribute == name);
        let value = match (text, schema.block.attributes[name].value_type()) {
            (None, _) => Value::Null,
            (Some((_, text)), Type::List(_)) => Value::List(
                text.split(' ')
                    .map(|it| Value::String(it.to_owned()))
                    .collect(),
            ),
            (Some((_, text)), Type::Bool) => Value::Bool(*text == "true"),
            (Some((_, text)), _) => Value::String((*text).to_owned()),
        };
        (*name, value)
    }))
    .to_model()
    .unwrap()
}

pub(super) fn key(text: &str) -> String {
    STANDARD.encode(text)
}

/// What the sources come to: the identity, or the errors.
pub(super) fn identity(
    block: &[(&str, &str)],
    variables: &[(&str, &str)],
    file: &str,
) -> Result<String, String> {
    let folder = Folder::with_file(file);
    fs::write(folder.path().join("secret"), " from file \n").unwrap();
    let environment = variables
        .iter()
        .fold(folder.environment(), |environment, (name, value)| {
            environment.with(name, value)
        });
    let block = attributes(block);
    let mut diagnostics = Diagnostics::new();
    let origins = Origins::all(&block, &environment, &mut diagnostics);
    let settings = Settings::find(&origins, false, &mut diagnostics);
    let told = |diagnostics: &Diagnostics| {
        let texts: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        texts.join("\n")
    };
    let Field::Known(endpoint) = settings.address.endpoint.clone() else {
        return Err(told(&diagnostics));
    };
    let mut config = flyte_client::Config::new(endpoint, "test");
    settings
        .identity
        .put_into(&mut config, &settings.address, &origins, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(told(&diagnostics));
    }
    let warnings = told(&diagnostics);
    let shown = match config.identity {
        flyte_client::Identity::Anonymous => "nobody".to_owned(),
        flyte_client::Identity::Token(token) => format!("token {}", token.expose_secret()),
        flyte_client::Identity::ClientCredentials(it) => format!(
            "client {} {} {}",
            it.client_id,
            it.client_secret.expose_secret(),
            it.scopes.join("+")
        ),
        flyte_client::Identity::Command(command) => format!("command {command:?}"),
        flyte_client::Identity::Stored(flow) => format!("stored {flow:?}"),
    };
    Ok(format!("{shown}{warnings}").trim_end().to_owned())
}
