"""Code for tasks of which only the deployed interface is known: modules whose functions tell their
inputs and return a value of each output's type; inputs to match; and programs."""

import shutil

from flyteidl2.core import types_pb2

from executor import values

BLOB = types_pb2.BlobType.BlobDimensionality
# For each simple type: how Python calls it, a value in JSON, and an expression of that value.
SIMPLE = {
    types_pb2.INTEGER: ("int", 7, "7"),
    types_pb2.FLOAT: ("float", 0.5, "0.5"),
    types_pb2.STRING: ("str", "sample", "'sample'"),
    types_pb2.BOOLEAN: ("bool", True, "True"),
    types_pb2.DATETIME: ("datetime.datetime", "2026-01-02T03:04:05+00:00",
                         "datetime.datetime.fromisoformat('2026-01-02T03:04:05+00:00')"),
    types_pb2.DURATION: ("datetime.timedelta", 90.5, "datetime.timedelta(seconds=90.5)"),
}
# What a module begins with, and each of its functions.
MODULE = '''import datetime
import pathlib

import flyte
from flyte.io import Dir, File

pathlib.Path("output").mkdir(exist_ok=True)
pathlib.Path("output/sample").write_text("sample")
plain = (int, float, str, bool, list, dict, datetime.datetime, datetime.timedelta)
'''
FUNCTION = '''
environment_{name} = flyte.TaskEnvironment(name="{environment}")


@environment_{name}.task
async def {name}({parameters}) -> {result}:
    for name, value in dict(locals()).items():
        told = value if isinstance(value, plain) else type(value).__name__
        print(name, "=", told, flush=True)
    return {value}
'''


def image(specs, folder):
    """Writes modules with the functions of these Python tasks. Commands need none."""
    folder.mkdir(parents=True)
    for spec in specs:
        words = list(spec.task_template.container.args)
        if "--resolver" not in words:
            continue
        _, module, _, name = words[words.index("--resolver") + 2:]
        path = folder.joinpath(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text() if path.exists() else MODULE
        path.write_text(text + function(spec, name))
    return folder


def command(words, path):
    """The command line to start: one whose program only the image has is told instead."""
    return words if shutil.which(words[0], path=path) else ["echo", *words]


def function(spec, name):
    interface = spec.task_template.interface
    inputs, outputs = values.variables(interface.inputs), values.variables(interface.outputs)
    results = [annotation(it) for it in outputs.values()]
    samples = [expression(it) for it in outputs.values()]
    return FUNCTION.format(
        name=name,
        environment=spec.environment.name,
        parameters=", ".join(f"{key}: {annotation(it)}" for key, it in inputs.items()),
        result=results[0] if len(results) == 1 else f"tuple[{', '.join(results)}]"
        if results else None,
        value=", ".join(samples) or None,
    )


def annotation(wanted):
    """A type as Python code says it."""
    match wanted.WhichOneof("type"):
        case "simple":
            return SIMPLE[wanted.simple][0]
        case "collection_type":
            return f"list[{annotation(wanted.collection_type)}]"
        case "map_value_type":
            return f"dict[str, {annotation(wanted.map_value_type)}]"
        case "blob":
            return "File" if wanted.blob.dimensionality == BLOB.SINGLE else "Dir"
    raise ValueError(f"no stub for {wanted}")


def expression(wanted):
    """A value of a type as Python code says it."""
    match wanted.WhichOneof("type"):
        case "simple":
            return SIMPLE[wanted.simple][2]
        case "collection_type":
            return f"[{expression(wanted.collection_type)}]"
        case "map_value_type":
            return f"{{'sample': {expression(wanted.map_value_type)}}}"
    place = "output/sample" if wanted.blob.dimensionality == BLOB.SINGLE else "output"
    return f"await {annotation(wanted)}.from_local('{place}')"


def inputs(spec, folder):
    """A value in JSON for each input that has no default. Files are made in this folder."""
    defaults = {it.name for it in spec.default_inputs}
    types = values.variables(spec.task_template.interface.inputs)
    return {name: sample(it, folder) for name, it in types.items() if name not in defaults}


def sample(wanted, folder):
    match wanted.WhichOneof("type"):
        case "simple":
            return SIMPLE[wanted.simple][1]
        case "collection_type":
            return [sample(wanted.collection_type, folder)]
        case "map_value_type":
            return {"sample": sample(wanted.map_value_type, folder)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample").write_text("sample")
    single = wanted.blob.dimensionality == BLOB.SINGLE
    return str(folder / "sample" if single else folder)
