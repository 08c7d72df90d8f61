//! A provider of one resource, `thing_note`: notes are files in the folder that the provider block
//! names, so they outlive the process.
//!
//! It is the provider of the README with what a real one has besides: a rule, a default, a computed
//! attribute, an identity, and failures told apart from absence. `tests/thing` has Terraform run it.

use std::path::{Path as FilePath, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use environment::ProcessEnvironment;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    ApplyResponse, Attribute, Block, ConfigureRequest, ConfigureResponse, CreateRequest,
    DeleteRequest, Diagnostic, Diagnostics, Field, Identity, IdentitySchema, ImportRequest,
    ImportTarget, Offers, Path, Provider, ReadRequest, ReadResponse, Resource, Schema, Server,
    Stability, Type, UpdateRequest, Value,
};
use terraform_plugin::Plugin;

fn main() -> ExitCode {
    let plugin = Plugin {
        name: "thing",
        address: "registry.terraform.io/acme/thing",
        version: "0.1.0",
        description: "Keeps notes in a folder",
        crates: &[("thing", "")],
    };
    let arguments = std::env::args().skip(1);
    plugin.run(arguments, &ProcessEnvironment, || Server::new(Thing))
}

/// The provider.
struct Thing;

/// The provider block.
#[derive(Serialize, Deserialize)]
struct Config {
    folder: Field<String>,
}

impl Provider for Thing {
    type Config = Config;
    /// Where the notes are; nothing while that is not known.
    type Data = Option<PathBuf>;

    fn schema(&self) -> Schema {
        let folder = Attribute::required(Type::String).description("The folder for the notes.");
        Schema::new(Block::new("Keeps notes in a folder.").attribute("folder", folder))
    }

    fn offers(&self) -> Offers<Self::Data> {
        Offers::new().resource(Notes)
    }

    async fn configure(&self, request: ConfigureRequest<Config>) -> ConfigureResponse<Self::Data> {
        ConfigureResponse::new(request.config.folder.known().map(PathBuf::from))
    }
}

/// The resource.
struct Notes;

/// A note, as configuration, plan and state.
#[derive(Clone, Serialize, Deserialize)]
struct Note {
    name: Field<String>,
    text: Field<String>,
    length: Field<i64>,
}

/// What a note is found again by.
#[derive(Serialize, Deserialize)]
struct Name {
    name: Field<String>,
}

impl Identity<Note> for Name {
    fn schema() -> Option<IdentitySchema> {
        let name = "The name of the note.";
        Some(IdentitySchema::default().required("name", Type::String, name))
    }

    fn of(note: &Note) -> Self {
        Self {
            name: note.name.clone(),
        }
    }
}

impl Resource for Notes {
    type Model = Note;
    type Data = Option<PathBuf>;
    type Identity = Name;

    fn type_name(&self) -> &'static str {
        "thing_note"
    }

    fn schema(&self) -> Schema {
        let name = Attribute::required(Type::String)
            .description("The name of the file. A new name is a new note.")
            .requires_replace()
            .rule(is_file_name);
        let text = Attribute::with_default(Type::String, "").description("What it says.");
        let length = Attribute::computed(Type::Number)
            .description("How many bytes that is.")
            .stability(Stability::ChangesWith(&["text"]));
        Schema::new(
            Block::new("A note, kept as a file.")
                .attribute("name", name)
                .attribute("text", text)
                .attribute("length", length),
        )
    }

    async fn create(&self, request: CreateRequest<Note, Self::Data>) -> ApplyResponse<Note> {
        match request.plan.write(&request.data, true) {
            Ok(note) => ApplyResponse::new(Some(note)),
            Err(diagnostic) => failed(None, diagnostic),
        }
    }

    async fn read(&self, request: ReadRequest<Note, Self::Data>) -> ReadResponse<Note> {
        let text =
            request
                .state
                .path(&request.data)
                .and_then(|path| match fs::read_to_string(&path) {
                    Ok(text) => Ok(Some(text)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(refused(&path, &error)),
                });
        match text {
            Ok(text) => ReadResponse::new(text.map(|text| request.state.saying(text))),
            Err(diagnostic) => ReadResponse {
                diagnostics: diagnostic.into(),
                ..ReadResponse::new(Some(request.state))
            },
        }
    }

    async fn update(&self, request: UpdateRequest<Note, Self::Data>) -> ApplyResponse<Note> {
        match request.plan.write(&request.data, false) {
            Ok(note) => ApplyResponse::new(Some(note)),
            Err(diagnostic) => failed(Some(request.prior), diagnostic),
        }
    }

    async fn delete(&self, request: DeleteRequest<Note, Self::Data>) -> ApplyResponse<Note> {
        let removed = request.prior.path(&request.data).and_then(|path| {
            let removed = fs::remove_file(&path);
            removed.map_err(|error| refused(&path, &error))
        });
        match removed {
            Ok(()) => ApplyResponse::new(None),
            Err(diagnostic) => failed(Some(request.prior), diagnostic),
        }
    }

    async fn import(
        &self,
        request: ImportRequest<Note, Self::Data, Name>,
    ) -> Result<Note, Diagnostics> {
        let name = match request.target {
            ImportTarget::Id(id) => Field::Known(id),
            ImportTarget::Identity(identity) => identity.name,
        };
        Ok(Note {
            name,
            ..request.empty
        })
    }
}

/// The rule of a name, which the user may break.
fn is_file_name(name: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    let name = name.as_str().unwrap_or_default();
    if name.is_empty() || name.starts_with('.') || name.contains('/') {
        diagnostics.push(
            Diagnostic::error(
                "Name is no file name",
                format!(
                    "`{name}` cannot be the name of a file. Use letters, digits and dashes, as in \
                     `shopping-list`."
                ),
            )
            .at(path.clone()),
        );
    }
}

impl Note {
    fn path(&self, folder: &Option<PathBuf>) -> Result<PathBuf, Diagnostic> {
        match (folder, &self.name) {
            (Some(folder), Field::Known(name)) => Ok(folder.join(name)),
            _ => Err(Diagnostic::error(
                "Folder is not known",
                "The provider's `folder` is known after apply only. Apply what it depends on \
                 first.",
            )),
        }
    }

    /// Keeps what is planned: in a new file, or in the one that is there.
    fn write(self, folder: &Option<PathBuf>, is_new: bool) -> Result<Self, Diagnostic> {
        let path = self.path(folder)?;
        let text = self.text.as_known().cloned().unwrap_or_default();
        let mut options = fs::OpenOptions::new();
        options.write(true).truncate(true).create_new(is_new);
        options
            .open(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
            .map_err(|error| refused(&path, &error))?;
        Ok(self.saying(text))
    }

    fn saying(self, text: String) -> Self {
        Self {
            name: self.name,
            length: Field::from(i64::try_from(text.len()).ok()),
            text: Field::Known(text),
        }
    }
}

/// What is true after an operation that failed, and why it did.
fn failed(state: Option<Note>, diagnostic: Diagnostic) -> ApplyResponse<Note> {
    ApplyResponse {
        diagnostics: diagnostic.into(),
        ..ApplyResponse::new(state)
    }
}

fn refused(path: &FilePath, error: &io::Error) -> Diagnostic {
    let what = format!("`{}`: {error}.", path.display());
    Diagnostic::error("The note cannot be used", what)
}
