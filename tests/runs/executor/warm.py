"""Runs tasks in a warm container: the real executor of `unionai-reuse`, which keeps one process for
many tasks, with a stand-in for the bridge that hands them to it."""

import contextlib
import pathlib
import socket
import subprocess
import time

import frames
import pod

TIMEOUT = 60
# What the executor says of a process that has ended instead of answering.
NO_ANSWER = {"phase": None, "reason": None}


class Executor:
    """A process that waits for tasks; it ends with the block that it is used in."""

    def __init__(self, environment, cwd):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(TIMEOUT)
            address = "{}:{}".format(*listener.getsockname())
            self.log = pathlib.Path(cwd).parent / "executor.log"
            began = time.monotonic()
            with self.log.open("wb") as log:
                self.process = subprocess.Popen(
                    [pod.TOOLS / "unionai-actor-executor", "--executor-registration-addr", address,
                     "--id", "1", "--num-workers", "1"],
                    cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            try:
                # It is the executor that calls the bridge.
                self.connection, _ = listener.accept()
            except BaseException:
                self.end()
                raise
        self.connection.settimeout(TIMEOUT)
        self.start = time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.end()

    def end(self):
        self.process.kill()
        self.process.wait()

    def run(self, one, change=None):
        """Runs an attempt to its end, or to that of the executor."""
        command = one.command()
        if change:
            command = change(command)
        name = one.template.id
        told = {
            **one.identity(),
            "FLYTE_INTERNAL_TASK_PROJECT": name.project,
            "FLYTE_INTERNAL_TASK_DOMAIN": name.domain,
        }
        began = time.monotonic()
        answer = NO_ANSWER
        with contextlib.suppress(EOFError, ConnectionError):
            self.connection.sendall(frames.request(one.action, command, told))
            body = self._read(frames.length(self._read(4)))
            identifier, phase, reason = frames.answer(body)
            assert identifier == one.action, f"an answer about {identifier}"
            answer = {"phase": phase, "reason": reason}
        return {
            "command": command,
            **answer,
            "exit": self._ended() if answer is NO_ANSWER else None,
            "log": self.log.read_text(errors="replace"),
            "seconds": time.monotonic() - began,
            **one.left(),
        }

    def _ended(self):
        """With what the process ends, which has closed its connection."""
        return self.process.wait(TIMEOUT)

    def _read(self, count):
        read = b""
        while len(read) < count:
            more = self.connection.recv(count - len(read))
            if not more:
                raise EOFError
            read += more
        return read

