"""Runs tasks in a warm container: the real executor of `unionai-reuse`, which keeps one process for
many tasks, with a stand-in for the bridge that hands them to it."""

import pathlib
import socket
import subprocess
import time

from executor import frames, pod

TIMEOUT = 60


class Executor:
    """A process that waits for tasks; it ends with the block that it is used in."""

    def __init__(self, first):
        """For the tasks of an environment, of which this is one."""
        self.log = pathlib.Path(first.folder) / "executor.log"
        # The number of tasks at a time, as the backend's plugin tells it to the container.
        most = int(first.template.custom["spec"]["parallelism"])
        with socket.create_server(("127.0.0.1", 0)) as listener, self.log.open("wb") as log:
            listener.settimeout(TIMEOUT)
            address = "{}:{}".format(*listener.getsockname())
            self.process = subprocess.Popen(
                [pod.TOOLS / "unionai-actor-executor", "--executor-registration-addr", address,
                 "--id", "1", "--num-workers", str(most)],
                cwd=first.cwd, env=first.settings(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)
            try:
                # It is the executor that calls the bridge.
                self.connection, _ = listener.accept()
            except BaseException:
                self.end()
                raise
        self.connection.settimeout(TIMEOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.end()

    def end(self):
        self.process.kill()
        self.process.wait()

    def run(self, attempts):
        """Runs attempts, which are pods with their command lines, at the same time. They end with
        their answers, or with the process, which then gives none."""
        began = time.monotonic()
        answers = {}
        try:
            for one, command in attempts:
                self.connection.sendall(frames.request(one.action, command, told(one)))
            for _ in attempts:
                identifier, *answer = frames.answer(self._read(frames.length(self._read(4))))
                answers[identifier] = (*answer, None, time.monotonic() - began)
        except (EOFError, ConnectionError):
            ended = (None, None, self.process.wait(TIMEOUT), time.monotonic() - began)
            answers = {one.action: answers.get(one.action, ended) for one, _ in attempts}
        names = ("phase", "reason", "exit", "seconds")
        return [
            dict(zip(names, answers[one.action])) | one.left() | {
                "command": command, "log": self.log.read_text(errors="replace")}
            for one, command in attempts
        ]

    def _read(self, count):
        read = b""
        while len(read) < count:
            more = self.connection.recv(count - len(read))
            if not more:
                raise EOFError
            read += more
        return read


def told(one):
    """The variables that come with a task. They are handed to it, and not set in the process."""
    name = one.template.id
    return {
        **one.identity(),
        "FLYTE_INTERNAL_TASK_PROJECT": name.project,
        "FLYTE_INTERNAL_TASK_DOMAIN": name.domain,
    }
