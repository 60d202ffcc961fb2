"""A batch of flatfiles as rows of the table: one a contact and day, the latest version."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from description import Column, Dataset
from flatfiles import Flatfile
from lake import Lake

DAY = "_day"
"""The date of a row's partition."""
FILE = "_file"
"""The flatfile that a row is in: with the source offset it tells the row from all others."""
IDENTITY_HASH = "_identity_hash"
CORRUPT = "_corrupt"
GLOB_CHARACTERS = frozenset("\\[]{}*?^-,")


def ddl(columns: Iterable[Column]) -> str:
    """Columns as a table's definition has them."""
    return ", ".join(f"`{column.name}` {column.type}" for column in columns)


def struct_type(spark: SparkSession, columns: Iterable[Column]) -> StructType:
    """Columns as the type of a row."""
    return spark.createDataFrame([], ddl(columns)).schema


def read_flatfiles(
    spark: SparkSession, lake: Lake, columns: StructType, flatfiles: Iterable[Flatfile]
) -> DataFrame:
    """The records of flatfiles, and `CORRUPT` where a line is no record.

    Nothing is inferred, and nothing of a line that is no record gets into a message.

    :param columns: what to read: those of the table, the open struct a map
    """
    # Only Spark's `timestamp` knows the Z at the end; a cast takes the zone away, which is UTC.
    zoned = StructType.fromJson(
        json.loads(columns.json().replace('"timestamp_ntz"', '"timestamp"'))
    )
    lines = (
        spark.read.schema(zoned.add(CORRUPT, "string"))
        .option("columnNameOfCorruptRecord", CORRUPT)
        .json([lake.uri(_literally(flatfile.key)) for flatfile in flatfiles])
    )
    return lines.select(
        *(F.col(field.name).cast(field.dataType).alias(field.name) for field in columns),
        F.col(CORRUPT).isNotNull().alias(CORRUPT),
        F.to_date(lake.dataset.day).alias(DAY),
        F.col("_metadata.file_path").alias(FILE),
    )


def latest_versions(rows: DataFrame, dataset: Dataset) -> DataFrame:
    """Which row is the latest of each contact and day, and all versions seen of it.

    The greatest version is the latest; ties go to the later source key and offset. Found among keys
    alone: of the other columns there are many.

    :returns: `DAY`, identity, precedence, versions seen, and the row's `FILE`
    """
    contact = Window.partitionBy(DAY, *dataset.identity)
    latest_first = contact.orderBy(*(F.col(name).desc() for name in [*precedence(dataset), FILE]))
    versions = F.array_sort(F.collect_set(dataset.version).over(contact))
    return (
        rows.select(DAY, *dataset.identity, *precedence(dataset), FILE)
        .withColumn(dataset.versions_seen, versions)
        .withColumn("_place", F.row_number().over(latest_first))
        .where("_place = 1")
        .drop("_place")
    )


def precedence(dataset: Dataset) -> tuple[str, str, str]:
    """The columns by which a version is later than another, in their order."""
    return (dataset.version, dataset.source_key, dataset.source_offset)


def new_open_keys(rows: DataFrame, dataset: Dataset, known: list[str]) -> list[str]:
    """The keys of the open struct, still a map, that are not known: as many as may become fields.

    The first by their names, so that the order in which records came decides nothing. Any number of
    names may come, so they are never all in one place.
    """
    keys = rows.select(F.explode(F.map_keys(dataset.open_struct.name)).alias("key"))
    first = keys.where(~F.col("key").isin(known)).distinct().orderBy("key")
    return [row.key for row in first.limit(dataset.open_struct.most_keys).collect()]


def with_open_struct(rows: DataFrame, dataset: Dataset, fields: list[str]) -> DataFrame:
    """The open struct's map as a struct of these fields; what has no field goes to other_fields.

    Of each map only the fields are looked through for each field: it may have any number of keys.
    """
    name = dataset.open_struct.name
    kept = F.map_filter(name, lambda key, _: key.isin(fields))
    split = _with_overflow(rows, dataset, fields).withColumn(name, kept)
    struct = F.struct(*(F.col(name).getItem(field).alias(field) for field in fields))
    return split.withColumn(name, F.when(F.col(name).isNotNull(), struct))


def without_identities(rows: DataFrame, dataset: Dataset, hashes: DataFrame) -> DataFrame:
    """The rows but for those whose identity's hash is among `hashes` (`IDENTITY_HASH`)."""
    marked = rows.withColumn(IDENTITY_HASH, F.expr(identity_hash(dataset)))
    return marked.join(F.broadcast(hashes), IDENTITY_HASH, "left_anti").drop(IDENTITY_HASH)


def identity_hash(dataset: Dataset) -> str:
    """The SQL that hashes a row's identity: its values, with line breaks between them."""
    values = ", ".join(f"`{name}`" for name in dataset.identity)
    return f"sha2(concat_ws('\\n', {values}), 256)"


def _with_overflow(rows: DataFrame, dataset: Dataset, fields: list[str]) -> DataFrame:
    """`Attributes.<key>` → JSON text, as normalise writes what finds no column."""
    struct = dataset.open_struct
    overflow = F.map_filter(struct.name, lambda key, _: ~key.isin(fields))
    moved = F.transform_values(
        F.transform_keys(overflow, lambda key, _: F.concat(F.lit(f"{struct.source_name}."), key)),
        lambda _, value: F.regexp_extract(F.to_json(F.array(value)), r"(?s)^\[(.*)\]$", 1),
    )
    others = F.coalesce(F.col(dataset.other_fields), F.create_map().cast("map<string,string>"))
    return rows.withColumn(
        dataset.other_fields,
        F.when(F.size(overflow) > 0, F.map_concat(others, moved)).otherwise(
            F.col(dataset.other_fields)
        ),
    )


def _literally(key: str) -> str:
    """The path that names just this key: a path is a pattern to Spark."""
    return "".join(f"\\{char}" if char in GLOB_CHARACTERS else char for char in key)
