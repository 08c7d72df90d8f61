"""What is deployed, read back from a Flyte backend by its public API."""

import json
import urllib.request

from flyteidl2.task import task_definition_pb2
from google.protobuf import json_format

PROJECT, DOMAIN = "flytesnacks", "development"
SERVICE = "flyteidl2.task.TaskService"


def newest(endpoint, name):
    """The specification of the newest version of a task. A field that the official message lacks is
    an error."""
    identifier = {"project": PROJECT, "domain": DOMAIN, "name": name}
    listed = _call(endpoint, "ListVersions", {"request": {"limit": 1}, "taskName": identifier})
    if not listed.get("versions"):
        raise LookupError(f"no task {name}")
    identifier["version"] = listed["versions"][0]["version"]
    details = _call(endpoint, "GetTaskDetails", {"taskId": identifier})["details"]
    return json_format.ParseDict(details["spec"], task_definition_pb2.TaskSpec())


def _call(endpoint, method, message):
    headers = {"Content-Type": "application/json"}
    body = json.dumps(message).encode()
    request = urllib.request.Request(f"{endpoint}/{SERVICE}/{method}", body, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
