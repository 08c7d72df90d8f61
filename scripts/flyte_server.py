"""A Flyte server to run a script against: that of a command, or one that runs already.

FLYTE_SERVER is a command that prints the endpoint of the server that it starts, and ends when its
standard input does; TF_ACC_FLYTE_ENDPOINT is a server that runs already.
"""

import contextlib
import os
import shlex
import subprocess
import sys

SECONDS_TO_STOP = 60


def running(program):
    """The endpoint of the server that runs already, if there is one; else there is a command."""
    endpoint = os.environ.get("TF_ACC_FLYTE_ENDPOINT")
    if not endpoint and not command():
        sys.exit(f"{program}: set FLYTE_SERVER to a command that starts a Flyte server and "
                 "prints its endpoint, or TF_ACC_FLYTE_ENDPOINT to the endpoint of one that runs")
    return endpoint


def command():
    return shlex.split(os.environ.get("FLYTE_SERVER", ""))


@contextlib.contextmanager
def started(program):
    """The endpoint of a server that the command starts, and that is stopped in the end."""
    name, *_ = words = command()
    try:
        server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    except OSError as error:
        sys.exit(f"{program}: `{name}` does not start: {error.strerror}")
    try:
        endpoint = server.stdout.readline().strip()
        if not endpoint:
            sys.exit(f"{program}: `{name}` printed no endpoint; see above")
        yield endpoint
    finally:
        server.stdin.close()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
