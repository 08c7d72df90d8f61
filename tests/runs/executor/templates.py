"""What Flyte's executor writes in place of the variables in a container's command and arguments.

A variable is `{{.name}}` or `{{$name}}`, blanks allowed, in any mixture of capitals; `inputs.x` is
the text of the input `x`. What nobody knows stays as it is, as `{{.runName}}` does with the
open-source executor, for the program to look at its environment instead.
"""

import re

VARIABLE = re.compile(r"{{\s*[.$]([a-z]+)(?:\.([^}\s]+))?\s*}}", re.IGNORECASE)
START = "{{.runStartTime}}"


def rendered(texts, variables, inputs, start):
    """The texts with their variables replaced: those of the run, by name, and the inputs' texts.
    When the run began, only the exact `{{.runStartTime}}` stands for."""
    known = {name.lower(): value for name, value in variables.items()}

    def value(match):
        name, of = match.group(1).lower(), match.group(2)
        if name == "inputs" and of is not None:
            return inputs[of]
        if of is None and name in known:
            return known[name]
        return match.group()

    return [VARIABLE.sub(value, text.replace(START, start)) for text in texts]
