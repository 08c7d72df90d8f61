"""Runs deployed tasks where the tests ask for it, and answers with what became of them.

Standard input is one JSON object, standard output its answer:

    {"folder": an empty folder, "containers": [{
        "kind": "fresh": a process for each call; "calling": the same for tasks that call tasks;
            "warm": one process for all of them, one after the other; "crowded": at a time,
        "code": what the image has in its working folder: {"folder": what is in it}, "stubs", which
            are made of the deployed interfaces, or "nothing",
        "endpoint": of the backend that the tasks are deployed to,
        "calls": [{"task", "inputs": {NAME: VALUE}, "attempt", "bundle"}]}]}

    [[{"command", "exit", "log", "seconds", "outputs", "outputs_pb", "error", "report", ...}]]

`inputs` may be null: a value of each type is made for those that have no default. `bundle` is what a test writes into a command line by its own hand, in place of the bundle that was
deployed, if any; null for the command line as it was deployed.
"""

import json
import os
import pathlib
import sys

from executor import backend, calling, fresh, stubs, values, warm
from executor.pod import Pod


def answers(request):
    folder = pathlib.Path(request["folder"])
    ended = []
    for number, container in enumerate(request["containers"]):
        match container["code"]:
            case {"folder": path}:
                container["code"] = path
            case "stubs":
                names = {call["task"] for call in container["calls"]}
                specs = [backend.newest(container["endpoint"], name) for name in sorted(names)]
                container["code"] = str(stubs.image(specs, folder / f"stubs-{number}"))
                container["stubs"] = True
            case "nothing":
                container["code"] = None
        ended.append(KINDS[container["kind"]](container, folder / str(number)))
    return ended


def in_fresh_ones(container, folder):
    """Every call has a container of its own, and is a run of its own."""
    calls = enumerate(container["calls"])
    return [fresh.run(*attempt(container, call, folder / str(number))) for number, call in calls]


def in_calling_ones(container, folder):
    """The same, and what they call is run, too."""
    calls = enumerate(container["calls"])
    return [
        calling.run(*attempt(container, call, folder / str(number)), container)
        for number, call in calls
    ]


def in_a_warm_one(container, folder):
    """All calls are actions of one run, one after the other."""
    attempts = actions(container, folder)
    ended = []
    with warm.Executor(attempts[0][0]) as executor:
        for one in attempts:
            ended += executor.run([one])
    return ended


def in_a_crowded_one(container, folder):
    """All calls are actions of one run, at the same time."""
    attempts = actions(container, folder)
    with warm.Executor(attempts[0][0]) as executor:
        return executor.run(attempts)


KINDS = {
    "fresh": in_fresh_ones,
    "calling": in_calling_ones,
    "warm": in_a_warm_one,
    "crowded": in_a_crowded_one,
}


def actions(container, folder):
    """The calls as actions of one run, which share their container."""
    calls = enumerate(container["calls"])
    return [attempt(container, call, folder, action=f"a{number}") for number, call in calls]


def attempt(container, call, folder, **more):
    """A call as a pod and its command line."""
    spec = backend.newest(container["endpoint"], call["task"])
    given = call["inputs"]
    if given is None:
        given = stubs.inputs(spec, pathlib.Path(folder) / "given")
    pod = Pod(spec, values.filled(spec, given), folder, code=container["code"], attempt=call["attempt"], **more)
    command = pod.command()
    if call["bundle"] is not None:
        command = by_hand(command, call["bundle"])
    if container.get("stubs"):
        command = stubs.command(command, pod.settings()["PATH"])
    return pod, command


def by_hand(command, bundle):
    """The command line with this bundle in place of the one that was deployed."""
    place = command.index("--resolver")
    for option in ("--tgz", "--dest"):
        if option in command[:place]:
            at = command.index(option)
            del command[at:at + 2]
            place -= 2
    return [*command[:place], *bundle, *command[place:]]


if __name__ == "__main__":
    print(json.dumps(answers(json.load(sys.stdin))), flush=True)
    # The SDK's own threads, cut off while the interpreter ends, now and then crash it.
    os._exit(0)
