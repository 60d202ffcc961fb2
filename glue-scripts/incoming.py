"""Turns a batch of flatfiles into rows of the table: one version of each record and day."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from description import Column as DescribedColumn
from description import Dataset, OpenStruct
from flatfiles import Flatfile
from lake import Lake

DAY = "_day"
"""The column with the date of a row's partition."""
FILE = "_file"
"""The column with a row's flatfile. Flatfile and source offset together identify a row."""
IDENTITY_HASH = "_identity_hash"
CORRUPT = "_corrupt"
GLOB_CHARACTERS = frozenset("\\[]{}*?^-,")


def ddl(columns: Iterable[DescribedColumn]) -> str:
    """Columns in the form of a table's definition."""
    return ", ".join(f"`{column.name}` {column.type}" for column in columns)


def struct_type(spark: SparkSession, columns: Iterable[DescribedColumn]) -> StructType:
    """The type of a row with these columns."""
    return spark.createDataFrame([], ddl(columns)).schema


def read_flatfiles(
    spark: SparkSession, lake: Lake, columns: StructType, flatfiles: Iterable[Flatfile]
) -> DataFrame:
    """Reads the records of flatfiles; the column `CORRUPT` is true for a line that is not a record.

    No types are guessed, and no text of a corrupt line gets into a message.

    :param columns: the columns of a record; the open struct is a map
    :returns: the columns with a zone in their times, which `without_zones` drops
    """
    lines = (
        spark.read.schema(StructType([*_zoned(columns), StructField(CORRUPT, StringType())]))
        .option("columnNameOfCorruptRecord", CORRUPT)
        .json([lake.uri(_literally(flatfile.key)) for flatfile in flatfiles])
    )
    return lines.select(
        *columns.fieldNames(),
        F.col(CORRUPT).isNotNull().alias(CORRUPT),
        F.to_date(lake.dataset.day).alias(DAY),
        F.col("_metadata.file_path").alias(FILE),
    )


def without_zones(rows: DataFrame, columns: StructType) -> DataFrame:
    """The rows of `read_flatfiles` with the types of `columns`: their zone is UTC, and is dropped.

    It is a step of its own, so that rows are kept as they were read: to drop the zones before would
    copy whole rows once more. Each use of them drops the zones of the columns that it needs.
    """
    zoned = _zoned(columns)
    return rows.withColumns(
        {
            field.name: F.col(field.name).cast(field.dataType)
            for field, read in zip(columns, zoned, strict=True)
            if field != read
        }
    )


def latest_versions(rows: DataFrame, dataset: Dataset) -> DataFrame:
    """Finds the latest row of each contact and day, and all versions of the contact in the batch.

    The row with the greatest version is the latest; among equal versions, the one with the later
    source key and offset. Of an immutable record the first row in this order is found instead.
    Only these columns are sorted, as the others are many.

    :returns: `DAY`, identity, precedence, versions seen, and the row's `FILE`
    """
    contact = Window.partitionBy(DAY, *dataset.identity)
    order = [F.col(name) for name in [*precedence(dataset), FILE]]
    latest_first = contact.orderBy(*(order if dataset.is_immutable else [c.desc() for c in order]))
    versions = F.array_sort(F.collect_set(dataset.version).over(contact))
    return (
        rows.select(DAY, *dataset.identity, *precedence(dataset), FILE)
        .withColumn(dataset.versions_seen, versions)
        .withColumn("_place", F.row_number().over(latest_first))
        .where("_place = 1")
        .drop("_place")
    )


def precedence(dataset: Dataset) -> tuple[str, str, str]:
    """The columns that decide which of two versions is later, the most important first."""
    return (dataset.version, dataset.source_key, dataset.source_offset)


def new_open_keys(rows: DataFrame, open_struct: OpenStruct, known: list[str]) -> list[str]:
    """New keys of the open struct, at most as many as the struct can have fields.

    The keys are taken in the order of their names, so that the order of records has no influence.
    There may be any number of keys, so Spark sorts them and only the first ones are collected.

    :param rows: records, in which the open struct is still a map
    :param known: the fields that the struct has already
    """
    keys = rows.select(F.explode(F.map_keys(open_struct.name)).alias("key"))
    first = keys.where(~F.col("key").isin(known)).distinct().orderBy("key")
    return [row.key for row in first.limit(open_struct.most_keys).collect()]


def with_open_struct(
    rows: DataFrame, dataset: Dataset, open_struct: OpenStruct, fields: list[str]
) -> DataFrame:
    """Turns the open struct's map into a struct; keys without a field go into other_fields.

    The map is first reduced to the fields, as it may have any number of keys and is searched once
    for each field.
    """
    name = open_struct.name
    kept = F.map_filter(name, lambda key, _: key.isin(fields))
    others = _other_fields(dataset, open_struct, fields)
    split = rows.withColumns({name: kept, dataset.other_fields: others})
    struct = F.struct(*(F.col(name).getItem(field).alias(field) for field in fields))
    return split.withColumn(name, F.when(F.col(name).isNotNull(), struct))


def without_identities(rows: DataFrame, dataset: Dataset, hashes: DataFrame) -> DataFrame:
    """The rows without those of which a hash is in the column `IDENTITY_HASH` of `hashes`."""
    for text in identity_hashes(dataset):
        marked = rows.withColumn(IDENTITY_HASH, F.expr(text))
        rows = marked.join(F.broadcast(hashes), IDENTITY_HASH, "left_anti").drop(IDENTITY_HASH)
    return rows


def identity_hashes(dataset: Dataset) -> list[str]:
    """SQL for the hashes by any of which a row is erased: of the id of the contact that it is
    about, or else of its identity's values, with line breaks between them, and of the last alone.
    """
    values = ", ".join(f"`{name}`" for name in dataset.identity)
    identity = f"concat_ws('\\n', {values})"
    if dataset.contact:
        texts = [f"coalesce(nullif(`{dataset.contact}`, ''), {identity})"]
    else:
        texts = [identity, f"`{dataset.identity[-1]}`"]
    return [f"sha2({text}, 256)" for text in texts]


def _other_fields(dataset: Dataset, struct: OpenStruct, fields: list[str]) -> Column:
    """The other_fields with keys that have no field: `Attributes.<key>` → JSON, like normalise."""
    overflow = F.map_filter(struct.name, lambda key, _: ~key.isin(fields))
    moved = F.transform_values(
        F.transform_keys(overflow, lambda key, _: F.concat(F.lit(f"{struct.source_name}."), key)),
        lambda _, value: F.regexp_extract(F.to_json(F.array(value)), r"(?s)^\[(.*)\]$", 1),
    )
    others = F.coalesce(F.col(dataset.other_fields), F.create_map().cast("map<string,string>"))
    return F.when(F.size(overflow) > 0, F.map_concat(others, moved)).otherwise(
        F.col(dataset.other_fields)
    )


def _zoned(columns: StructType) -> StructType:
    """The columns as they are read, as only Spark's `timestamp` can read the final Z."""
    return StructType.fromJson(json.loads(columns.json().replace('"timestamp_ntz"', '"timestamp"')))


def _literally(key: str) -> str:
    """Escapes a key for Spark, which takes a path for a pattern."""
    return "".join(f"\\{char}" if char in GLOB_CHARACTERS else char for char in key)
