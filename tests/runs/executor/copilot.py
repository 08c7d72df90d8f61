"""What goes into a container task as files, and what comes out: Flyte's co-pilot, in short.

Each input is a file of its name in the input folder, a text if it is a value. Each output is read
from such a file in the output folder, a number exactly as Go parses it: no blank, no line's end.
"""

import pathlib
import re
import shutil

from flyteidl2.core import literals_pb2, tasks_pb2, types_pb2
from flyteidl2.task import common_pb2

from executor import values

NUMBER = re.compile(r"[-+]?[0-9.]+(e[-+]?[0-9]+)?")
NAMED = tasks_pb2.DataLoadingConfig.NAMED_DIR


def fetch(pod):
    """Puts the inputs where the container looks for them."""
    config = pod.container.data_config
    folder = pod.mounted(config.input_path)
    folder.mkdir(parents=True)
    pod.mounted(config.output_path).mkdir(parents=True)
    for name, literal in pod.literals().items():
        if literal.scalar.WhichOneof("value") != "blob":
            (folder / name).write_text(values.text(literal))
            continue
        source = pathlib.Path(literal.scalar.blob.uri)
        target = folder / name
        if config.file_input_layout == NAMED:
            target.mkdir()
            target /= source.name
        shutil.copy(source, target)


def collect(pod):
    """Makes the outputs of the task from what the container has written."""
    folder = pod.mounted(pod.container.data_config.output_path)
    outputs = common_pb2.Outputs()
    for name, wanted in values.variables(pod.template.interface.outputs).items():
        literal = _file(pod, folder / name, wanted) if wanted.HasField("blob") \
            else _simple(folder / name, wanted)
        outputs.literals.append(common_pb2.NamedLiteral(name=name, value=literal))
    (pod.place / "outputs.pb").write_bytes(outputs.SerializeToString())


def _file(pod, path, wanted):
    target = pod.raw / path.name
    shutil.copy(path, target)
    blob = literals_pb2.Blob(uri=str(target))
    blob.metadata.type.CopyFrom(wanted.blob)
    return literals_pb2.Literal(scalar=literals_pb2.Scalar(blob=blob))


def _simple(path, wanted):
    text = path.read_text()
    match wanted.simple:
        case types_pb2.STRING:
            return values.to_literal(text, wanted)
        case types_pb2.BOOLEAN if text in ("true", "false"):
            return values.to_literal(text == "true", wanted)
        case types_pb2.INTEGER | types_pb2.FLOAT if NUMBER.fullmatch(text):
            return values.to_literal(text, wanted)
    raise ValueError(f"{path.name}: {text!r} is no {types_pb2.SimpleType.Name(wanted.simple)}")
