"""Settings of an environment, in Python and in Terraform."""

from pods import pod
from writing import Said, call, tuple_code

IMAGES = (
    "ghcr.io/acme/app:1",
    "registry.example.com:5000/team/img@sha256:" + "ab" * 32,
    "docker.io/library/python:3.12-slim",
    "localhost:30000/x:latest",
)
VARIABLES = ("A", "B", "LOG_LEVEL", "Q1", "Z_9", "_X", "lower")
DEVICES = ("A100:4", "T4:1", "L4:2", "H100:8", "Trn1:4", "MI300X:1", "A10G:1", "Gaudi1:1")
PARTS = (("A100", "1g.5gb"), ("H100", "3g.40gb"), ("A100_80G", "7g.80gb"), ("T4", None))
SLICES = (("V5P", "2x2x1"), ("V5E", "4x4"), ("V6E", None))
CPUS = ((1, "1500m"), ("250m", 2), (0.5, 4), (2, 2))
MEMORIES = (("1Gi", "4Gi"), ("512Mi", "1Gi"), ("1024Mi", "1Gi"))


def of_containers(dice, said, any_order):
    """What an environment says of its containers, or a container task of its own."""
    said.text("image", dice.choice(IMAGES))
    if dice.happens(50):
        env_vars(dice, said, any_order)
    if dice.happens(50):
        resources(dice, said)
    if dice.happens(40):
        secrets(dice, said)
    if dice.happens(25):
        pod_template(dice, said)


def env_vars(dice, said, any_order):
    values = dice.texts(4, VARIABLES, least=1)
    if any_order:
        names = list(values)
        dice.shuffle(names)
        values = {name: values[name] for name in names}
    said.say("env_vars", repr(values), value=values)


def pod_template(dice, said):
    if dice.happens(50):
        said.text("pod_template", dice.name())
    else:
        code, value = pod(dice)
        said.say("pod_template", code, "pod", value)


def resources(dice, said):
    own = Said()
    if dice.happens(60):
        amount(dice, own, "cpu", (1, 4, 0.5, 1.5, "500m", "2"), CPUS)
    if dice.happens(60):
        amount(dice, own, "memory", ("1Gi", "512Mi", "1500M", "1Ti"), MEMORIES)
    if dice.happens(40):
        gpu(dice, own)
    if dice.happens(30):
        own.text("disk", f"{dice.randint(1, 500)}Gi")
    if dice.happens(30) or not own.python:
        own.text("shm", dice.choice(("auto", "1Gi", "20Gi")))
    said.say("resources", own.call("flyte.Resources"), value=own.terraform)


def amount(dice, own, name, single, pairs):
    if dice.happens(50):
        own.text(name, dice.choice(single))
    else:
        pair = dice.choice(pairs)
        own.say(name, repr(pair), value=list(pair))


def gpu(dice, own):
    kind = dice.randrange(4)
    if kind == 0:
        own.text("gpu", dice.randint(1, 8))
    elif kind == 1:
        own.text("gpu", dice.choice(DEVICES))
    elif kind == 2:
        device, part = dice.choice(PARTS)
        quantity = dice.randint(1, 8)
        value = {"device": device, "quantity": quantity}
        arguments = [repr(device), str(quantity)]
        accelerator(own, "flyte.GPU", arguments, value, part)
    else:
        device, part = dice.choice(SLICES)
        accelerator(own, "flyte.TPU", [repr(device)], {"device": device}, part)


def accelerator(own, function, arguments, value, part):
    if part:
        arguments.append(f"partition={part!r}")
        value["partition"] = part
    own.say("gpu", call(function, *arguments), "accelerator", value)


def secrets(dice, said):
    keys = dice.some(3, ("token", "my-key", "hf-token", "cert"), least=1)
    if len(keys) == 1 and dice.happens(50):
        said.say("secrets", repr(keys[0]), value=[{"key": keys[0]}])
        return
    all_of_them = []
    for key in keys:
        own = Said()
        own.text("key", key)
        if dice.happens(40):
            own.text("group", dice.choice(("team", "my-group")))
        if dice.happens(30):
            own.text("as_env_var", f"{dice.choice(('TOKEN', 'KEY_2', '_S'))}_{len(all_of_them)}")
        if dice.happens(20):
            own.text("mount", "/etc/flyte/secrets")
        all_of_them.append(own)
    codes = [own.call("flyte.Secret") for own in all_of_them]
    said.say("secrets", f"[{', '.join(codes)}]", value=[own.terraform for own in all_of_them])


def cache(dice, said, inputs, has_hash, disable):
    """A cache. A Python task's automatic version is a hash that only Python makes."""
    own = Said()
    behavior = dice.choice(("auto", "override", "override", *(["disable"] if disable else [])))
    if behavior == "disable" or (behavior == "auto" and not has_hash and dice.happens(40)):
        said.say("cache", repr(behavior), value={"behavior": behavior})
        return
    own.text("behavior", behavior)
    if behavior == "override" or has_hash or dice.happens(50):
        own.text("version_override", dice.text(2), "version")
    elif dice.happens(50):
        own.text("salt", dice.name())
    if dice.happens(40):
        own.text("serialize", True)
    if dice.happens(40):
        code, value = dice.length()
        own.say("max_age", code, value=value)
    ignored = dice.some(2, inputs)
    if ignored:
        dice.shuffle(ignored)
        own.say("ignored_inputs", tuple_code([repr(name) for name in ignored]), value=ignored)
    said.say("cache", own.call("flyte.Cache"), value=own.terraform)


def reusable(dice, said, concurrent):
    own = Said()
    if dice.happens(50):
        own.text("replicas", dice.randint(1, 5))
    elif dice.happens(80):
        least = dice.randint(0, 3)
        pair = (least, dice.randint(max(least, 1), 6))
        own.say("replicas", repr(pair), value=list(pair))
    if concurrent and dice.happens(50):
        own.text("concurrency", dice.randint(2, 9))
    for name in ("idle_ttl", "scaledown_ttl"):
        if dice.happens(40):
            code, value = dice.length(30, 9000)
            own.say(name, code, value=value)
    if dice.happens(30):
        own.text("scope", dice.choice(("run", "global")))
    said.say("reusable", own.call("flyte.ReusePolicy"), value=own.terraform)
