"""What a script needs to show the provider at work: its programs, a backend, a place for Terraform.

Whatever is started here ends with the script, also when it is interrupted.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parent.parent
FLYTE_PROJECT = "flytesnacks"
SECONDS_TO_STOP = 30


class Failed(Exception):
    """The script cannot go on; the text says why."""


@contextlib.contextmanager
def child(command, **options):
    """A process in a group of its own: Ctrl-C reaches this script only, which passes it on once."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        yield process
    finally:
        impatience = signal.signal(signal.SIGINT, signal.SIG_IGN)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        signal.signal(signal.SIGINT, impatience)


def run(command, accept=(0,), **options):
    with child(command, **options) as process:
        code = process.wait()
    if code not in accept:
        raise Failed(f"`{shlex.join(map(str, command))}` ended with {code}; see its message above")


def output_of(command, **options):
    with child(command, stdout=subprocess.PIPE, text=True, **options) as process:
        output = process.communicate()[0]
    if process.returncode != 0:
        raise Failed(f"`{shlex.join(map(str, command))}` ended with {process.returncode}")
    return output


def build():
    """Builds provider and backend; returns the paths of the two programs."""
    if not shutil.which("cargo"):
        raise Failed("`cargo` is not on the PATH; install Rust from https://rustup.rs")
    lines = output_of(["cargo", "build", "--locked", "--workspace", "--bins",
                       "--manifest-path", str(PROJECT / "Cargo.toml"),
                       "--message-format", "json-render-diagnostics"]).splitlines()
    programs = [message["executable"] for message in map(json.loads, lines)
                if message.get("executable")]
    by_name = {pathlib.Path(program).stem: program for program in programs}
    return by_name["terraform-provider-flyte"], by_name["flyte-mock"]


@contextlib.contextmanager
def backend(program):
    """Runs the mock backend; gives its address."""
    command = [program, "--listen", "127.0.0.1:0", "--project", FLYTE_PROJECT]
    with child(command, stdout=subprocess.PIPE, text=True) as process:
        first_line = process.stdout.readline()
        address = re.search(r"http://\S+", first_line)
        if not address:
            raise Failed(f"flyte-mock did not say where it listens, but: {first_line!r}")
        yield address.group()


def example(name, folder):
    """A copy of an example in this folder."""
    work = folder / name
    shutil.copytree(PROJECT / "examples" / name, work,
                    ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    return work


def settings(provider, folder):
    """A file of settings that lets Terraform install this provider; it is in this folder, too."""
    mirror = folder / "mirror"
    output_of([PROJECT / "scripts" / "install-provider", provider, mirror])
    file = folder / "terraform.rc"
    file.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(mirror))}\n"
        "  }\n}\n")
    return file


def variables(file, address):
    """Variables for a Terraform with these settings and this backend, and nothing of its user's."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("TF_", "FLYTE_"))}
    return kept | {
        "TF_CLI_CONFIG_FILE": str(file),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "FLYTE_ADMIN_ENDPOINT": address,
        "FLYTE_ADMIN_INSECURE": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def change(file, old, new):
    """Changes a part of a configuration, which must be there."""
    text = file.read_text()
    if old not in text:
        raise Failed(f"{file.name} has no `{old}` to change")
    file.write_text(text.replace(old, new))
