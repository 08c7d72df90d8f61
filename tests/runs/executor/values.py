"""Values of tasks between JSON, Python and Flyte's literals, with the SDK's own conversions.

JSON has no times: an instant is its ISO 8601 text, a duration its number of seconds. What goes in
as a file or a folder is the path where it is; what comes out is the text of the file, or the names
in the folder.
"""

import asyncio
import datetime
import pathlib

from flyte.io import Dir, File
from flyte.types import TypeEngine
from flyteidl2.task import common_pb2


def python_type(literal_type):
    """The Python type that the SDK takes for one of Flyte's."""
    return TypeEngine.guess_python_type(literal_type)


def to_literal(value, literal_type):
    """A literal of a value in JSON."""
    wanted = python_type(literal_type)
    native = to_native(value, wanted)
    return asyncio.run(TypeEngine.to_literal(native, wanted, literal_type))


def to_native(value, wanted):
    """The Python value that one in JSON stands for."""
    if wanted is datetime.datetime:
        return datetime.datetime.fromisoformat(value)
    if wanted is datetime.timedelta:
        return datetime.timedelta(seconds=value)
    if wanted in (File, Dir):
        return wanted(path=value)
    if isinstance(value, list):
        return [to_native(item, *wanted.__args__) for item in value]
    if isinstance(value, dict):
        return {name: to_native(item, wanted.__args__[1]) for name, item in value.items()}
    return wanted(value)


def to_json(literal, literal_type):
    """A literal in JSON."""
    return _plain(asyncio.run(TypeEngine.to_python_value(literal, python_type(literal_type))))


def _plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, File):
        return pathlib.Path(value.path).read_text()
    if isinstance(value, Dir):
        return sorted(path.name for path in pathlib.Path(value.path).iterdir())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def text(literal):
    """What a literal is in a command line, as Flyte's executor writes it."""
    kind = literal.WhichOneof("value")
    if kind == "collection":
        return "[" + ",".join(text(item) for item in literal.collection.literals) + "]"
    if kind != "scalar":
        raise ValueError(f"no container can be made with a {kind} in its command")
    scalar = literal.scalar
    if scalar.WhichOneof("value") == "blob":
        return scalar.blob.uri
    primitive = scalar.primitive
    match primitive.WhichOneof("value"):
        case "integer":
            return str(primitive.integer)
        case "boolean":
            return "true" if primitive.boolean else "false"
        case "float_value":
            number = primitive.float_value
            return str(int(number)) if number.is_integer() else repr(number)
        case "string_value":
            return primitive.string_value
        case "datetime":
            return primitive.datetime.ToJsonString()
        case "duration":
            return " ".join(str(primitive.duration).replace(": ", ":").split())
        case other:
            raise ValueError(f"no text for a {other}")


def filled(spec, given):
    """The inputs of a run: those that are given in JSON, then the defaults, which Flyte's run
    service adds."""
    types = variables(spec.task_template.interface.inputs)
    literals = {name: to_literal(value, types[name]) for name, value in given.items()}
    literals |= {
        it.name: it.parameter.default for it in spec.default_inputs if it.name not in given
    }
    return common_pb2.Inputs(literals=[
        common_pb2.NamedLiteral(name=name, value=value) for name, value in literals.items()
    ])


def variables(entries):
    """The types of a part of an interface, by name."""
    return {entry.key: entry.value.type for entry in entries.variables}
