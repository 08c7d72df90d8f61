"""Dice, and what falls from them: texts, names, lengths of time, types and values of inputs."""

import random
from datetime import datetime, timedelta, timezone

from writing import Encoded, call, dict_code

WORDS = ("alpha", "beta", "gamma", "delta", "omega", "red", "blue", "north", "größe", "été", "数据")
PLAIN = tuple(word for word in WORDS if word.isascii())
# In what is quoted by both languages, each in its own way.
PIECES = WORDS + (
    " ", "  ", "'", '"', "\\", "\n", "\t", "${x}", "$${", "%{if}", "%%", "{{", "#", "\u0001", "😀", ",", "/*", "=",
)
# Those that are no others' list or dict.
SIMPLE = ("int", "float", "str", "bool", "datetime", "timedelta", "File", "Dir")
UNITS = ((86400, "d"), (3600, "h"), (60, "m"))


class Dice(random.Random):
    """Dice that fall in the same way for the same seed."""

    def happens(self, percent):
        return self.randrange(100) < percent

    def some(self, most, population, least=0):
        """Some of them, in the order of the population."""
        count = self.randint(least, min(most, len(population)))
        chosen = set(self.sample(range(len(population)), count))
        return [it for place, it in enumerate(population) if place in chosen]

    def text(self, most=6):
        """Any text that is not empty, without blanks around it."""
        text = "".join(self.choice(PIECES) for _ in range(self.randint(1, most)))
        return text.strip() or "x"

    def sentence(self, most=5):
        """A text of words."""
        return " ".join(self.choice(WORDS) for _ in range(self.randint(1, most)))

    def name(self, most=2, between="-"):
        return between.join(self.choice(PLAIN) for _ in range(self.randint(1, most)))

    def texts(self, most, names, least=0):
        """A map of texts, sorted by name."""
        return {name: self.text() for name in self.some(most, sorted(names), least)}

    def length(self, least=1, most=200_000):
        """A length of time in whole seconds: Python's code of it, and HCL's value."""
        seconds = self.randint(least, most)
        unit, letter = self.choice(UNITS)
        if self.happens(50) and unit * 30 < most:
            seconds = unit * self.randint(1, 30)
        if seconds < least:
            seconds = least
        code = str(seconds) if self.happens(50) else call("timedelta", f"seconds={seconds}")
        return code, self.spelling(seconds)

    def delta(self, least=1, most=200_000):
        """The same, always as a `timedelta`."""
        seconds = self.randint(least, most)
        return call("timedelta", f"seconds={seconds}"), self.spelling(seconds)

    def spelling(self, seconds):
        fitting = [f"{seconds // unit}{letter}" for unit, letter in UNITS if seconds % unit == 0]
        return self.choice([seconds, str(seconds), f"{seconds}s", *fitting])


def data_type(dice, depth=2):
    """A type in the notation of Python."""
    if depth and dice.happens(25):
        inner = data_type(dice, depth - 1)
        return f"list[{inner}]" if dice.happens(50) else f"dict[str, {inner}]"
    return dice.choice(SIMPLE)


def notation(of_python):
    """The same type in Terraform."""
    return of_python.replace("File", "file").replace("Dir", "dir")


def value(dice, of_type):
    """A value of a type: code, and what HCL has of it, lists and dicts by `jsonencode`."""
    code, here = nested(dice, of_type)
    return code, Encoded(here) if isinstance(here, (list, dict)) else here


def nested(dice, of_type):
    if of_type.startswith("list["):
        pairs = [nested(dice, of_type[5:-1]) for _ in range(dice.randint(0, 3))]
        return "[" + ", ".join(code for code, _ in pairs) + "]", [here for _, here in pairs]
    if of_type.startswith("dict["):
        keys = dice.some(3, sorted(set(WORDS)))
        pairs = {key: nested(dice, of_type[len("dict[str, "):-1]) for key in keys}
        code = dict_code({key: code for key, (code, _) in pairs.items()})
        return code, {key: here for key, (_, here) in pairs.items()}
    return SCALARS[of_type](dice)


def whole(dice):
    number = dice.choice((0, 1, -1, 7, dice.randint(-10**6, 10**6), 2**53 + 1, 2**62))
    return repr(number), number


def real(dice):
    number = dice.choice((0.5, -1.25, 1e-7, 0.1, 2.0, 1e21, dice.uniform(-1000, 1000)))
    return repr(number), number


def words(dice):
    text = dice.text() if dice.happens(90) else ""
    return repr(text), text


def switch(dice):
    state = dice.happens(50)
    return repr(state), state


def moment(dice):
    hours = dice.choice((0, 0, 2, -5))
    micros = dice.choice((0, 0, 250_000, 1))
    at = datetime(
        dice.randint(1990, 2040), dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23),
        dice.randint(0, 59), dice.randint(0, 59), micros, tzinfo=timezone(timedelta(hours=hours)),
    )
    zone = "timezone.utc" if not hours else f"timezone(timedelta(hours={hours}))"
    parts = (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond)
    text = at.isoformat()
    return call("datetime", *map(str, parts), f"tzinfo={zone}"), (
        text if hours or dice.happens(50) else text.replace("+00:00", "Z"))


def place(of_class):
    def drawn(dice):
        uri = f"s3://bucket/{dice.name(3, '/')}"
        return call(f"{of_class}.from_existing_remote", repr(uri)), uri
    return drawn


SCALARS = {
    "int": whole,
    "float": real,
    "str": words,
    "bool": switch,
    "datetime": moment,
    "timedelta": lambda dice: dice.delta(0),
    "File": place("File"),
    "Dir": place("Dir"),
}
