"""Tasks: functions of Python, and commands in containers."""

from drawing import PLAIN, data_type, notation, value
from pods import pod
from settings import cache, of_containers, reusable
from triggers import triggers
from writing import Said, call, dict_code

INPUTS = ("a", "at", "day", "files", "m", "n", "opts", "text", "x", "y2")
# Lists and dicts have no placeholder, or one that is warned of.
IN_COMMANDS = ("int", "float", "str", "bool", "datetime")


def function(dice, name, environment, is_async, any_order):
    """A task `name`; `environment` is what was said of its environment."""
    said = Said()
    inputs = {it: data_type(dice) for it in dice.some(4, INPUTS)}
    outputs = [data_type(dice) for _ in range(dice.choice((0, 0, 1, 1, 2, 3)))]
    required = dice.randint(0, len(inputs))
    defaults = {it: value(dice, inputs[it]) for it in list(inputs)[required:]}
    if any_order:
        names = list(defaults)
        dice.shuffle(names)
        defaults = {it: defaults[it] for it in names}
    is_warm = "reusable" in environment.python
    of_any_task(dice, said, inputs, is_warm)
    # Not both an environment's and a task's: which of them the environment's is, an import can only
    # guess from what most tasks have.
    if "cache" not in environment.python and dice.happens(30):
        cache(dice, said, list(inputs), True, True)
    if dice.happens(20):
        said.text("interruptible", dice.happens(50))
    # Nor both templates, for the same reason.
    has_template = any(name in environment.terraform for name in ("pod", "pod_template"))
    if not is_warm and not has_template and dice.happens(15):
        own_template(dice, said)
    if dice.happens(40):
        triggers(dice, said, inputs, defaults, any_order)
    here = {"module": "work"}
    if is_async or dice.happens(20):
        here["async"] = is_async
    if inputs:
        here["inputs"] = {it: notation(kind) for it, kind in inputs.items()}
    if outputs:
        here["outputs"] = {f"o{place}": notation(it) for place, it in enumerate(outputs)}
    if defaults:
        here["defaults"] = {it: here_of for it, (_, here_of) in defaults.items()}
    texts = documentation(dice, here, list(inputs))
    here.update(said.terraform)
    return written(environment, name, said, is_async, signature(inputs, outputs, defaults), texts), here


def own_template(dice, said):
    if dice.happens(50):
        said.text("pod_template", dice.name())
    else:
        code, here = pod(dice)
        said.say("pod_template", code, "pod", here)


def signature(inputs, outputs, defaults):
    first = [f"{it}: {kind}" for it, kind in inputs.items() if it not in defaults]
    then = [f"{it}: {inputs[it]} = {code}" for it, (code, _) in defaults.items()]
    result = ", ".join(outputs) or "None"
    if len(outputs) > 1:
        result = f"tuple[{result}]"
    return f"({', '.join(first + then)}) -> {result}"


def written(environment, name, said, is_async, signature_of_it, texts):
    variable = environment.variable
    decorator = said.call(f"@{variable}.task") if said.python else f"@{variable}.task"
    start = "async def" if is_async else "def"
    body = [f'    """{texts[0]}', *texts[1:], '    """'] if texts else ["    ..."]
    return "\n".join(["", "", decorator, f"{start} {name}{signature_of_it}:", *body]) + "\n"


def documentation(dice, here, inputs):
    """The lines of a docstring, and what they are for Terraform."""
    if dice.happens(60):
        return []
    short = dice.sentence()
    here["short_description"] = short
    lines = [short]
    if dice.happens(50):
        text = [dice.sentence() for _ in range(dice.randint(1, 3))]
        here["long_description"] = "\n".join(text)
        lines += ["", *(f"    {line}" for line in text)]
    described = dice.some(2, inputs)
    if described:
        texts = {it: dice.sentence() for it in described}
        here["input_descriptions"] = texts
        lines += ["", "    Args:", *(f"        {it}: {text}" for it, text in texts.items())]
    return lines


def of_any_task(dice, said, inputs, is_warm):
    """What functions and commands can both say."""
    if dice.happens(30):
        said.text("short_name", dice.sentence(3))
    if dice.happens(30):
        retries(dice, said)
    if dice.happens(40):
        timeout(dice, said)
    for name in ("report", "entrypoint", "produces_artifacts"):
        if dice.happens(15):
            said.text(name, True)
    if not is_warm and dice.happens(20):
        said.text("service_account", dice.name())


def retries(dice, said):
    count = dice.randint(1, 6)
    if dice.happens(50):
        said.say("retries", str(count), value={"count": count})
        return
    here, codes = {"count": count}, [f"count={count}"]
    if dice.happens(70):
        backoff = Said()
        for name in ("base", "cap"):
            code, length = dice.delta()
            if name == "base" or dice.happens(50):
                backoff.say(name, code, value=length)
        if "cap" in backoff.python and dice.happens(70):
            backoff.text("factor", dice.choice((1.0, 2.0, 1.5, 3)))
        codes.append(f"backoff={backoff.call('flyte.Backoff')}")
        here["backoff"] = backoff.terraform
    said.say("retries", call("flyte.RetryStrategy", *codes), value=here)


def timeout(dice, said):
    code, length = dice.length()
    if dice.happens(50):
        said.say("timeout", code, value={"runtime": length})
        return
    own = Said()
    names = {"max_runtime": "runtime", "max_queued_time": "queued", "deadline": "deadline"}
    for name in dice.some(3, list(names), least=1):
        code, length = dice.length()
        own.say(name, code, names[name], length)
    said.say("timeout", own.call("flyte.Timeout"), value=own.terraform)


def containers(dice, environment, count, any_order):
    """An environment made of container tasks, which all say the same of their containers."""
    shared = Said()
    of_containers(dice, shared, any_order)
    if dice.happens(15):
        reusable(dice, shared, False)
    named = dice.sample(PLAIN, count)
    tasks, codes = {}, []
    for name in named:
        own = container(dice, environment.name, name, "reusable" in shared.python, any_order)
        tasks[name] = own.terraform
        own.python.update(shared.python)
        codes.append(own.call("ContainerTask"))
    listed = "".join(f"    {code},\n" for code in codes)
    head = f"{environment.variable} = flyte.TaskEnvironment.from_task(\n    {environment.name!r},\n"
    return f"{head}{listed})\n", {**shared.terraform, "tasks": tasks}


def container(dice, environment, name, is_warm, any_order):
    said = Said()
    said.python["name"] = repr(f"{environment}.{name}")
    inputs = {it: data_type(dice) for it in dice.some(3, INPUTS)}
    outputs = {it: data_type(dice) for it in dice.some(2, INPUTS)}
    usable = [it for it, kind in inputs.items() if kind in IN_COMMANDS]
    for setting, python in (("command", "command"), ("args", "arguments")):
        # One word or two in all end the SDK with `list index out of range`: it shows the third.
        least = 3 if setting == "command" else 1
        words = [dice.text().replace("{{", "") or "x" for _ in range(dice.randint(least, 4))]
        words += [f"{{{{.inputs.{it}}}}}" for it in dice.some(2, usable)]
        if setting == "command" or dice.happens(60):
            said.say(python, repr(words), setting, words)
    for setting, types in (("inputs", inputs), ("outputs", outputs)):
        if types:
            here = {it: notation(kind) for it, kind in types.items()}
            said.say(setting, dict_code(types), value=here)
    if dice.happens(20):
        said.text("input_data_dir", "/var/in", "input_dir")
    if dice.happens(20):
        said.text("output_data_dir", "/data/out", "output_dir")
    if dice.happens(30):
        said.text("metadata_format", dice.choice(("JSON", "YAML", "PROTO")))
    if dice.happens(20):
        said.text("file_input_layout", dice.choice(("DIRECT", "NAMED_DIR")))
    of_any_task(dice, said, inputs, is_warm)
    if dice.happens(40):
        cache(dice, said, list(inputs), False, True)
    if dice.happens(30):
        said.text("interruptible", dice.happens(50))
    if dice.happens(30):
        triggers(dice, said, inputs, {}, any_order)
    return said
