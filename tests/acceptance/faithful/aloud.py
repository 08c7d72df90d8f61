"""Environments that say aloud what would be so anyway, and what can be said in several ways."""

from datetime import datetime, timedelta, timezone

import flyte

IMAGE = "ghcr.io/acme/app:1"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))

defaults = flyte.TaskEnvironment(
    name="defaults",
    image=IMAGE,
    description="",
    env_vars={},
    secrets=[],
    resources=flyte.Resources(),
    interruptible=False,
    cache="disable",
)


@defaults.task(
    short_name="work",
    cache="disable",
    retries=0,
    timeout=0,
    interruptible=False,
    report=False,
    entrypoint=False,
    produces_artifacts=False,
    triggers=(),
)
def work() -> None:
    pass


times = flyte.TaskEnvironment(name="times", image=IMAGE)


@times.task(
    cache=flyte.Cache(behavior="override", version_override="1", serialize=False, max_age=86400),
    retries=flyte.RetryStrategy(
        count=2, backoff=flyte.Backoff(base=timedelta(minutes=1), factor=1.0)
    ),
    timeout=flyte.Timeout(max_runtime=timedelta(minutes=90), deadline=7200),
    triggers=(
        flyte.Trigger(
            name="nightly",
            automation=flyte.Cron("0 2 * * *", timezone="UTC"),
            description="",
            auto_activate=True,
            inputs={"when": MOMENT, "wait": timedelta(minutes=90), "share": 1.0, "note": ""},
            env_vars={"B": "1", "A": "2"},
            labels={"team": "red"},
            annotations={"note": "x"},
        ),
    ),
)
async def wait_for(
    when: datetime = MOMENT,
    wait: timedelta = timedelta(seconds=90),
    share: float = 2.0,
    note: str = "",
) -> tuple[int, bool]:
    """Waits.

    And then goes on.

    Args:
        when: until then
    """
    return 0, True


@times.task(
    triggers=flyte.Trigger(name="often", automation=flyte.FixedRate(30), inputs={}, env_vars={})
)
async def tick() -> None:
    pass


sizes = flyte.TaskEnvironment(
    name="sizes",
    image=IMAGE,
    resources=flyte.Resources(
        cpu=(0.5, "1000m"),
        memory=("1024Mi", "1Gi"),
        gpu=flyte.GPU("T4", 2),
        disk="10Gi",
        shm="auto",
    ),
    secrets=[
        flyte.Secret(key="my-key", group="team", as_env_var="TEAM_MY_KEY"),
        flyte.Secret(key="other"),
    ],
)


@sizes.task
def measure() -> int:
    return 0


pool = flyte.TaskEnvironment(
    name="pool",
    image=IMAGE,
    env_vars={"B": "1", "A": "2"},
    reusable=flyte.ReusePolicy(
        replicas=(2, 2),
        concurrency=1,
        idle_ttl=timedelta(seconds=30),
        scaledown_ttl=30,
        scope="global",
    ),
)


@pool.task
async def step() -> None:
    pass
