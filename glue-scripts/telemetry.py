"""Log lines in JSON, and metrics. They hold keys and counts, never the content of a record."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lake import Lake

SECONDS_SUFFIX = "_seconds"


def log(message: str, **facts: object) -> None:
    """Writes one line of JSON to standard output."""
    print(json.dumps({"message": message, **facts}), flush=True)


def measure(lake: Lake, cloudwatch: Any, figures: dict[str, float]) -> None:
    """Sends the figures of a run as CloudWatch metrics of the lake: `rows_read` is RowsRead.

    A failure is logged and not raised, since the run's commits are made.
    """
    _send(lake, cloudwatch, figures, {lake.dataset.metrics.dimension: lake.bucket})


def measure_dataset(lake: Lake, cloudwatch: Any, figures: dict[str, float]) -> None:
    """Sends the figures of one dataset: under its own dimension too, if it has one.

    The alarms compare metrics of the lake, which would hide that one dataset stands still if
    another were counted with it.
    """
    metrics = lake.dataset.metrics
    dimensions = {metrics.dimension: lake.bucket}
    if metrics.dataset_dimension:
        dimensions[metrics.dataset_dimension] = lake.dataset.table
    _send(lake, cloudwatch, figures, dimensions)


def _send(
    lake: Lake, cloudwatch: Any, figures: dict[str, float], dimensions: dict[str, str]
) -> None:
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    data = [
        {
            "MetricName": name.title().replace("_", ""),
            "Dimensions": named,
            "Value": value,
            "Unit": "Seconds" if name.endswith(SECONDS_SUFFIX) else "Count",
        }
        for name, value in figures.items()
    ]
    try:
        cloudwatch.put_metric_data(Namespace=lake.dataset.metrics.namespace, MetricData=data)
    except (BotoCoreError, ClientError) as error:
        log("The metrics could not be sent", error=type(error).__name__)
