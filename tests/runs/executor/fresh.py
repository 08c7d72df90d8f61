"""Runs a task in a process of its own, as Flyte does in a fresh container."""

import subprocess
import time

from executor import copilot

TIMEOUT = 60


def run(pod, command, more=()):
    """Runs an attempt with this command line to its end. `more` are further variables."""
    has_files = pod.container.data_config.enabled
    if has_files:
        copilot.fetch(pod)
    began = time.monotonic()
    # The program is looked for on the container's PATH, not on ours.
    ended = subprocess.run(
        ["/usr/bin/env", "--", *command], cwd=pod.cwd, env=pod.environment(more), check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=TIMEOUT,
    )
    seconds = time.monotonic() - began
    if has_files and ended.returncode == 0:
        copilot.collect(pod)
    return {
        "command": command,
        "exit": ended.returncode,
        "log": ended.stdout,
        "seconds": seconds,
        **pod.left(),
    }
