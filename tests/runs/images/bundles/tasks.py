"""Tasks whose code, data and programs are uploaded, and in no image."""

import pathlib
import subprocess

import flyte
from words import told

fresh = flyte.TaskEnvironment(name="fresh", image="ghcr.io/acme/python:3.12")
pool = flyte.TaskEnvironment(
    name="pool",
    image="ghcr.io/acme/python:3.12",
    reusable=flyte.ReusePolicy(replicas=2, idle_ttl=300),
)

# What a process remembers from task to task.
total = 0


@fresh.task
def tell(name: str) -> str:
    return told(name)


@fresh.task
def files() -> tuple[str, str]:
    here = pathlib.Path(__file__).parent
    said = subprocess.run([here / "data" / "say"], stdout=subprocess.PIPE, text=True, check=True)
    return (here / "data" / "text.txt").read_text(), said.stdout


@fresh.task
async def asks(name: str) -> str:
    return f"the child says: {await child(name)}"


@fresh.task
async def child(name: str) -> str:
    return told(name)


@pool.task
def count(step: int = 1) -> tuple[int, str]:
    global total
    total += step
    return total, told("counter")
