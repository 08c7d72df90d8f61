"""A task in a package."""

import flyte
from shop import taxes

env = flyte.TaskEnvironment(name="shop", image="ghcr.io/acme/app:1")


@env.task
def total(prices: list[float]) -> float:
    return taxes.added(sum(prices))
