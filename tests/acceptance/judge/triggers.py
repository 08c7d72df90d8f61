"""Triggers of a task: what starts it, with which inputs, how, and who is told."""

import json

from drawing import PLAIN, SIMPLE, moment, value
from writing import Said, call, dict_code, tuple_code

CRONS = ("0 2 * * *", "*/5 * * * *", "@daily", "@hourly", "15 3 * * 1-5", "0 0 1 * *")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")
PHASES = {"SUCCEEDED": "succeeded", "FAILED": "failed", "ABORTED": "aborted", "TIMED_OUT": "timed_out"}
ADDRESSES = ("a@example.com", "b@example.com", "c@example.com")
KEYS = ("team", "why", "flyte.org/note", "day")


def triggers(dice, said, inputs, defaults, any_order):
    """Those of one task, if Python can give values to the inputs that need some."""
    simple = {name for name, kind in inputs.items() if kind in SIMPLE}
    if any(name not in simple and name not in defaults for name in inputs):
        return
    codes, here = [], {}
    for name in dice.sample(PLAIN, dice.randint(1, 3)):
        own = trigger(dice, name, inputs, defaults, simple, any_order)
        codes.append(own.call("flyte.Trigger", repr(name)))
        here[name] = own.terraform
    # The SDK takes one without a tuple for functions only.
    alone = "command" not in said.python and len(codes) == 1 and dice.happens(50)
    said.say("triggers", codes[0] if alone else tuple_code(codes), value=here)


def trigger(dice, name, inputs, defaults, simple, any_order):
    own = Said()
    given = {}
    kind = dice.randrange(4)
    if kind == 0:
        cron(dice, own)
    elif kind == 1:
        interval(dice, own)
    elif kind == 2:
        artifact(dice, own, inputs, given)
    else:
        own.terraform["on_demand"] = True
    times = [it for it, its in inputs.items() if its == "datetime"]
    if kind < 2 and times and dice.happens(60):
        at = dice.choice(times)
        given[at] = "flyte.TriggerTime"
        own.terraform["kickoff_time_input"] = at
    values = {}
    for it in sorted(inputs):
        if it in given or it not in simple or (it in defaults and dice.happens(50)):
            continue
        code, here = value(dice, inputs[it])
        given[it], values[it] = code, here
    names = sorted(given)
    if any_order:
        dice.shuffle(names)
    if names:
        own.python["inputs"] = dict_code({it: given[it] for it in names})
    if values:
        own.terraform["inputs"] = values
    options(dice, own)
    notifications(dice, own)
    return own


def cron(dice, own):
    times = dice.choice(CRONS)
    own.terraform["cron"] = times
    arguments = [repr(times)]
    if dice.happens(50):
        zone = dice.choice(ZONES)
        own.terraform["timezone"] = zone
        arguments.append(f"timezone={zone!r}")
    own.python["automation"] = call("flyte.Cron", *arguments)


def interval(dice, own):
    minutes = dice.randint(1, 10_000)
    own.terraform["interval_minutes"] = minutes
    arguments = [str(minutes)]
    if dice.happens(50):
        code, own.terraform["start_time"] = moment(dice)
        arguments.append(f"start_time={code}")
    own.python["automation"] = call("flyte.FixedRate", *arguments)


def artifact(dice, own, inputs, given):
    # Partitions are not drawn: the open-source Flyte keeps none, so that an import reads none.
    here = {"name": dice.name()}
    arguments = [repr(here["name"])]
    if dice.happens(40):
        here["version"] = dice.name()
        arguments.append(f"version={here['version']!r}")
    files = [it for it, kind in inputs.items() if kind in ("File", "Dir")]
    if files and dice.happens(60):
        here["input"] = dice.choice(files)
        given[here["input"]] = "flyte.TriggeredArtifact"
    own.terraform["artifact"] = here
    own.python["automation"] = call("flyte.OnArtifact", *arguments)


def options(dice, own):
    if dice.happens(30):
        own.text("description", dice.text())
    if dice.happens(20):
        own.say("auto_activate", "False", "active", False)
    if dice.happens(20):
        own.text("interruptible", dice.happens(50))
    if dice.happens(15):
        own.text("overwrite_cache", True)
    if dice.happens(20):
        own.text("queue", dice.name())
    if dice.happens(20):
        own.text("max_action_concurrency", dice.randint(2, 50))
    for name, keys in (("env_vars", ("A", "B_2")), ("labels", KEYS), ("annotations", KEYS)):
        if dice.happens(20):
            entries = {key: dice.name() for key in dice.some(2, sorted(keys), least=1)}
            own.text(name, entries)
    if dice.happens(20):
        own.text("custom_context", dice.texts(2, KEYS, least=1))


def notifications(dice, own):
    if dice.happens(60):
        return
    if dice.happens(30):
        rule = dice.name()
        own.say("notifications", f"NamedRule({rule!r})", "notification_rule", rule)
        return
    both = [dice.choice(NOTIFICATIONS)(dice) for _ in range(dice.randint(1, 3))]
    codes = [code for code, _ in both]
    own.say("notifications", tuple_code(codes), value=[here for _, here in both])


def phases(dice):
    chosen = dice.some(3, sorted(PHASES), least=1)
    codes = [f"ActionPhase.{name}" for name in chosen]
    code = codes[0] if len(codes) == 1 and dice.happens(50) else tuple_code(codes)
    return f"on_phase={code}", [PHASES[name] for name in chosen]


def delivery(dice):
    code, ends = phases(dice)
    name = dice.name()
    return call("NamedDelivery", code, f"name={name!r}"), {"on_phase": ends, "delivery": name}


def email(dice):
    code, ends = phases(dice)
    own = Said()
    for name in ("recipients", "cc", "bcc"):
        if name == "recipients" or dice.happens(30):
            chosen = dice.some(3, ADDRESSES, least=1)
            own.say(name, repr(tuple(chosen)), value=chosen)
    for name in ("subject", "body", "html_body"):
        if dice.happens(30):
            own.text(name, dice.text())
    return own.call("Email", code), {"on_phase": ends, "email": own.terraform}


def webhook(dice):
    code, ends = phases(dice)
    own = Said()
    own.text("url", "https://example.com/hook")
    if dice.happens(30):
        own.text("method", dice.choice(("PUT", "POST", "GET")))
    if dice.happens(30):
        own.text("headers", {key: dice.name() for key in dice.some(2, ("X-Key", "X-Team"), least=1)})
    if dice.happens(40):
        body = dice.texts(2, KEYS, least=1)
        own.say("body", repr(body), value=json.dumps(body))
    return own.call("Webhook", code), {"on_phase": ends, "webhook": own.terraform}


def slack(dice):
    code, ends = phases(dice)
    text = dice.text()
    url = "https://example.com/slack"
    here = {
        "url": url,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"text": text}),
    }
    code = call("Slack", code, f"webhook_url={url!r}", f"message={text!r}")
    return code, {"on_phase": ends, "webhook": here}


NOTIFICATIONS = (delivery, email, webhook, slack)
