"""Nine environments whose code is in the image, deployed by the tests with the real Flyte SDK."""

from datetime import datetime, timedelta

import flyte
from flyte.extras import ContainerTask

IMAGE = "ghcr.io/acme/app:1"

plain = flyte.TaskEnvironment(name="plain", image=IMAGE)


@plain.task
def hello(name: str, count: int = 1) -> str:
    """Greets.

    Args:
        name: whom
    """
    return f"hello {name}"


pool = flyte.TaskEnvironment(
    name="pool",
    image=IMAGE,
    description="Short tasks that share a model",
    env_vars={"MODEL": "small", "CACHE": "/tmp"},
    reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=4, idle_ttl=300),
)


@pool.task(retries=3)
async def embed(texts: list[str], zeal: float = 0.5, alpha: bool = True) -> list[float]:
    return []


@pool.task(timeout=timedelta(minutes=5), short_name="Rank")
async def rank(scores: dict[str, float]) -> tuple[str, float]:
    return "", 0.0


fixed_pool = flyte.TaskEnvironment(
    name="fixed-pool",
    image=IMAGE,
    interruptible=True,
    pod_template="large",
    service_account="runner",
    reusable=flyte.ReusePolicy(
        replicas=2, idle_ttl=60, scaledown_ttl=timedelta(seconds=90), scope="run"
    ),
)


@fixed_pool.task
def work(at: datetime, wait: timedelta) -> None:
    pass


gpus = flyte.TaskEnvironment(
    name="gpus",
    image=IMAGE,
    resources=flyte.Resources(
        cpu=(4, 8), memory=("16Gi", "32Gi"), gpu="A100:4", disk="100Gi", shm="auto"
    ),
)


@gpus.task(timeout=flyte.Timeout(max_runtime=3600, deadline=timedelta(days=1)), report=True)
def train(data: flyte.io.Dir) -> flyte.io.File:
    return flyte.io.File(path="/tmp/model")


partitions = flyte.TaskEnvironment(
    name="partitions",
    image=IMAGE,
    resources=flyte.Resources(cpu="500m", gpu=flyte.GPU("A100", 1, partition="1g.5gb")),
    reusable=flyte.ReusePolicy(replicas=(0, 2)),
)


@partitions.task
def score(x: float) -> float:
    return x


secrets = flyte.TaskEnvironment(
    name="secrets",
    image=IMAGE,
    secrets=[
        flyte.Secret(key="hf-token", as_env_var="HF_TOKEN"),
        flyte.Secret(key="certificate", group="team", mount="/etc/flyte/secrets"),
        "plain-key",
    ],
)


@secrets.task(
    retries=flyte.RetryStrategy(
        count=5, backoff=flyte.Backoff(base=timedelta(seconds=1), factor=2.0, cap=timedelta(minutes=1))
    )
)
def fetch() -> str:
    return ""


scheduled = flyte.TaskEnvironment(name="scheduled", image=IMAGE)


@scheduled.task(
    triggers=(
        flyte.Trigger(
            name="nightly",
            automation=flyte.Cron("0 2 * * *", timezone="Europe/Berlin"),
            description="Each night",
            inputs={"level": 3, "area": "all"},
        ),
        flyte.Trigger(
            name="often",
            automation=flyte.FixedRate(15),
            auto_activate=False,
            inputs={"level": 1, "area": "some"},
            env_vars={"Z": "1", "A": "2"},
        ),
    )
)
def sweep(level: int, area: str) -> None:
    pass


caching = flyte.TaskEnvironment(name="caching", image=IMAGE, cache="auto")


@caching.task
def first(x: int) -> int:
    return x


@caching.task(cache=flyte.Cache(behavior="override", version_override="7", serialize=True))
def second(x: int) -> int:
    return x + 1


@caching.task(cache="disable", interruptible=True)
def third(x: int) -> int:
    return x + 2


shell = flyte.TaskEnvironment.from_task(
    "shell",
    ContainerTask(
        name="shell.sort",
        image="alpine:3",
        command=["sort", "-r", "{{.inputs.file}}"],
        inputs={"file": flyte.io.File},
        outputs={"sorted": flyte.io.File},
        cache="auto",
    ),
)
