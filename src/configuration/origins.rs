//! Where settings are looked for: the provider block, the environment, Flyte's configuration file.

use std::path::PathBuf;

use environment::Environment;
use flyte_client::{ApiKey, ConfigFile, ConfigFileError, Place, Search, Skip, Skipped};
use local_files::DistrustReason;
use secrecy::ExposeSecret;
use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::configuration::block::Config;
use crate::configuration::found;
use crate::configuration::kind::Kind;
use crate::configuration::row::{IfFound, Row};
use crate::configuration::source::{Setting, Source, blame};
use crate::configuration::table::{API_KEY, CONFIG_FILE};

/// The sources in which every setting is looked for.
pub(super) struct Origins<'a> {
    pub(super) config: &'a Config,
    pub(super) environment: &'a dyn Environment,
    file: Field<ConfigFile>,
    /// What to say about configuration files if there is no endpoint: which one was read, and which
    /// were passed over.
    pub(super) files: String,
    pub(super) api_key: Field<(ApiKey, Source)>,
}

impl<'a> Origins<'a> {
    /// The provider block alone, with an empty environment. What it leaves out may still be set
    /// elsewhere.
    pub(super) fn block(
        config: &'a Config,
        nothing: &'a dyn Environment,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut origins = Self {
            config,
            environment: nothing,
            file: Field::Null,
            files: String::new(),
            api_key: Field::Null,
        };
        origins.api_key = origins.read_api_key(diagnostics);
        origins
    }

    /// All sources. This reads the configuration file, and reports its errors in the diagnostics.
    pub(super) fn all(
        config: &'a Config,
        environment: &'a dyn Environment,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut origins = Self::block(config, environment, diagnostics);
        origins.file = origins.read_file(diagnostics);
        origins
    }

    /// The configuration file; unknown if it cannot be read.
    fn read_file(&mut self, diagnostics: &mut Diagnostics) -> Field<ConfigFile> {
        let named = self.find(&CONFIG_FILE, diagnostics);
        let (read, told) = match &named.value {
            Field::Unknown => return Field::Unknown,
            Field::Known(path) if path.is_empty() => {
                self.files = "\n\n`config_file = \"\"` reads no configuration file.".to_owned();
                return Field::Null;
            }
            Field::Known(path) => (ConfigFile::read(&self.path(path)), String::new()),
            Field::Null => {
                let search = Search::new(self.environment);
                self.files = passed_over(&search.skipped, diagnostics);
                match search.chosen {
                    None => return Field::Null,
                    Some((place, read)) => (read, why(&place)),
                }
            }
        };
        match read {
            Ok(file) => {
                let path = file.path().display();
                self.files = format!(
                    "\n\n`{path}` was read, and has no `admin.endpoint`.{}",
                    self.files
                );
                Field::Known(file)
            }
            Err(error) => {
                let rule = match error {
                    ConfigFileError::Unreadable { .. } => {
                        "Flyte's configuration file cannot be read"
                    }
                    _ => "Flyte's configuration file is broken",
                };
                diagnostics.push(named.blame(rule, format!("{error}.{told}")));
                Field::Unknown
            }
        }
    }

    /// The API key, decoded; unknown if it is not one.
    fn read_api_key(&self, diagnostics: &mut Diagnostics) -> Field<(ApiKey, Source)> {
        let written = self.find(&API_KEY, diagnostics);
        let key = written.parse(diagnostics, |text| {
            ApiKey::decode(text.expose_secret()).map_err(|error| {
                let rule = "api_key is not an API key of Flyte's".to_owned();
                (rule, format!("The text cannot be used: {error}."))
            })
        });
        match (key, written.source) {
            (Field::Known(key), Some(source)) => Field::Known((key, source)),
            (Field::Unknown, _) => Field::Unknown,
            _ => Field::Null,
        }
    }

    /// The path that a user wrote: `~` is the home folder, and a relative path starts in the
    /// folder in which Terraform runs.
    pub(super) fn path(&self, text: &str) -> PathBuf {
        let path = self.environment.expand_home(text);
        match self.environment.working_directory() {
            Some(folder) => folder.join(path),
            None => path,
        }
    }

    /// A setting from the first source that has it: the attribute, the API key, the variables, the
    /// file. The key comes before the variables wherever the key itself comes from, as with the
    /// `flyte` command (2.12.1, `cli/_common.py`). A value that cannot be read goes to the
    /// diagnostics and counts as unknown.
    pub(super) fn find<K: Kind>(
        &self,
        row: &Row<K>,
        diagnostics: &mut Diagnostics,
    ) -> Setting<K::Value> {
        let found = self
            .in_block(row)
            .or_else(|| self.in_api_key(row))
            .or_else(|| self.in_environment(row))
            .or_else(|| self.in_file(row));
        match found {
            None => Setting::null(row.name),
            Some(Ok(setting)) => setting,
            Some(Err((source, diagnostic))) => {
                diagnostics.push(diagnostic);
                Setting::new(row.name, Field::Unknown, source)
            }
        }
    }

    fn in_block<K: Kind>(&self, row: &Row<K>) -> Found<K::Value> {
        let source = Source::Attribute(row.name);
        let value = match (row.attribute?)(self.config) {
            Field::Null => return None,
            Field::Unknown => Ok(Field::Unknown),
            Field::Known(value) => value.of_attribute(),
        };
        Some(match value {
            Ok(value) => Ok(Setting::new(row.name, value, source)),
            Err(detail) => Err(row.refuse(source, &detail)),
        })
    }

    fn in_api_key<K: Kind>(&self, row: &Row<K>) -> Found<K::Value> {
        let part = row.in_api_key?;
        Some(Ok(match &self.api_key {
            Field::Null => return None,
            Field::Unknown => {
                Setting::new(row.name, Field::Unknown, Source::Attribute(API_KEY.name))
            }
            Field::Known((key, source)) => {
                let source = Source::ApiKey(Box::new(source.clone()));
                Setting::new(row.name, Field::Known(part(key)?), source)
            }
        }))
    }

    fn in_environment<K: Kind>(&self, row: &Row<K>) -> Found<K::Value> {
        row.variables.iter().find_map(|variable| {
            let text = self.environment.get(variable)?;
            if text.is_empty() {
                return None;
            }
            let source = Source::Variable((*variable).to_owned());
            Some(match K::of_variable(text) {
                Ok(value) => Ok(Setting::new(row.name, Field::Known(value), source)),
                Err(detail) => Err(row.refuse(source, &detail)),
            })
        })
    }

    fn in_file<K: Kind>(&self, row: &Row<K>) -> Found<K::Value> {
        let (key, if_found) = row.key?;
        let file = match &self.file {
            Field::Null => return None,
            Field::Unknown => {
                let source = Source::Attribute(CONFIG_FILE.name);
                return Some(Ok(Setting::new(row.name, Field::Unknown, source)));
            }
            Field::Known(file) => file,
        };
        let read = || {
            let Some(entry) = file.get(key)? else {
                return Ok(None);
            };
            let source = Source::file(key, file, entry.position().line);
            let value = K::of_entry(&entry)?;
            Ok(value.map(|value| (value, source)))
        };
        match (read(), if_found) {
            (Ok(None), _) => None,
            (Ok(Some((value, source))), IfFound::Refused(chooses))
                if source.is_found() && !K::is_off(&value) =>
            {
                let refusal = found::refuse_key(row.name, key, file.path(), &source, chooses);
                Some(Err((source, refusal)))
            }
            (Ok(Some((value, source))), _) => {
                Some(Ok(Setting::new(row.name, Field::Known(value), source)))
            }
            (Err(error), _) => Some(Err(broken_entry(row.name, key, file, &error))),
        }
    }
}

/// A setting in one source; an error comes with its source.
type Found<T> = Option<Result<Setting<T>, (Source, Diagnostic)>>;

impl<K: Kind> Row<K> {
    fn refuse(&self, source: Source, detail: &str) -> (Source, Diagnostic) {
        let rule = format!("{} {}", self.name, K::RULE);
        let diagnostic = blame(self.name, Some(&source), rule, detail);
        (source, diagnostic)
    }
}

fn broken_entry(
    name: &'static str,
    key: &'static str,
    file: &ConfigFile,
    error: &ConfigFileError,
) -> (Source, Diagnostic) {
    let rule = "Flyte's configuration file has a value of the wrong type";
    let diagnostic = blame(name, None, rule, format!("{error}."));
    (Source::file(key, file, 0), diagnostic)
}

/// Why a file is read that the provider block does not name, and what to do if it is not one
/// of Flyte's.
fn why(place: &Place) -> String {
    match place.variable {
        Some(variable) => {
            format!("\n\nThe file is named by the environment variable `{variable}`.")
        }
        None => "\n\nThe `flyte` command would read this file too. If it is not Flyte's, name \
                 another one by `config_file` in the provider block; `config_file = \"\"` reads none."
            .to_owned(),
    }
}

/// What to say about files that are not used. There is also a warning for those that would be used
/// if they were the user's own.
fn passed_over(skipped: &[Skipped], diagnostics: &mut Diagnostics) -> String {
    let mut told = String::new();
    for passed in skipped {
        told += &format!("\n\nPassed over: {passed}.");
        if let Skip::Distrusted(distrust) = passed.why {
            let remedy = match distrust {
                DistrustReason::Owner => "have it belong to you".to_owned(),
                DistrustReason::Writable => format!("run `chmod go-w {}`", passed.path.display()),
            };
            diagnostics.warning(
                "A configuration file is not used",
                format!(
                    "{passed}. Nobody has named it, so it counts only if nobody else can change \
                     it.\n\nIf it is yours, {remedy}, or {}.",
                    found::naming(&passed.path)
                ),
            );
        }
    }
    told
}
