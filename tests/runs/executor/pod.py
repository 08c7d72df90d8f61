"""Folders in place of a pod and of the store: what Flyte's executor prepares for one attempt at a
task, and what the task leaves behind.

    run/ACTION/        inputs.pb
    run/ACTION/N/      what attempt N leaves: outputs.pb or error.pb, report.html
    raw/               data that outputs refer to
    CONTAINER/cwd/     a container's working folder, with the code that the image has in it
    CONTAINER/home/    its home
    CONTAINER/...      the folders of a container task, wherever its specification has them

The first three are a run's, a container is of one attempt or of many.
"""

import pathlib
import shutil
import sys

from flyteidl2.core import execution_pb2
from flyteidl2.task import common_pb2

from executor import templates, values

RUN, ACTION = "r1", "a0"
START = "2026-01-02T03:04:05Z"
TOOLS = pathlib.Path(sys.executable).parent
# Where nobody listens: only a task that calls others has somebody to talk to.
NOBODY = "http://127.0.0.1:1"


class Pod:
    """One attempt at a task of this specification."""

    def __init__(self, spec, inputs, folder, *, code=None, container="first", attempt=0,
                 action=ACTION):
        """With these inputs, in a container that this code is in the working folder of. An action
        has a container of its own, unless one is shared by its name."""
        self.inputs, self.folder = inputs, pathlib.Path(folder)
        self.attempt, self.action = attempt, action
        self.template = spec.task_template
        self.container = self.template.container
        self.base = self.folder / "run"
        self.place = self.base / action / str(attempt + 1)
        self.raw = self.folder / "raw"
        self.root = self.folder / container
        self.cwd, self.home = self.root / "cwd", self.root / "home"
        for path in (self.place, self.raw, self.home):
            path.mkdir(parents=True, exist_ok=True)
        if code and not self.cwd.exists():
            shutil.copytree(code, self.cwd, ignore=shutil.ignore_patterns("__pycache__"))
        self.cwd.mkdir(exist_ok=True)
        (self.base / action / "inputs.pb").write_bytes(inputs.SerializeToString())

    def literals(self):
        return {entry.name: entry.value for entry in self.inputs.literals}

    def command(self):
        """What is started: command and arguments, with their variables replaced."""
        variables = {
            "Input": str(self.base / self.action / "inputs.pb"),
            "InputPrefix": str(self.base / self.action),
            "OutputPrefix": str(self.place),
            "RawOutputDataPrefix": str(self.raw),
            "CheckpointOutputPrefix": str(self.raw / "_flytecheckpoints"),
            "PrevCheckpointPrefix": '""',
            "PerRetryUniqueKey": f"{RUN}_{self.action}_{self.attempt}",
        }
        inputs = _Texts(self.literals())
        texts = [*self.container.command, *self.container.args]
        command = templates.rendered(texts, variables, inputs, START)
        if self.container.data_config.enabled:
            config = self.container.data_config
            for path in (config.input_path, config.output_path):
                command = [text.replace(path, str(self.mounted(path))) for text in command]
        return command

    def mounted(self, path):
        """Where an absolute path of the container is on this machine."""
        return self.root / path.lstrip("/")

    def environment(self, more=()):
        """The container's variables: those of the specification, of Flyte's executor, and more."""
        name = self.template.id
        about = {"PROJECT": name.project, "DOMAIN": name.domain, "NAME": name.name,
                 "VERSION": name.version}
        return {
            **self.settings(),
            **{f"FLYTE_INTERNAL_{part}": value for part, value in about.items()},
            **{f"FLYTE_INTERNAL_TASK_{part}": value for part, value in about.items()},
            "FLYTE_INTERNAL_EXECUTION_ID": RUN,
            "FLYTE_INTERNAL_EXECUTION_PROJECT": name.project,
            "FLYTE_INTERNAL_EXECUTION_DOMAIN": name.domain,
            "FLYTE_ATTEMPT_NUMBER": str(self.attempt),
            "_F_PN": "pod-1",
            **self.identity(),
            "_U_EP_OVERRIDE": NOBODY,
            "_U_INSECURE": "true",
            **dict(more),
        }

    def settings(self):
        """The variables that the container has without a task: the image's, then those of the
        specification."""
        return {
            "PATH": f"{TOOLS}:/usr/bin:/bin",
            "HOME": str(self.home),
            # What a test leaves behind is its own, and nobody is told of it.
            "DO_NOT_TRACK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **{entry.key: entry.value for entry in self.container.env},
        }

    def identity(self):
        """The variables by which the runtime knows which action of which run it is."""
        return {
            "ACTION_NAME": self.action,
            "RUN_NAME": RUN,
            "_U_RUN_BASE": str(self.base),
            "_U_ORG_NAME": "local",
        }

    def left(self):
        """What the attempt has left behind, in JSON. Paths of this machine are taken out."""
        types = values.variables(self.template.interface.outputs)
        left = {"outputs": None, "outputs_pb": None, "error": None, "report": None}
        if outputs := self._read("outputs.pb", common_pb2.Outputs):
            left["outputs"] = {
                entry.name: self._plain(values.to_json(entry.value, types[entry.name]))
                for entry in outputs.literals
            }
            left["outputs_pb"] = self._plain(str(outputs))
        if document := self._read("error.pb", execution_pb2.ErrorDocument):
            error = document.error
            left["error"] = {
                "code": error.code,
                "message": self._plain(error.message),
                "origin": execution_pb2.ExecutionError.ErrorKind.Name(error.origin),
                "recoverable": error.kind == execution_pb2.ContainerError.RECOVERABLE,
            }
        report = self.place / "report.html"
        left["report"] = report.read_text() if report.exists() else None
        return left

    def _read(self, name, message):
        path = self.place / name
        return message.FromString(path.read_bytes()) if path.exists() else None

    def _plain(self, value):
        return value.replace(str(self.folder), "POD") if isinstance(value, str) else value


class _Texts(dict):
    """The texts of inputs in a command line, each made when it is asked for: some have none."""

    def __getitem__(self, name):
        return values.text(super().__getitem__(name))
