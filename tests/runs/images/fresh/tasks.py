"""Tasks with every kind of value and every kind of end."""

import os
from datetime import datetime, timedelta

import flyte
from flyte.io import File

env = flyte.TaskEnvironment(
    name="plain", image="ghcr.io/acme/app:1", env_vars={"MODEL": "small", "ZONE": "eu"}
)


@env.task
def every(
    whole: int,
    text: str,
    number: float,
    truth: bool,
    names: list[str],
    table: dict[str, float],
    at: datetime,
    wait: timedelta,
) -> tuple[int, str, float, bool, list[str], dict[str, float], datetime, timedelta]:
    doubled = {name: 2 * value for name, value in table.items()}
    return whole + 1, text.upper(), number / 4, not truth, names[::-1], doubled, at + wait, 2 * wait


@env.task
async def greet(
    name: str,
    words: str = "good day",
    times: int = 2,
    zeal: float = 0.5,
    loud: bool = True,
    at: datetime = datetime.fromisoformat("2026-01-02T03:04:05+00:00"),
    wait: timedelta = timedelta(minutes=90),
) -> str:
    return f"{words}, {name}: {times} {zeal} {loud} {at.isoformat()} {wait}"


@env.task
def fails(day: str) -> int:
    raise ValueError(f"nothing to do on {day}")


@env.task(retries=2)
def flaky() -> int:
    attempt = int(os.environ["FLYTE_ATTEMPT_NUMBER"])
    if attempt == 0:
        raise RuntimeError("try again")
    return attempt


@env.task(report=True)
async def page(title: str) -> None:
    await flyte.report.replace.aio(f"<h1>{title}</h1>")
    await flyte.report.flush.aio()


@env.task
def settings() -> dict[str, str]:
    action = flyte.ctx().action
    seen = {name: os.environ[name] for name in ("MODEL", "ZONE")}
    return seen | {"run": action.run_name, "project": action.project, "domain": action.domain}


@env.task
async def length(data: File) -> int:
    async with data.open("rb") as opened:
        return len(await opened.read())
