"""Tasks of pools of reusable containers."""

import asyncio
import os

import flyte

pool = flyte.TaskEnvironment(
    name="pool",
    image="ghcr.io/acme/app:1",
    env_vars={"MODEL": "small"},
    reusable=flyte.ReusePolicy(replicas=2, idle_ttl=300),
)
crowd = flyte.TaskEnvironment(
    name="crowd",
    image="ghcr.io/acme/app:1",
    reusable=flyte.ReusePolicy(replicas=1, concurrency=2),
)

# What a process remembers from task to task.
total = 0
present = []
complete = asyncio.Event()


@pool.task
def count(step: int = 1) -> tuple[int, str, str]:
    global total
    total += step
    return total, os.environ["MODEL"], flyte.ctx().action.name


@pool.task
async def fails(day: str) -> int:
    raise ValueError(f"nothing to do on {day}")


@crowd.task
async def meet(name: str) -> list[str]:
    """Ends when two are there, which takes a process that runs two tasks at a time."""
    present.append(name)
    if len(present) == 2:
        complete.set()
    await asyncio.wait_for(complete.wait(), timeout=30)
    return sorted(present)
