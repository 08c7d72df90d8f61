"""A container task that says aloud what would be so anyway."""

from datetime import datetime

import flyte
from flyte.extras import ContainerTask


containers = flyte.TaskEnvironment.from_task(
    "containers",
    ContainerTask(
        name="containers.echo",
        image="ghcr.io/acme/app:1",
        command=["sh", "-c", "echo"],
        arguments=[],
        input_data_dir="/var/inputs",
        output_data_dir="/var/outputs",
        metadata_format="JSON",
        file_input_layout="DIRECT",
        inputs={"when": datetime},
        cache=flyte.Cache(behavior="auto", salt="", ignored_inputs=("when",)),
        retries=0,
        interruptible=False,
    ),
)
