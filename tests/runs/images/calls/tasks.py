"""Tasks that call tasks. What the code says of an environment is not what Terraform says of it."""

import flyte
import flyte.remote

family = flyte.TaskEnvironment(name="family", env_vars={"FROM": "the code"})


@family.task(retries=1)
async def child(x: int) -> int:
    if x > 9:
        raise ValueError(f"{x} is too much")
    return x * x


@family.task
async def parent(count: int = 3) -> list[int]:
    return [await child(x) for x in range(count)]


@family.task
async def impatient(x: int) -> int:
    try:
        return await child(x)
    except flyte.errors.RuntimeUserError as error:
        raise RuntimeError(f"the child says: {error}") from error


@family.task
async def by_name(x: int) -> int:
    deployed = flyte.remote.Task.get("pool.double", auto_version="latest")
    return await deployed(x=x)
