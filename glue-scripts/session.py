"""The Spark session: Iceberg's catalogue `lake`, times in UTC."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

CATALOGUE = "lake"


def open_session(warehouse: str) -> SparkSession:
    """The session, made if need be.

    What the cluster has set besides stays: endpoints, memory.

    :param warehouse: `s3://BUCKET/parquet`, where a table would be that had no place of its own
    """
    builder = SparkSession.builder
    for key, value in _settings(warehouse).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def java(spark: SparkSession) -> Any:
    """The Java classes beside Spark: for what of Iceberg has neither SQL nor Python."""
    return spark._jvm


def _settings(warehouse: str) -> dict[str, str]:
    catalogue = f"spark.sql.catalog.{CATALOGUE}"
    return {
        "spark.sql.session.timeZone": "UTC",
        # Spark's own catalogue would be Hive's, which asks Glue for the database `default`.
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.defaultCatalog": CATALOGUE,
        "spark.sql.extensions": (
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
        ),
        # The later of two keys counts, as in the laptop's engine.
        "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
        catalogue: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalogue}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalogue}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalogue}.warehouse": warehouse,
        # Each step sees what others have committed.
        f"{catalogue}.cache-enabled": "false",
    }
