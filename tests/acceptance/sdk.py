"""The tests' own questions to the official Flyte SDK, answered as JSON on standard output.

    sdk.py policy NAME      the reuse policy of the newest version, as `flyte.remote.Task` reads it
    sdk.py parameters CLASS...   the names of the parameters of classes, by class
    sdk.py strict           parses requests, one JSON object {"service", "method", "body"} per line
                            of standard input, with the official message classes, which accept no
                            unknown field; answers with how many there were

Everything wrong ends it with an exception.
"""

import importlib
import inspect
import json
import os
import sys

from google.protobuf import json_format


def policy(name):
    import flyte
    from flyte.remote import Task

    flyte.init_from_config()
    details = Task.get(name, auto_version="latest").fetch()
    read = details.pb2.spec.task_template.reuse_policy
    return json_format.MessageToDict(read)


# Where the requests of a package are, if not where those of most are.
MODULES = {
    "flyteidl2.app": "flyteidl2.app.app_payload_pb2",
    "flyteidl2.cluster": "flyteidl2.cluster.payload_pb2",
}
OTHERS = "{}.{}_service_pb2"


def strict():
    count = 0
    for line in sys.stdin:
        request = json.loads(line)
        package, _, _service = request["service"].rpartition(".")
        module = importlib.import_module(MODULES.get(package, OTHERS.format(
            package, package.rpartition(".")[2])))
        message = getattr(module, request["method"] + "Request")()
        json_format.Parse(request["body"], message, ignore_unknown_fields=False)
        count += 1
    return count


def parameters(*names):
    import flyte
    import flyte.app
    import flyte.extras
    import flyte.notify

    def found(name):
        class_name, _, method = name.partition(".")
        modules = (flyte, flyte.extras, flyte.notify)
        made = next(getattr(it, class_name) for it in modules if hasattr(it, class_name))
        return getattr(made, method) if method else made

    def named(made):
        every = inspect.signature(made).parameters
        # What a function hands on to others by the dozen is theirs.
        return [name for name in every if name not in ("self", "kwargs")]

    return {name: named(found(name)) for name in names}


QUESTIONS = {"policy": policy, "strict": strict, "parameters": parameters}

if __name__ == "__main__":
    print(json.dumps(QUESTIONS[sys.argv[1]](*sys.argv[2:])), flush=True)
    # The SDK's own threads, cut off while the interpreter ends, now and then crash it.
    os._exit(0)
