"""Uses what a job uses of Spark and Iceberg, on a table in a folder: Java loads its classes."""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

CATALOGUE = "spark.sql.catalog.lake"
SETTINGS = {
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    CATALOGUE: "org.apache.iceberg.spark.SparkCatalog",
    f"{CATALOGUE}.type": "hadoop",
}
TABLE = "lake.classes.contacts"


def main(folder: str) -> None:
    """Makes the table and merges a file into it.

    :param folder: where they are to be
    """
    builder = SparkSession.builder.config(f"{CATALOGUE}.warehouse", folder)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sql(
        f"CREATE TABLE {TABLE} (id string, day date, attributes map<string, string>)"
        " USING iceberg PARTITIONED BY (day)"
    )
    spark.sql(f"INSERT INTO {TABLE} SELECT 'a', DATE '2024-01-01', map('key', 'value')")
    flatfiles = f"{folder}/flatfiles"
    spark.table(TABLE).write.parquet(flatfiles)
    spark.read.parquet(flatfiles).createOrReplaceTempView("flatfiles")
    spark.sql(
        f"MERGE INTO {TABLE} AS old USING"
        " (SELECT *, row_number() OVER (PARTITION BY id ORDER BY day) AS place FROM flatfiles)"
        " AS new"
        " ON old.id = new.id WHEN MATCHED THEN UPDATE SET day = new.day"
        " WHEN NOT MATCHED THEN INSERT (id, day, attributes) VALUES (id, day, attributes)"
    )
    spark.sql(f"SELECT id, count(*) FROM {TABLE} GROUP BY id").collect()
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
