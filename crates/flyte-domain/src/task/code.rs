//! What a task runs.

use flyte_proto::flyteidl2::core::DataLoadingConfig;
use flyte_proto::flyteidl2::core::data_loading_config::{FileInputLayout, LiteralMapFormat};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::received::Received;
use crate::violation::Violation;

/// What a task runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A function in the image. Its name is the task's label.
    Python(PythonCode),
    /// A command in the image.
    Container(ContainerCode),
}

/// A function in a module of the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonCode {
    module: String,
    is_async: bool,
}

impl PythonCode {
    /// `module` is the name that Python imports it by.
    ///
    /// # Errors
    /// When Python could have no module of this name.
    pub fn new(module: &str, is_async: bool) -> Result<Self, Violation> {
        let is_identifier = |part: &str| {
            let mut characters = part.chars();
            characters
                .next()
                .is_some_and(|first| first.is_alphabetic() || first == '_')
                && characters.all(|character| character.is_alphanumeric() || character == '_')
        };
        if module.split('.').all(is_identifier) {
            return Ok(Self {
                module: module.to_owned(),
                is_async,
            });
        }
        Err(Violation::new(
            "module must be the name of a Python module",
            Received::text(module),
            "Write it as in an import: `pkg.tasks`, not `pkg/tasks.py`.",
        ))
    }

    /// The name of the module.
    #[must_use]
    pub fn module(&self) -> &str {
        &self.module
    }

    /// Whether the function is `async`.
    #[must_use]
    pub const fn is_async(&self) -> bool {
        self.is_async
    }
}

/// A command, and how inputs and outputs get into its container and out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerCode {
    /// The command; `{{.inputs.NAME}}` in it stands for an input.
    pub command: Vec<String>,
    /// Its arguments.
    pub args: Vec<String>,
    /// Where inputs are put.
    pub input_dir: ContainerPath,
    /// Where outputs are taken from.
    pub output_dir: ContainerPath,
    /// How inputs that are not files are written down.
    pub metadata_format: MetadataFormat,
    /// How inputs that are files are laid out.
    pub file_layout: FileLayout,
}

impl ContainerCode {
    /// With the SDK's defaults for everything but the command.
    #[must_use]
    pub fn new(command: Vec<String>) -> Self {
        Self {
            command,
            args: Vec::new(),
            input_dir: ContainerPath("/var/inputs".to_owned()),
            output_dir: ContainerPath("/var/outputs".to_owned()),
            metadata_format: MetadataFormat::Json,
            file_layout: FileLayout::Direct,
        }
    }

    pub(super) fn to_wire(&self) -> DataLoadingConfig {
        DataLoadingConfig {
            enabled: true,
            input_path: self.input_dir.0.clone(),
            output_path: self.output_dir.0.clone(),
            format: match self.metadata_format {
                MetadataFormat::Json => LiteralMapFormat::Json,
                MetadataFormat::Yaml => LiteralMapFormat::Yaml,
                MetadataFormat::Proto => LiteralMapFormat::Proto,
            }
            .into(),
            file_input_layout: match self.file_layout {
                FileLayout::Direct => FileInputLayout::Direct,
                FileLayout::NamedDir => FileInputLayout::NamedDir,
            }
            .into(),
            ..DataLoadingConfig::default()
        }
    }

    /// How its data is staged, where no message says it; nothing where that is the default.
    pub(super) fn to_memo(&self) -> Option<Json> {
        let wire = self.to_wire();
        let is_default = wire == Self::new(Vec::new()).to_wire();
        (!is_default)
            .then(|| serde_json::to_value(wire).ok())
            .flatten()
    }

    /// The message that a memo stands for.
    pub(super) fn data_config(memo: Option<&Json>) -> DataLoadingConfig {
        let kept = memo.and_then(|memo| serde_json::from_value(memo.clone()).ok());
        kept.unwrap_or_else(|| Self::new(Vec::new()).to_wire())
    }

    /// `command` is how many of `args` are the command. Nothing when the message breaks a rule.
    pub(super) fn from_wire(
        args: &[String],
        command: Option<usize>,
        wire: &DataLoadingConfig,
    ) -> Option<Self> {
        let command = command.unwrap_or(args.len());
        let (command, args) = args.split_at_checked(command).unwrap_or((args, &[]));
        Some(Self {
            command: command.to_vec(),
            args: args.to_vec(),
            input_dir: ContainerPath::new("", &wire.input_path).ok()?,
            output_dir: ContainerPath::new("", &wire.output_path).ok()?,
            metadata_format: match LiteralMapFormat::try_from(wire.format).ok()? {
                LiteralMapFormat::Json => MetadataFormat::Json,
                LiteralMapFormat::Yaml => MetadataFormat::Yaml,
                LiteralMapFormat::Proto => MetadataFormat::Proto,
            },
            file_layout: match FileInputLayout::try_from(wire.file_input_layout).ok()? {
                FileInputLayout::Direct => FileLayout::Direct,
                FileInputLayout::NamedDir => FileLayout::NamedDir,
            },
        })
    }

    /// The automatic cache version (flyte SDK 2.12.1, `ContainerTask`): SHA-256 over the SHA-256,
    /// in hexadecimal, of Python's JSON of the container and the salt.
    pub(super) fn cache_version(&self, image: &str, salt: &str) -> String {
        let json = format!(
            "{{\"args\": {}, \"command\": {}, \"file_input_layout\": {}, \"image\": {}, \
             \"input_data_dir\": {}, \"metadata_format\": {}, \"output_data_dir\": {}}}",
            python_list(&self.args),
            python_list(&self.command),
            python_text(self.file_layout.name()),
            python_text(image),
            python_text(&self.input_dir.0),
            python_text(self.metadata_format.name()),
            python_text(&self.output_dir.0),
        );
        sha256_hex(&sha256_hex(&format!("{json}{salt}")))
    }
}

pub(crate) fn sha256_hex(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn python_list(texts: &[String]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| python_text(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A text as Python's `json.dumps` writes it: nothing but ASCII.
fn python_text(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            ' '..='~' => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    json.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    json.push('"');
    json
}

/// A path in a container, in the form that Python's `pathlib` gives it: no `.`, no doubled and no
/// trailing slashes; `..` stays, and so do two slashes in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerPath(String);

impl ContainerPath {
    /// `setting` is the one that the message names.
    ///
    /// # Errors
    /// When the path is not absolute.
    pub fn new(setting: &str, path: &str) -> Result<Self, Violation> {
        let Some(relative) = path.strip_prefix('/') else {
            return Err(Violation::new(
                format!("{setting} must be an absolute path"),
                Received::text(path),
                "It begins with `/`, as in `/var/inputs`.",
            ));
        };
        let parts: Vec<_> = relative
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        // Two slashes in front are a root of their own (POSIX); three are one.
        let root = match relative.strip_prefix('/') {
            Some(rest) if !rest.starts_with('/') => "//",
            _ => "/",
        };
        Ok(Self(format!("{root}{}", parts.join("/"))))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How inputs that are not files are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataFormat {
    /// `JSON`
    Json,
    /// `YAML`
    Yaml,
    /// `PROTO`
    Proto,
}

impl MetadataFormat {
    /// The word that users write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
            Self::Proto => "PROTO",
        }
    }

    /// # Errors
    /// When it is another word.
    pub fn parse(word: &str) -> Result<Self, Violation> {
        [Self::Json, Self::Yaml, Self::Proto]
            .into_iter()
            .find(|format| format.name() == word)
            .ok_or_else(|| {
                let rule = "metadata_format must be \"JSON\", \"YAML\" or \"PROTO\"";
                let known = [Self::Json, Self::Yaml, Self::Proto].map(Self::name);
                Violation::new(rule, Received::word(word, known), "`JSON` is the default.")
            })
    }
}

/// How inputs that are files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileLayout {
    /// `DIRECT`: as `<input folder>/<input>`.
    Direct,
    /// `NAMED_DIR`: under its own name in a folder named after the input.
    NamedDir,
}

impl FileLayout {
    /// The word that users write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "DIRECT",
            Self::NamedDir => "NAMED_DIR",
        }
    }

    /// # Errors
    /// When it is another word.
    pub fn parse(word: &str) -> Result<Self, Violation> {
        [Self::Direct, Self::NamedDir]
            .into_iter()
            .find(|layout| layout.name() == word)
            .ok_or_else(|| {
                let rule = "file_input_layout must be \"DIRECT\" or \"NAMED_DIR\"";
                let known = [Self::Direct, Self::NamedDir].map(Self::name);
                Violation::new(
                    rule,
                    Received::word(word, known),
                    "`DIRECT` is the default.",
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_as_pathlib_does() {
        for (path, expected) in [
            ("/var/inputs/", "/var/inputs"),
            ("/var//./inputs", "/var/inputs"),
            ("/var/../x", "/var/../x"),
            ("/", "/"),
            ("//a//b/", "//a/b"),
            ("//./a", "//a"),
            ("//", "//"),
            ("///a", "/a"),
        ] {
            assert_eq!(
                ContainerPath::new("input_dir", path).unwrap().as_str(),
                expected
            );
        }
        let violation = ContainerPath::new("input_dir", "var").unwrap_err();
        assert_eq!(violation.rule(), "input_dir must be an absolute path");
    }

    #[test]
    fn modules_are_what_python_imports() {
        for module in ["main", "pkg.tasks", "_x.y1", "módulo"] {
            assert!(PythonCode::new(module, false).is_ok(), "{module}");
        }
        for module in ["", "pkg/tasks.py", ".x", "a..b", "1a", "a-b", "a b"] {
            assert!(PythonCode::new(module, false).is_err(), "{module:?}");
        }
    }

    #[test]
    fn texts_are_escaped_as_in_python() {
        assert_eq!(
            python_text("a\"\\\n\u{1}~\u{7f}\u{80}é😀"),
            "\"a\\\"\\\\\\n\\u0001~\\u007f\\u0080\\u00e9\\ud83d\\ude00\""
        );
    }

    /// The versions are the real SDK's, `flyte.extras.ContainerTask` with the cache `auto`.
    #[test]
    fn automatic_versions_are_those_of_the_sdk() {
        let path = |text| ContainerPath::new("", text).unwrap();
        let strange = ContainerCode {
            args: vec!["\u{2028}".to_owned()],
            input_dir: path("//a//b/"),
            output_dir: path("///c"),
            ..ContainerCode::new(vec!["a\"\\\n\u{1}~\u{7f}\u{80}é😀".to_owned()])
        };
        assert_eq!(
            strange.cache_version("i", ""),
            "50acec717b519f723b85a128a1b5ff021e3adae73af14aeb853adc4fcd40cb5c"
        );
        let plain = ContainerCode::new(vec!["true".to_owned()]);
        assert_eq!(
            plain.cache_version("i", ""),
            "f1bf89354842bc584e8a06adc2e8f61b5f74957be968b048f0f9f704ecedf00a"
        );
    }

    #[test]
    fn a_salt_changes_the_automatic_version() {
        let code = ContainerCode::new(vec!["true".to_owned()]);
        assert_eq!(code.cache_version("i", "a"), code.cache_version("i", "a"));
        assert_ne!(code.cache_version("i", "a"), code.cache_version("i", "b"));
    }
}
