"""What is called by its name alone."""

import flyte

env = flyte.TaskEnvironment(name="pool")


@env.task
def double(x: int) -> int:
    return 2 * x
