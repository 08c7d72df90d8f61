"""A parent that calls a task as Terraform deployed it."""

import asyncio

import flyte
import flyte.remote

child = flyte.TaskEnvironment(name="child")
parent = flyte.TaskEnvironment(name="parent")


@child.task
async def square(x: int) -> int:
    return x * x


@parent.task
async def squares(count: int = 3) -> list[int]:
    # By its name: `await square(x)` would run it with what the code says of it, which is nothing.
    deployed = flyte.remote.Task.get("child.square", auto_version="latest")
    return list(await asyncio.gather(*(deployed(x=x) for x in range(count))))
