"""Pod templates of one's own: in the SDK's classes, and in Kubernetes' words."""

from writing import Encoded, Said, call

# Code for the fields of a container, and what Kubernetes calls them. Not drawn: an `image`, since that
# of the environment is then nowhere in Flyte, and an import cannot read it; and amounts that
# `resources` has too, which an import reads as the environment's.
OF_CONTAINER = (
    (
        "env=[V1EnvVar(name='HOST', value_from=V1EnvVarSource("
        "field_ref=V1ObjectFieldSelector(field_path='status.hostIP')))]",
        {"env": [{"name": "HOST", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}}]},
    ),
    (
        "volume_mounts=[V1VolumeMount(name='scratch', mount_path='/scratch', read_only=True)]",
        {"volumeMounts": [{"name": "scratch", "mountPath": "/scratch", "readOnly": True}]},
    ),
    (
        "resources=V1ResourceRequirements(limits={'smarter-devices/fuse': '1'}, "
        "requests={'smarter-devices/fuse': '1'})",
        {
            "resources": {
                "limits": {"smarter-devices/fuse": "1"},
                "requests": {"smarter-devices/fuse": "1"},
            }
        },
    ),
    ("working_dir='/srv'", {"workingDir": "/srv"}),
    ("image_pull_policy='Always'", {"imagePullPolicy": "Always"}),
    (
        "security_context=V1SecurityContext(privileged=False, run_as_user=7)",
        {"securityContext": {"privileged": False, "runAsUser": 7}},
    ),
    ("command=['sleep']", {"command": ["sleep"]}),
)
OF_POD = (
    (
        "volumes=[V1Volume(name='scratch', empty_dir=V1EmptyDirVolumeSource(size_limit='5Gi'))]",
        {"volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": "5Gi"}}]},
    ),
    (
        "tolerations=[V1Toleration(key='gpu', operator='Exists', toleration_seconds=0)]",
        {"tolerations": [{"key": "gpu", "operator": "Exists", "tolerationSeconds": 0}]},
    ),
    ("node_selector={'disk': 'é'}", {"nodeSelector": {"disk": "é"}}),
    ("termination_grace_period_seconds=600", {"terminationGracePeriodSeconds": 600}),
    ("host_network=True", {"hostNetwork": True}),
    ("host_ipc=False", {"hostIPC": False}),
    ("service_account_name='other'", {"serviceAccountName": "other"}),
    (
        "init_containers=[V1Container(name='first', image='busybox:1', args=['${x}'])]",
        {"initContainers": [{"name": "first", "image": "busybox:1", "args": ["${x}"]}]},
    ),
)
SIDECAR = ("V1Container(name='proxy', image='envoy:1')", {"name": "proxy", "image": "envoy:1"})
LABELS = ("team", "kueue.x-k8s.io/queue-name", "note")


def pod(dice):
    """A `flyte.PodTemplate`: its code, and what `pod` says."""
    own = Said()
    primary = "primary"
    if dice.happens(40):
        primary = "main"
        own.text("primary_container_name", primary, "primary_container")
    if dice.happens(75) or primary != "primary":
        code, value = spec(dice, primary)
        own.say("pod_spec", code, "spec", Encoded(value))
    for name in ("labels", "annotations"):
        if dice.happens(40) or not own.python:
            entries = {key: dice.name() for key in dice.some(2, sorted(LABELS), least=1)}
            own.say(name, repr(entries), value=entries)
    return own.call("flyte.PodTemplate"), own.terraform


def spec(dice, primary):
    codes, value = fields(dice, OF_CONTAINER)
    container = call("V1Container", f"name={primary!r}", *codes), {"name": primary, **value}
    containers = [container, SIDECAR] if dice.happens(40) else [container]
    if dice.happens(30):
        containers.reverse()
    codes, value = fields(dice, OF_POD)
    listed = ", ".join(code for code, _ in containers)
    code = call("V1PodSpec", f"containers=[{listed}]", *codes)
    return code, {"containers": [here for _, here in containers], **value}


def fields(dice, population):
    chosen = dice.some(3, population)
    dice.shuffle(chosen)
    value = {name: it for _, here in chosen for name, it in here.items()}
    return [code for code, _ in chosen], value
