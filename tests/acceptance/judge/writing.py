"""What is drawn, written twice: keyword arguments for Python, attributes for Terraform.

The writer of HCL is the judge's own: the provider has no part in it.
"""

import re

IS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Said:
    """Settings, each by its word in Python and by its word in Terraform."""

    def __init__(self):
        self.python = {}
        self.terraform = {}

    def say(self, python, code, terraform=None, value=None):
        """A setting: its Python code, and its value in HCL. One of both names is enough."""
        self.python[python] = code
        self.terraform[terraform or python] = value

    def text(self, name, value, terraform=None):
        self.say(name, repr(value), terraform, value)

    def call(self, function, *first):
        """Python's call with all that was said."""
        named = [f"{name}={code}" for name, code in self.python.items()]
        return call(function, *first, *named)


class Encoded:
    """What HCL writes by `jsonencode`."""

    def __init__(self, value):
        self.value = value


def call(function, *arguments):
    return f"{function}({', '.join(arguments)})"


def dict_code(entries):
    """A dict of Python whose values are code."""
    return "{" + ", ".join(f"{key!r}: {code}" for key, code in entries.items()) + "}"


def tuple_code(codes):
    return "(" + ", ".join(codes) + ("," if len(codes) == 1 else "") + ")"


def resource(label, settings, block="reusable"):
    """A resource, all of whose settings are attributes, except for the one that is a block."""
    lines = [f'resource "flyte_task_environment" "{label}" {{']
    for name, value in settings.items():
        sign = "" if name == block else "= "
        lines.append(f"  {name} {sign}{hcl(value, 2)}")
    return "\n".join([*lines, "}"]) + "\n"


def hcl(value, indent=0):
    """A value as an expression."""
    if isinstance(value, Encoded):
        return f"jsonencode({hcl(value.value, indent)})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(hcl(it, indent) for it in value) + "]"
    if not value:
        return "{}"
    space = " " * (indent + 2)
    lines = [f"{space}{key(name)} = {hcl(it, indent + 2)}" for name, it in value.items()]
    return "\n".join(["{", *lines, " " * indent + "}"])


def key(name):
    return name if IS_NAME.fullmatch(name) else quoted(name)


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text):
    letters = []
    for letter in text:
        if letter in ESCAPES:
            letters.append(ESCAPES[letter])
        elif ord(letter) < 0x20 or ord(letter) == 0x7F:
            letters.append(f"\\u{ord(letter):04x}")
        else:
            letters.append(letter)
    return '"' + "".join(letters).replace("${", "$${").replace("%{", "%%{") + '"'
