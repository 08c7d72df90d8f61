"""Commands in containers."""

from datetime import datetime, timedelta

import flyte
from flyte.extras import ContainerTask
from flyte.io import File

IMAGE = "docker.io/library/alpine:3.20"

# Ends with the texts of its arguments, each with a bar behind it.
JOIN = 'printf "%s|" "$@" > /var/outputs/texts'

shell = flyte.TaskEnvironment.from_task(
    "shell",
    ContainerTask(
        name="shell.sort",
        image=IMAGE,
        command=["sort", "-r"],
        arguments=["-o", "/var/outputs/sorted", "/var/inputs/file"],
        inputs={"file": File},
        outputs={"sorted": File},
    ),
    ContainerTask(
        name="shell.count",
        image=IMAGE,
        command=["sh", "-c", "grep -c . /out-of/file/*.py | tr -d '\\n' > /into/lines"],
        inputs={"file": File},
        outputs={"lines": int},
        input_data_dir="/out-of",
        output_data_dir="/into",
        file_input_layout="NAMED_DIR",
    ),
    ContainerTask(
        name="shell.texts",
        image=IMAGE,
        command=["sh", "-c", JOIN, "sh"],
        arguments=[
            "{{.inputs.whole}}",
            "{{.inputs.number}}",
            "{{.inputs.truth}}",
            "{{.inputs.text}}",
            "{{.inputs.names}}",
            "{{.inputs.at}}",
            "{{.inputs.wait}}",
            "on {{.inputs.text}} at {{ .inputs.whole }}",
            "$HOME",
        ],
        inputs={
            "whole": int,
            "number": float,
            "truth": bool,
            "text": str,
            "names": list[str],
            "at": datetime,
            "wait": timedelta,
        },
        outputs={"texts": str},
    ),
    ContainerTask(
        name="shell.read",
        image=IMAGE,
        command=["sh", "-c", "cp /var/inputs/half /var/outputs/whole; printf true > /var/outputs/ok"],
        inputs={"half": float},
        outputs={"whole": float, "ok": bool},
    ),
    ContainerTask(name="shell.fails", image=IMAGE, command=["sh", "-c", "echo no; exit 3"]),
)
