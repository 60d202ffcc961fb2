"""The Spark session: Iceberg's catalogue `lake`, times in UTC."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

CATALOGUE = "lake"


def open_session(warehouse: str) -> SparkSession:
    """The Spark session, which is started if there is none.

    Other settings of the cluster, such as endpoints and memory, stay as they are.

    :param warehouse: `s3://BUCKET/parquet`, the place of tables that name no place of their own
    """
    builder = SparkSession.builder
    for key, value in _settings(warehouse).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def java(spark: SparkSession) -> Any:
    """The Java classes beside Spark, for functions of Iceberg that SQL and Python lack."""
    return spark._jvm


def _settings(warehouse: str) -> dict[str, str]:
    catalogue = f"spark.sql.catalog.{CATALOGUE}"
    return {
        "spark.sql.session.timeZone": "UTC",
        # Spark's default would be Hive's catalogue, which looks for the database `default` in Glue.
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.defaultCatalog": CATALOGUE,
        "spark.sql.extensions": (
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
        ),
        # The later of two equal keys in a map counts, as in the laptop's engine.
        "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
        # Kept rows are compressed as blocks. To compress their columns before that takes time, and
        # saves no memory.
        "spark.sql.inMemoryColumnarStorage.compressed": "false",
        # Flatfiles are looked up in tasks. By default each has a task of its own, which takes
        # longer to start than to look up a flatfile.
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "64",
        catalogue: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalogue}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalogue}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalogue}.warehouse": warehouse,
        # Without a cache, each step sees the commits of others.
        f"{catalogue}.cache-enabled": "false",
    }
