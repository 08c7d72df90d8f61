#!/usr/bin/env python3
"""Records `pod-template.json`: what the Flyte SDK makes of pod templates of one's own.

    .tools/sdk/bin/python tests/vectors/record-pods.py >tests/vectors/pod-template.json

Each case is an environment with one task, as its `input` says it. `pod_template` in it is
`flyte.PodTemplate`: `pod_spec` in Kubernetes' own words, of which the classes of the Kubernetes
client are made, and the other arguments as they are. Two runs give the same bytes.
"""

import asyncio
import base64
import copy
import hashlib
import importlib
import json
import sys
import tempfile
import types
from importlib.metadata import version
from pathlib import Path

import flyte
from flyte._deploy import _get_documentation_entity, _update_interface_inputs_and_outputs_docstring
from flyte._internal.imagebuild.image_builder import ImageCache
from flyte._internal.runtime import reuse, task_serde
from flyte._internal.runtime.convert import convert_upload_default_inputs
from flyte.extras import ContainerTask
from flyte.io import Dir, File
from flyte.models import SerializationContext
from flyteidl2.task import task_definition_pb2, task_service_pb2
from google.protobuf import json_format
from kubernetes.client import V1Container, V1PodSpec, V1ResourceRequirements

DEPLOY = {
    "org": "acme",
    "project": "flytesnacks",
    "domain": "development",
    "version": "v1",
    "copy_style": "none",
    "sync_local_sys_paths": False,
    "sdk_version": version("flyte"),
}
IMAGE = "ghcr.io/acme/app:1.2.3"
PRIMARY = {"name": "primary"}
RESOURCES = {"cpu": [1, "2500m"], "memory": "1Gi", "gpu": 2, "disk": "10Gi"}
VARIABLES = [["B", "2"], ["A", "1"], ["EMPTY", ""]]
SIDECAR = {"name": "proxy", "image": "envoy:1", "args": ["-c", "/etc/envoy.yaml"], "env": [{"name": "P", "value": "1"}]}
FULL = {
    "containers": [
        {
            "name": "main",
            "env": [
                {"name": "HOST", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}},
                {"name": "LATER", "value": "x"},
            ],
            "resources": {"limits": {"smarter-devices/fuse": "1"}, "requests": {"smarter-devices/fuse": "1"}},
            "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
            "securityContext": {"runAsUser": 1000, "capabilities": {"add": ["SYS_ADMIN"]}},
        },
        SIDECAR,
    ],
    "initContainers": [{"name": "fetch", "image": "busybox:1", "command": ["true"]}],
    "volumes": [{"name": "cache", "emptyDir": {"sizeLimit": "1Gi"}}],
    "nodeSelector": {"pool": "gpu"},
    "tolerations": [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}],
    "terminationGracePeriodSeconds": 600,
    "hostIPC": False,
    "setHostnameAsFQDN": True,
}
TEXTS = {"labels": {"kueue.x-k8s.io/queue-name": "training", "b": "1"}, "annotations": {"note": "it's \"é\""}}
REUSABLE = {"replicas": [0, 3], "idle_ttl": 300, "scaledown_ttl": 90}


FUNCTION = """from made import env, own


@env.task(**own)
async def main() -> None:
    pass
"""


def spec_of(*containers, **fields):
    return {"pod_spec": {"containers": list(containers), **fields}}


# Note, settings of the environment, settings of the task.
PYTHON = [
    ("nothing said", {"pod_template": {}}, {}),
    ("labels and annotations alone", {"pod_template": TEXTS}, {}),
    ("another name of the primary container", {"pod_template": {"primary_container_name": "main"}}, {}),
    ("a spec without containers", {"pod_template": spec_of(terminationGracePeriodSeconds=600)}, {}),
    ("the primary container alone", {"pod_template": spec_of(PRIMARY)}, {}),
    ("an image of its own", {"pod_template": spec_of({**PRIMARY, "image": "other:2"})}, {}),
    (
        "command and arguments, which are the task's",
        {"pod_template": spec_of({**PRIMARY, "command": ["sh"], "args": ["-c", "true"]})},
        {},
    ),
    ("variables of the environment", {"env_vars": VARIABLES, "pod_template": spec_of(PRIMARY)}, {}),
    (
        "variables of both, one of them twice",
        {
            "env_vars": VARIABLES,
            "pod_template": spec_of({**PRIMARY, "env": [{"name": "A", "value": "9"}, {"name": "C", "value": "3"}]}),
        },
        {},
    ),
    ("resources of the environment", {"resources": RESOURCES, "pod_template": spec_of(PRIMARY)}, {}),
    (
        "resources of the template",
        {"pod_template": spec_of({**PRIMARY, "resources": {"limits": {"cpu": "2"}}})},
        {},
    ),
    (
        "resources of both, some of one name",
        {
            "resources": {"cpu": 1, "memory": ["1Gi", "2Gi"]},
            "pod_template": spec_of(
                {
                    **PRIMARY,
                    "resources": {
                        "limits": {"memory": "9Gi", "smarter-devices/fuse": "1"},
                        "requests": {"cpu": "9", "smarter-devices/fuse": "1"},
                        "claims": [{"name": "gpu"}],
                    },
                }
            ),
        },
        {},
    ),
    (
        "everything",
        {
            "env_vars": VARIABLES,
            "resources": RESOURCES,
            "secrets": "token",
            "service_account": "runner",
            "interruptible": True,
            "pod_template": {"pod_spec": FULL, "primary_container_name": "main", **TEXTS},
        },
        {},
    ),
    ("of the task alone", {"env_vars": VARIABLES}, {"pod_template": spec_of(PRIMARY, SIDECAR)}),
    (
        "of the task in place of the environment's",
        {"resources": RESOURCES, "pod_template": spec_of(PRIMARY, SIDECAR)},
        {"pod_template": {"labels": {"own": "yes"}}},
    ),
    ("of the environment in place of a name", {"pod_template": "large"}, {"pod_template": spec_of(PRIMARY)}),
    ("a name in place of the environment's", {"pod_template": spec_of(PRIMARY)}, {"pod_template": "large"}),
    (
        "an accelerator and shared memory, which no pod says",
        {"resources": {"gpu": "A100:2", "shm": "1Gi"}, "pod_template": spec_of(PRIMARY)},
        {},
    ),
    ("warm", {"reusable": REUSABLE, "pod_template": {}}, {}),
    ("warm, with labels", {"reusable": REUSABLE, "pod_template": TEXTS}, {}),
    ("warm, with an image of its own", {"reusable": REUSABLE, "pod_template": spec_of({**PRIMARY, "image": "o:2"})}, {}),
    (
        "warm, with everything",
        {
            "env_vars": VARIABLES,
            "resources": RESOURCES,
            "secrets": "token",
            "interruptible": True,
            "reusable": REUSABLE,
            "pod_template": {"pod_spec": FULL, "primary_container_name": "main", **TEXTS},
        },
        {},
    ),
    ("warm, with a fraction in the spec", {"reusable": REUSABLE, "pod_template": spec_of(
        PRIMARY, volumes=[{"name": "x", "csi": {"driver": "d", "volumeAttributes": {"ratio": "0.5"}}}])}, {}),
    ("a primary container that is not there", {"pod_template": spec_of(SIDECAR)}, {}),
    (
        "a primary container of another name",
        {"pod_template": {**spec_of(PRIMARY), "primary_container_name": "main"}},
        {},
    ),
    ("of a task in a warm pool", {"reusable": REUSABLE}, {"pod_template": spec_of(PRIMARY)}),
]
CONTAINER = [
    ("a container task", {"env_vars": VARIABLES, "resources": RESOURCES, "pod_template": spec_of(PRIMARY, SIDECAR)}),
    (
        "a container task whose data is staged, which no pod says",
        {
            "inputs": [{"name": "f", "type": "File"}],
            "outputs": [{"name": "r", "type": "str"}],
            "arguments": ["--in", "{{.inputs.f}}"],
            "input_data_dir": "/in",
            "output_data_dir": "/out",
            "metadata_format": "YAML",
            "file_input_layout": "NAMED_DIR",
            "pod_template": {"labels": {"a": "b"}},
        },
    ),
    ("a warm container task", {"reusable": REUSABLE, "pod_template": spec_of(PRIMARY)}),
]


def attributes(cls):
    return {json_name: name for name, json_name in cls.attribute_map.items()}


def model(cls, fields):
    names = attributes(cls)
    return cls(**{names[name]: value for name, value in fields.items()})


def container(fields):
    fields = dict(fields)
    if "resources" in fields:
        fields["resources"] = model(V1ResourceRequirements, fields["resources"])
    return model(V1Container, fields)


def pod_template(value):
    if value is None or isinstance(value, str):
        return value
    value = dict(value)
    if "pod_spec" in value:
        spec = dict(value["pod_spec"])
        for name in ("containers", "initContainers"):
            if name in spec:
                spec[name] = [container(it) for it in spec[name]]
        value["pod_spec"] = model(V1PodSpec, spec)
    return flyte.PodTemplate(**value)


def settings(object):
    """The settings of an environment, or of a container task, as arguments."""
    arguments = {name: copy.deepcopy(value) for name, value in object.items()}
    if "env_vars" in arguments:
        arguments["env_vars"] = dict(arguments["env_vars"])
    if "resources" in arguments:
        resources = arguments["resources"]
        pairs = {name: tuple(it) if isinstance(it, list) else it for name, it in resources.items()}
        arguments["resources"] = flyte.Resources(**pairs)
    if "reusable" in arguments:
        policy = dict(arguments["reusable"])
        policy["replicas"] = tuple(policy["replicas"])
        arguments["reusable"] = flyte.ReusePolicy(**policy)
    if "pod_template" in arguments:
        arguments["pod_template"] = pod_template(arguments["pod_template"])
    return arguments


def python_task(environment, task, folder):
    made = types.ModuleType("made")
    made.env = flyte.TaskEnvironment(**settings(environment))
    made.own = {"pod_template": pod_template(task["pod_template"])} if "pod_template" in task else {}
    sys.modules["made"] = made
    # The SDK looks for the function in a file.
    (folder / f"{task['module']}.py").write_text(FUNCTION)
    importlib.invalidate_caches()
    return made.env, importlib.import_module(task["module"]).main


def container_task(environment, task, _folder):
    own = {name: value for name, value in task.items() if name not in ("kind", "inputs", "outputs")}
    kinds = {"File": File, "Dir": Dir, "str": str}
    for name in ("inputs", "outputs"):
        if name in task:
            own[name] = {it["name"]: kinds[it["type"]] for it in task[name]}
    made = ContainerTask(**settings(own))
    return flyte.TaskEnvironment.from_task(environment["name"], made), made


class Recording:
    """SHA-256 that keeps what it is made of: the text that the identity of a pool is the hash of."""

    texts = []

    def __init__(self):
        self.inner = hashlib.sha256()

    def update(self, data):
        self.texts.append(data.decode())
        self.inner.update(data)

    def hexdigest(self):
        return self.inner.hexdigest()


def record(case, folder):
    environment, task = case["input"]["environment"], case["input"]["task"]
    make = python_task if task["kind"] == "python" else container_task
    Recording.texts = []
    try:
        env, made = make(environment, task, folder)
        context = SerializationContext(
            version=DEPLOY["version"],
            project=DEPLOY["project"],
            domain=DEPLOY["domain"],
            org=DEPLOY["org"],
            code_bundle=None,
            image_cache=ImageCache(image_lookup={env.name: IMAGE}),
            root_dir=folder,
        )
        reuse.hashlib = types.SimpleNamespace(sha256=Recording)
        defaults = asyncio.run(convert_upload_default_inputs(made.interface))
        spec = task_serde.translate_task_to_wire(made, context, default_inputs=defaults)
    except (ValueError, TypeError) as error:
        case["error"] = {"type": type(error).__name__, "message": str(error)}
        return case
    finally:
        reuse.hashlib = hashlib
    spec.documentation.CopyFrom(_get_documentation_entity(made))
    interface = _update_interface_inputs_and_outputs_docstring(spec.task_template.interface, made.native_interface)
    spec.task_template.interface.CopyFrom(interface)
    template = spec.task_template
    request = task_service_pb2.DeployTaskRequest(
        task_id=task_definition_pb2.TaskIdentifier(
            org=template.id.org,
            project=template.id.project,
            domain=template.id.domain,
            version=template.id.version,
            name=template.id.name,
        ),
        spec=spec,
    )
    if task["kind"] == "python":
        task["function_discovery_version"] = template.metadata.discovery_version
    # Maps of protobuf have no order of their own.
    as_json = lambda message: json.loads(json.dumps(json_format.MessageToDict(message), sort_keys=True))
    bytes_of = lambda message: base64.b64encode(message.SerializeToString(deterministic=True)).decode()
    case["request_json"] = {"taskId": as_json(request.task_id)}
    case["spec_json"] = as_json(spec)
    case["template_bytes_base64"] = bytes_of(template)
    case["spec_bytes_base64"] = bytes_of(spec)
    case["request_bytes_base64"] = bytes_of(request)
    if "version" in template.custom:
        case["actor_version"] = template.custom["version"]
        (case["actor_components"],) = Recording.texts
    return case


def cases():
    python = [
        (note, {"name": "my_env", "image": IMAGE, **environment}, {"kind": "python", **own})
        for note, environment, own in PYTHON
    ]
    container = [
        (
            note,
            {"name": "raw_env"},
            {"kind": "container", "name": "raw_env.main", "image": IMAGE, "command": ["/bin/true"], **own},
        )
        for note, own in CONTAINER
    ]
    for number, (note, environment, task) in enumerate(python + container, 1):
        if task["kind"] == "python":
            task = {**task, "module": f"mod_pt_{number:03}", "function": "main", "async": True}
        said = {"deploy": DEPLOY, "environment": environment, "task": task}
        yield {"id": f"pt-{number:03}", "note": note, "input": copy.deepcopy(said)}


def main():
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        recorded = [record(case, Path(folder)) for case in cases()]
    found = {
        "format": 1,
        "sdk": version("flyte"),
        "flyteidl2": version("flyteidl2"),
        "kubernetes": version("kubernetes"),
        "cases": recorded,
    }
    print(json.dumps(found, indent=1, ensure_ascii=True, sort_keys=False))


if __name__ == "__main__":
    main()
