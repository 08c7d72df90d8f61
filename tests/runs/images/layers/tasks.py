"""Tasks that call tasks of environments whose images the code defines in every way."""

import flyte

plain = flyte.TaskEnvironment(name="plain")
layered = flyte.TaskEnvironment(
    name="layered",
    image=flyte.Image.from_debian_base(name="layered").with_pip_packages("numpy"),
)
named = flyte.TaskEnvironment(name="named", image=flyte.Image.from_ref_name("company"))


@plain.task
async def plain_child(x: int) -> int:
    return x + 1


@layered.task
async def layered_child(x: int) -> int:
    return x + 2


@named.task
async def named_child(x: int) -> int:
    return x + 3


@plain.task
async def plain_parent(x: int) -> list[int]:
    return [await plain_child(x), await layered_child(x), await named_child(x)]


@layered.task
async def layered_parent(x: int) -> int:
    return await layered_child(x)


@named.task
async def named_parent(x: int) -> int:
    return await named_child(x)
