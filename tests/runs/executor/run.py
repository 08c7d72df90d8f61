"""Runs deployed tasks where the tests ask for it, and answers with what became of them.

Standard input is one JSON object, standard output its answer:

    {"folder": an empty folder, "containers": [{
        "kind": "fresh": a process for each call, or "warm": one for all of them,
        "code": what the image has in its working folder, a folder itself; null if that is empty,
        "endpoint": of the backend that the tasks are deployed to,
        "calls": [{"task", "inputs": {NAME: VALUE}, "attempt", "bundle"}]}]}

    [[{"command", "exit", "log", "seconds", "outputs", "outputs_pb", "error", "report", ...}]]

`bundle` is what a test adds to a command line by its own hand, in front of `--resolver`; null for
the command line as it was deployed.
"""

import json
import os
import pathlib
import sys

import backend
import fresh
import warm
from pod import Pod


def answers(request):
    folder = pathlib.Path(request["folder"])
    return [
        {"fresh": in_fresh_ones, "warm": in_a_warm_one}[container["kind"]](
            container, folder / str(number))
        for number, container in enumerate(request["containers"])
    ]


def in_fresh_ones(container, folder):
    """Every call has a container of its own."""
    ended = []
    for number, call in enumerate(container["calls"]):
        spec = backend.newest(container["endpoint"], call["task"])
        pod = Pod(spec, call["inputs"], folder / str(number), code=container["code"],
                  attempt=call["attempt"])
        ended.append(fresh.run(pod, change=by_hand(call)))
    return ended


def in_a_warm_one(container, folder):
    """All calls are actions of one run, in the container that the first one starts."""
    def pod(number, call):
        spec = backend.newest(container["endpoint"], call["task"])
        return Pod(spec, call["inputs"], folder, code=container["code"], attempt=call["attempt"],
                   action=f"a{number}")

    calls = container["calls"]
    first = pod(0, calls[0])
    ended = []
    with warm.Executor(first.settings(), first.cwd) as executor:
        for number, call in enumerate(calls):
            ended.append(executor.run(pod(number, call), change=by_hand(call)))
            if ended[-1]["exit"] is not None:
                break
    return ended


def by_hand(call):
    """What this call does to its command line."""
    bundle = call["bundle"]

    def change(command):
        place = command.index("--resolver")
        return [*command[:place], *bundle, *command[place:]]

    return change if bundle else None


if __name__ == "__main__":
    print(json.dumps(answers(json.load(sys.stdin))), flush=True)
    # The SDK's own threads, cut off while the interpreter ends, now and then crash it.
    os._exit(0)
