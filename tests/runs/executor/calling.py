"""Runs tasks that call other tasks, with a stand-in for Flyte's controller.

The SDK in the running task submits a specification and waits for its end. The stand-in, which
`controller/sitecustomize.py` puts in place, runs that specification at once, in a fresh container
of the same run, and writes down what was submitted.
"""

import json
import os
import pathlib
import sys

from flyteidl2.task import common_pb2
from google.protobuf import json_format

from executor import fresh
from executor.pod import Pod

# Tells the stand-in, which is in force where it is set, of the run.
VARIABLE = "FLYTE_RUNS_CALLER"
CALLED = "called.jsonl"
HERE = pathlib.Path(__file__).resolve().parent


def run(pod, command, container):
    """Runs an attempt, and whatever it calls, to its end."""
    caller = {key: container[key] for key in ("code", "endpoint")} | {"folder": str(pod.folder)}
    ended = fresh.run(pod, command, variables(caller))
    noted = pod.folder / CALLED
    lines = noted.read_text().splitlines() if noted.exists() else []
    return ended | {"called": [json.loads(line) for line in lines]}


def variables(caller):
    """The variables that a container gets whose task may call others."""
    return {
        "PYTHONPATH": f"{HERE / 'controller'}:{HERE.parent}",
        "_U_EP_OVERRIDE": caller["endpoint"],
        VARIABLE: json.dumps(caller),
    }


def caller():
    """The run that this process belongs to, if it may call others."""
    return json.loads(os.environ.get(VARIABLE, "null"))


def submitted(spec, name, caller):
    """Runs what was submitted as an action of this name. Returns where it has left its outputs, and
    whether all went well."""
    folder = pathlib.Path(caller["folder"])
    with (folder / CALLED).open("a") as noted:
        noted.write(json.dumps(json_format.MessageToDict(spec)) + "\n")
    inputs = common_pb2.Inputs.FromString((folder / "run" / name / "inputs.pb").read_bytes())
    pod = Pod(spec, inputs, folder, code=caller["code"], container=name, action=name)
    ended = fresh.run(pod, pod.command(), variables(caller))
    well = ended["exit"] == 0 and ended["error"] is None
    if not well:
        print(ended["log"], file=sys.stderr)
    return pod.place, well
