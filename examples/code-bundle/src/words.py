"""How often each word is in a text."""

import collections

import flyte

env = flyte.TaskEnvironment(name="words")


@env.task
def count(text: str = "to be or not to be") -> dict[str, int]:
    return dict(collections.Counter(text.split()))
