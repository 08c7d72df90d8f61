//! What a task runs: a Python function, or a command.

use flyte_domain::{
    Code, ContainerCode, ContainerPath, FileLayout, MetadataFormat, PythonCode, Received, Violation,
};
use terraform_framework::{Attribute, Block, Field, Type};

use crate::literal::known;
use crate::reader::{Reader, UNKNOWN_KEYS};
use crate::task_environment::task::model::TaskObject;

pub(super) fn add(object: Block) -> Block {
    let text = |description| Attribute::optional(Type::String).description(description);
    let texts =
        |description| Attribute::optional(Type::list(Type::String)).description(description);
    object
        .attribute(
            "module",
            text(
                "Module of a Python task, as it is imported in the image: `pkg.tasks`. The key \
                 in `tasks` is the function.",
            ),
        )
        .attribute(
            "async",
            Attribute::optional(Type::Bool).description(
                "Whether the function of a Python task is `async def`. Environments with \
                 `concurrency` above 1 accept only such functions. Default `false`.",
            ),
        )
        .attribute(
            "command",
            texts(
                "Command of a container task. `{{.inputs.NAME}}` in it stands for the value of an \
                 input, as in `args`. A list becomes `[a,b]` without quotes, a `file` or `dir` its \
                 remote address, a `timedelta` a text such as `seconds:5400`; a `dict` cannot be \
                 used there. All inputs are also in `input_dir`.",
            ),
        )
        .attribute(
            "args",
            texts("Arguments of the command of a container task."),
        )
        .attribute(
            "input_dir",
            text(
                "Folder of a container task where inputs are put: each as a file or folder of its \
                 name, and all in `inputs.json` or what `metadata_format` says. Default \
                 `/var/inputs`.",
            ),
        )
        .attribute(
            "output_dir",
            text(
                "Folder of a container task where outputs are taken from. Default `/var/outputs`.",
            ),
        )
        .attribute(
            "metadata_format",
            text(
                "How a container task gets inputs that are no files: `JSON`, `YAML` or `PROTO`. \
                 Default `JSON`.",
            ),
        )
        .attribute(
            "file_input_layout",
            text(
                "How a container task gets inputs that are files: `DIRECT`, as \
                 `<input_dir>/<input>`, or `NAMED_DIR`, under its own name in a folder named \
                 after the input. Default `DIRECT`.",
            ),
        )
}

const HINT: &str = "`module` makes it a Python task, `command` a container task.";

impl TaskObject {
    pub(super) fn check_code(&self, reader: &mut Reader<'_>) -> Option<Code> {
        match (&self.module, &self.command) {
            (Field::Unknown, _) | (_, Field::Unknown) => None,
            (Field::Known(module), Field::Null) => {
                self.refuse_container_settings(reader);
                let is_async = known(&self.r#async)?.copied().unwrap_or(false);
                PythonCode::new(module, is_async)
                    .map(Code::Python)
                    .map_err(|violation| reader.refuse("module", &violation))
                    .ok()
            }
            (Field::Null, Field::Known(_)) => self.check_container(reader).map(Code::Container),
            (Field::Known(_), Field::Known(_)) => {
                let rule = "A task must not have both `module` and `command`";
                reader.refuse("command", &Violation::new(rule, Received::nothing(), HINT));
                None
            }
            (Field::Null, Field::Null) => {
                let rule = "A task must have either `module` or `command`";
                let hint = format!("{HINT} {UNKNOWN_KEYS}");
                reader.refuse_whole(&Violation::new(rule, Received::nothing(), hint));
                None
            }
        }
    }

    fn refuse_container_settings(&self, reader: &mut Reader<'_>) {
        for (name, is_set) in [
            ("args", self.args.is_known()),
            ("input_dir", self.input_dir.is_known()),
            ("output_dir", self.output_dir.is_known()),
            ("metadata_format", self.metadata_format.is_known()),
            ("file_input_layout", self.file_input_layout.is_known()),
        ] {
            if is_set {
                let rule = format!("{name} is only for container tasks");
                let hint = "Remove it, or replace `module` by `command`.";
                reader.refuse(name, &Violation::new(rule, Received::nothing(), hint));
            }
        }
    }

    fn check_container(&self, reader: &mut Reader<'_>) -> Option<ContainerCode> {
        if self.r#async == Field::Known(true) {
            let rule = "async is only for Python tasks";
            let hint = "Remove it: only a function of Python can be `async def`.";
            reader.refuse("async", &Violation::new(rule, Received::nothing(), hint));
        }
        let command = reader.list("command", &self.command);
        let args = reader.list("args", &self.args);
        let mut path = |name, field: &Field<String>| {
            reader.setting(name, field, |path| ContainerPath::new(name, path))
        };
        let input_dir = path("input_dir", &self.input_dir);
        let output_dir = path("output_dir", &self.output_dir);
        let format = reader.setting("metadata_format", &self.metadata_format, |word| {
            MetadataFormat::parse(word)
        });
        let layout = reader.setting("file_input_layout", &self.file_input_layout, |word| {
            FileLayout::parse(word)
        });
        let code = ContainerCode::new(command??);
        Some(ContainerCode {
            args: args?.unwrap_or_default(),
            input_dir: input_dir?.unwrap_or(code.input_dir),
            output_dir: output_dir?.unwrap_or(code.output_dir),
            metadata_format: format?.unwrap_or(code.metadata_format),
            file_layout: layout?.unwrap_or(code.file_layout),
            command: code.command,
        })
    }

    pub(super) fn take_code(&mut self, code: &Code) {
        match code {
            Code::Python(code) => {
                self.module = Field::Known(code.module().to_owned());
                self.r#async = Field::from(code.is_async().then_some(true));
            }
            Code::Container(code) => {
                let default = ContainerCode::new(Vec::new());
                let texts = |texts: &[String]| texts.iter().cloned().map(Field::Known).collect();
                let unless = |is_default: bool, text: &str| {
                    Field::from((!is_default).then(|| text.to_owned()))
                };
                self.command = Field::Known(texts(&code.command));
                self.args = match code.args.as_slice() {
                    [] => Field::Null,
                    args => Field::Known(texts(args)),
                };
                self.input_dir =
                    unless(code.input_dir == default.input_dir, code.input_dir.as_str());
                self.output_dir = unless(
                    code.output_dir == default.output_dir,
                    code.output_dir.as_str(),
                );
                self.metadata_format = unless(
                    code.metadata_format == default.metadata_format,
                    code.metadata_format.name(),
                );
                self.file_input_layout = unless(
                    code.file_layout == default.file_layout,
                    code.file_layout.name(),
                );
            }
        }
    }
}
