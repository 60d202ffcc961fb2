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
    """Sends figures as CloudWatch metrics: `rows_read` is the metric RowsRead.

    A failure is logged and not raised, since the run's commits are made.
    """
    metrics = lake.dataset.metrics
    dimensions = [{"Name": metrics.dimension, "Value": lake.bucket}]
    data = [
        {
            "MetricName": name.title().replace("_", ""),
            "Dimensions": dimensions,
            "Value": value,
            "Unit": "Seconds" if name.endswith(SECONDS_SUFFIX) else "Count",
        }
        for name, value in figures.items()
    ]
    try:
        cloudwatch.put_metric_data(Namespace=metrics.namespace, MetricData=data)
    except (BotoCoreError, ClientError) as error:
        log("The metrics could not be sent", error=type(error).__name__)
