"""Draws environments, and writes each in Python and in Terraform.

    generate.py SEED KIND FIRST COUNT FOLDER

The environments FIRST, FIRST + 1 and so on of a seed are the same whatever COUNT is. KIND says how
they are deployed:

    bundle    with the code in a bundle, whose address is CODE in the HCL
    order     likewise; Python says maps in any order, where Terraform sorts them
    image     with the code in the image
    inline    likewise, to a Flyte that takes no uploads, so that no Python task runs warm

FOLDER gets `work.py`, `containers.py`, `main.tf`, and `environments.json` with what is said of each
alone: {"name", "python", "terraform", "tasks", "cold", "unknowable", "containers"}; a pool is cold if
the SDK gives it no bundle, and the inputs of a trigger cannot be known if they are kept by a data
proxy, with a hash that leaves out some.
Container tasks have a module of their own, since the SDK tells functions that are deployed with them
of their images, and of no others.

What Python and Terraform say differently on purpose (docs/guides/python-to-terraform.md, "Where the
two differ") is not drawn; the judge masks what differs whatever is said.
"""

import json
import sys
from pathlib import Path

from drawing import PLAIN, Dice
from settings import cache, of_containers, reusable
from tasks import containers, function
from writing import Said, resource

HEAD = '''"""Environments that were drawn at random."""

from datetime import datetime, timedelta, timezone

import flyte
from flyte.extras import ContainerTask
from flyte.io import Dir, File
from flyte.models import ActionPhase
from flyte.notify import Email, NamedDelivery, NamedRule, Slack, Webhook
from kubernetes.client import (
    V1Container, V1EmptyDirVolumeSource, V1EnvVar, V1EnvVarSource, V1ObjectFieldSelector, V1PodSpec,
    V1ResourceRequirements, V1SecurityContext, V1Toleration, V1Volume, V1VolumeMount,
)
'''


class Environment(Said):
    """What is said of an environment."""

    def __init__(self, number):
        super().__init__()
        self.name = f"e_{number:03}"
        self.variable = self.name


def drawn(seed, kind, number):
    dice = Dice(f"{seed}/{kind}/{number}")
    environment = Environment(number)
    count = dice.choice((1, 1, 2, 3))
    any_order = kind == "order"
    if dice.happens(25):
        python, settings = containers(dice, environment, count, any_order)
        return {**told(environment, kind, python, settings), "containers": True}
    is_concurrent = dice.happens(60)
    of_functions(dice, environment, is_concurrent, kind)
    tasks, functions = {}, []
    for word in dice.sample(PLAIN, count):
        name = f"{word}_{number}"
        is_async = is_concurrent or dice.happens(50)
        code, tasks[name] = function(dice, name, environment, is_async, any_order)
        functions.append(code)
    settings = {**environment.terraform, "tasks": tasks}
    if kind in ("bundle", "order"):
        settings["code"] = {"uri": "CODE"}
    python = f"{environment.variable} = {environment.call('flyte.TaskEnvironment')}\n"
    return told(environment, kind, python + "".join(functions), settings)


def of_functions(dice, environment, is_concurrent, kind):
    """What an environment of functions says."""
    environment.python["name"] = repr(environment.name)
    of_containers(dice, environment, kind == "order")
    if dice.happens(40):
        environment.text("description", dice.text())
    if dice.happens(30):
        environment.text("interruptible", True)
    if dice.happens(30):
        environment.text("service_account", dice.name())
    if dice.happens(25):
        cache(dice, environment, [], True, False)
    if kind != "inline" and dice.happens(35):
        reusable(dice, environment, is_concurrent)


def told(environment, kind, python, settings):
    tasks = [f"{environment.name}.{task}" for task in settings["tasks"]]
    hashed = [it for it in settings["tasks"].values() if it.get("cache", {}).get("ignored_inputs")]
    is_cold = kind == "image" and "reusable" in environment.python
    settings = {"name": environment.name, **settings}
    return {
        "name": environment.name,
        "python": python,
        "terraform": resource(environment.name, settings),
        "tasks": tasks,
        "cold": is_cold,
        "unknowable": kind != "inline" and any("triggers" in it for it in hashed),
        "containers": False,
    }


def main(seed, kind, first, count, folder):
    numbers = range(int(first), int(first) + int(count))
    environments = [drawn(seed, kind, number) for number in numbers]
    folder = Path(folder)

    def module(kind):
        chosen = [it["python"] for it in environments if it["containers"] == (kind == "containers")]
        return HEAD + "".join(f"\n\n{code}" for code in chosen)

    files = {
        "work.py": module("functions"),
        "containers.py": module("containers"),
        "main.tf": "\n".join(it["terraform"] for it in environments),
        "environments.json": json.dumps(environments),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
