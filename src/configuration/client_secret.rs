//! The secret of an OAuth2 client: as a string, in a variable that another setting names, or in a
//! file.

use secrecy::{ExposeSecret, SecretString};
use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::configuration::files;
use crate::configuration::origins::Origins;
use crate::configuration::source::{Setting, Source, blame};
use crate::configuration::table::{CLIENT_SECRET, CLIENT_SECRET_FILE, CLIENT_SECRET_VARIABLE};

/// The places where a client secret may be.
#[derive(Debug)]
pub(super) struct Secrets {
    pub(super) text: Setting<SecretString>,
    /// The variable that another setting names.
    variable: Setting<SecretString>,
    pub(super) file: Setting<String>,
    /// A variable that another setting names but that is not set, and what names it.
    pub(super) unset: Option<(String, Source)>,
}

impl Secrets {
    pub(super) fn find(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Self {
        let named = origins.find(&CLIENT_SECRET_VARIABLE, diagnostics);
        let mut variable = Setting::null(CLIENT_SECRET.name);
        let mut unset = None;
        if let Some((name, by)) = named.known() {
            match origins.environment.get(name).filter(|it| !it.is_empty()) {
                Some(secret) => {
                    let source = Source::Named(name.clone(), Box::new(by.clone()));
                    variable = Setting::new(named.name, Field::Known(secret.into()), source);
                }
                None => unset = Some((name.clone(), by.clone())),
            }
        }
        Self {
            text: origins.find(&CLIENT_SECRET, diagnostics),
            variable,
            file: origins.find(&CLIENT_SECRET_FILE, diagnostics),
            unset,
        }
    }

    /// The one that counts. Of one rank the variable comes before the file, as in the SDK.
    pub(super) fn source(&self) -> Option<&Source> {
        let sources = [
            self.file.known().map(|(_, source)| source),
            self.variable.known().map(|(_, source)| source),
            self.text.known().map(|(_, source)| source),
        ];
        sources.into_iter().flatten().max_by_key(|it| it.rank())
    }

    pub(super) fn read(&self, origins: &Origins<'_>) -> Result<SecretString, Diagnostic> {
        let rank = self.source().map(Source::rank);
        let here = [&self.text, &self.variable]
            .into_iter()
            .filter_map(Setting::known)
            .find(|(_, source)| Some(source.rank()) == rank);
        if let Some((secret, _)) = here {
            return Ok(secret.clone());
        }
        let Some((path, source)) = self.file.known() else {
            return Ok(SecretString::default());
        };
        let name = CLIENT_SECRET_FILE.name;
        let content = files::read(name, path, source, origins)?;
        let secret = String::from_utf8(content).unwrap_or_default();
        let secret = stripped(&secret);
        if secret.expose_secret().is_empty() {
            return Err(blame(
                name,
                Some(source),
                "There is no client secret",
                format!("{} is empty or not a text.", files::named(path, origins)),
            ));
        }
        Ok(secret)
    }
}

/// A secret as a file or a command gives it, without surrounding white space if it ends with a line
/// break. Source: flyte SDK 2.12.1, `PlatformConfig.auto`.
pub(super) fn stripped(secret: &str) -> SecretString {
    match secret.ends_with('\n') {
        true => secret.trim().into(),
        false => secret.into(),
    }
}
