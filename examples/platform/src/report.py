"""What the team deploys from Python: `flyte deploy --project ranking --domain production report.py env`."""

from datetime import datetime

import flyte

env = flyte.TaskEnvironment(
    name="report",
    image="ghcr.io/acme/report:1.4.0",
    secrets=[flyte.Secret(key="warehouse-password", as_env_var="WAREHOUSE_PASSWORD")],
)


@env.task
def main(at: datetime, region: str, tables: list[str] = ["orders"]) -> str:
    return f"{region}: {', '.join(tables)} at {at}"
