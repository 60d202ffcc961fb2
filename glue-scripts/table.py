"""The Iceberg table: its columns and layout, and the merge of a batch into it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    ArrayType,
    DataType,
    MapType,
    StringType,
    StructField,
    StructType,
)

from batches import Batch
from description import Dataset, OpenStruct
from incoming import DAY, FILE, IDENTITY_HASH, identity_hashes, precedence, struct_type
from lake import Lake
from session import CATALOGUE, java

BATCH_PROPERTY = "contact-lake.batch"
"""The property of a snapshot that names its batch."""

MOST_RANGES = 50
"""The most ranges of days in one condition."""

ACTION = "_action"
SEEN = "_seen"
"""The column with the present row of the table: its precedence and versions seen, as a struct."""
UNSEEN = "_unseen"
"""The column with the number of versions in the batch that the table has not seen."""


class Action(StrEnum):
    """What the merge does with a row of the batch."""

    INSERT = "insert"
    REPLACE = "replace"
    COMPARE = "compare"
    """Same source position as the present row: the contents must be compared."""
    ADD_VERSIONS = "add versions"
    """Not later than the present row, but with a version that the table has not seen."""


class SchemaError(Exception):
    """The table has a column with another type than declared."""


@dataclass(frozen=True)
class Merged:
    """How many rows of a batch were inserted, and how many have replaced a row of the table."""

    inserted: int
    updated: int


class Table:
    """The dataset's table in the catalogue."""

    def __init__(self, spark: SparkSession, lake: Lake) -> None:
        self.spark = spark
        self.lake = lake
        self.dataset: Dataset = lake.dataset
        self.identifier = f"{lake.database}.{lake.dataset.table}"
        self.name = f"{CATALOGUE}.`{lake.database}`.`{lake.dataset.table}`"

    def ensure(self, properties: dict[str, str]) -> None:
        """Adds what the table lacks: columns, partitions, sort order, properties.

        A newer release declares more columns. The oldest releases made tables without partitions.

        :param properties: those that this release declares
        :raises SchemaError: naming a column with another type than declared
        """
        loaded = self.loaded()
        self._add_declared_columns(loaded)
        self._lay_out(loaded, properties)

    def loaded(self) -> Any:
        """The table as Iceberg has it now, which takes a look into the catalogue and a file."""
        iceberg = java(self.spark).org.apache.iceberg.spark
        return iceberg.Spark3Util.loadIcebergTable(self.spark._jsparkSession, self.name)

    def has_history(self) -> bool:
        """Whether there has ever been a commit."""
        return not self.spark.table(f"{self.name}.snapshots").isEmpty()

    def rows(self) -> DataFrame:
        """The table as it is now."""
        return self.spark.table(self.name)

    def record_type(self) -> StructType:
        """The columns of a record, with the table's types; the open struct is a map."""
        columns = self.rows().drop(self.dataset.versions_seen).schema
        open_struct = self.dataset.open_struct
        open_name = open_struct.name if open_struct else None
        return StructType(
            [
                StructField(field.name, MapType(StringType(), StringType()))
                if field.name == open_name
                else field
                for field in columns
            ]
        )

    def property(self, name: str) -> str | None:
        """The value of a property; None if the table has no such property."""
        value: str | None = self.loaded().properties().get(name)
        return value

    def set_properties(self, values: dict[str, str]) -> None:
        """Sets these properties, and leaves all others."""
        update = self.loaded().updateProperties()
        for key, value in values.items():
            update.set(key, value)
        update.commit()

    def open_fields(self, open_struct: OpenStruct) -> list[str]:
        """The fields of the open struct."""
        struct = self.rows().schema[open_struct.name].dataType
        assert isinstance(struct, StructType)
        return struct.fieldNames()

    def grow(self, open_struct: OpenStruct, fields: list[str], keys: list[str]) -> list[str]:
        """Adds new keys as fields of the open struct, as many as there is room for.

        :param fields: the fields of the struct
        :param keys: the keys, in the order in which they get a field
        :returns: all fields of the struct
        """
        known = set(fields)
        room = open_struct.most_keys - len(known - {open_struct.no_key})
        new = [key for key in keys if key not in known][: max(0, room)]
        if new:
            added = ", ".join(f"`{open_struct.name}`.`{key}` string" for key in new)
            self.spark.sql(f"ALTER TABLE {self.name} ADD COLUMNS ({added})")
        return fields + new

    def merge(self, batch: Batch, rows: DataFrame, latest: DataFrame, days: list[date]) -> Merged:
        """Merges the latest versions of a batch, in one commit that bears the batch's name.

        Only the days of the batch are read, and only files that change are written. A batch without
        anything new makes no commit.

        :param rows: the records, their open struct from `with_open_struct`
        :param latest: the latest version of each contact and day, from `latest_versions`
        :param days: those of the records, in ascending order
        """
        if not days:
            return Merged(0, 0)
        planned = self._planned(latest, days).persist()
        settled = planned
        try:
            counts = _counted(planned)
            if Action.COMPARE in counts:
                settled = self._compared(planned, rows, days).persist()
                counts = _counted(settled)
            if counts:
                whole = self._whole(rows, settled)
                self._merge_changes(batch, whole, _record_columns(rows), days)
        finally:
            settled.unpersist()
            planned.unpersist()
        return Merged(counts.get(Action.INSERT, 0), counts.get(Action.REPLACE, 0))

    def batch_names(self) -> set[str]:
        """The names of all batches that were committed."""
        snapshots = self.spark.table(f"{self.name}.snapshots")
        named = snapshots.select(F.col("summary").getItem(BATCH_PROPERTY).alias("batch"))
        return {row.batch for row in named.where("batch IS NOT NULL").collect()}

    def delete(self, hashes: DataFrame, days: list[date]) -> Counter[str]:
        """Deletes the rows of these days of which a hash is in `hashes`; returns how many of each.

        :param days: in ascending order
        """
        hashes.createOrReplaceTempView("erased")
        counts: Counter[str] = Counter()
        for text in identity_hashes(self.dataset) if days else []:
            within = f"({self._within(days, '')}) AND {text} IN"
            condition = f"{within} (SELECT {IDENTITY_HASH} FROM erased)"
            found = self.rows().where(condition).groupBy(F.expr(text)).count().collect()
            if found:
                self.spark.sql(f"DELETE FROM {self.name} WHERE {condition}")
            counts.update(dict(found))
        return counts

    def _add_declared_columns(self, loaded: Any) -> None:
        declared = struct_type(self.spark, self.dataset.table_columns)
        spark_types = java(self.spark).org.apache.iceberg.spark.SparkSchemaUtil
        actual = StructType.fromJson(json.loads(spark_types.convert(loaded.schema()).json()))
        missing = list(_missing(declared, actual, ""))
        if missing:
            columns = ", ".join(f"{path} {kind.simpleString()}" for path, kind in missing)
            self.spark.sql(f"ALTER TABLE {self.name} ADD COLUMNS ({columns})")

    def _lay_out(self, loaded: Any, properties: dict[str, str]) -> None:
        if not loaded.spec().isPartitioned():
            self.spark.sql(
                f"ALTER TABLE {self.name} ADD PARTITION FIELD days(`{self.dataset.day}`)"
            )
        found = loaded.properties()
        changed = {key: value for key, value in properties.items() if found.get(key) != value}
        if changed:
            self.set_properties(changed)
        if not loaded.sortOrder().isSorted():
            self.spark.sql(f"ALTER TABLE {self.name} WRITE LOCALLY ORDERED BY `{self.dataset.day}`")

    def _planned(self, latest: DataFrame, days: list[date]) -> DataFrame:
        """The rows for which there is something to do, with their `ACTION`."""
        dataset = self.dataset
        order = precedence(dataset)
        known = F.struct(*order, dataset.versions_seen).alias(SEEN)
        joined = latest.join(
            self._rows_of(days).select(DAY, *dataset.identity, known),
            [DAY, *dataset.identity],
            "left",
        )
        incoming = F.struct(*order)
        existing = F.struct(*(F.col(f"{SEEN}.{name}").alias(name) for name in order))
        unseen = F.size(F.array_except(dataset.versions_seen, f"{SEEN}.{dataset.versions_seen}"))
        action = F.when(F.col(SEEN).isNull(), Action.INSERT)
        if dataset.is_immutable:
            action = action.when(incoming < existing, Action.REPLACE)
        else:
            action = action.when(incoming > existing, Action.REPLACE).when(
                incoming == existing, Action.COMPARE
            )
        action = action.when(unseen > 0, Action.ADD_VERSIONS)
        return (
            joined.withColumn(ACTION, action)
            .where(f"{ACTION} IS NOT NULL")
            .withColumn(UNSEEN, unseen)
            .drop(SEEN)
        )

    def _compared(self, planned: DataFrame, rows: DataFrame, days: list[date]) -> DataFrame:
        """Replaces the action `COMPARE` by the result of the comparison.

        A row from the same source position as the table's row replaces it if the contents differ,
        as after a new release of normalise.
        """
        key = [DAY, *self.dataset.identity]
        content = F.to_json(F.struct(*_record_columns(rows)))
        compared = planned.where(F.col(ACTION) == Action.COMPARE)
        now = rows.select(*self._row_key(), content.alias("_now"))
        before = self._rows_of(days).select(*key, content.alias("_before"))
        action = F.when(F.expr("_now <> _before"), Action.REPLACE).when(
            F.col(UNSEEN) > 0, Action.ADD_VERSIONS
        )
        settled = (
            compared.join(now, self._row_key())
            .join(before, key)
            .withColumn(ACTION, action)
            .where(f"{ACTION} IS NOT NULL")
            .drop("_now", "_before")
        )
        return planned.where(F.col(ACTION) != Action.COMPARE).unionByName(settled)

    def _rows_of(self, days: list[date]) -> DataFrame:
        rows = self.rows().where(self._within(days, ""))
        return rows.withColumn(DAY, F.to_date(self.dataset.day))

    def _whole(self, rows: DataFrame, planned: DataFrame) -> DataFrame:
        """The planned rows, with all their columns."""
        known = set(planned.columns) - set(self._row_key())
        return rows.drop(*known).join(planned, self._row_key())

    def _row_key(self) -> list[str]:
        return [FILE, self.dataset.source_offset]

    def _merge_changes(
        self, batch: Batch, changes: DataFrame, columns: list[str], days: list[date]
    ) -> None:
        dataset = self.dataset
        changes.createOrReplaceTempView("changes")
        same = " AND ".join(f"t.`{name}` = c.`{name}`" for name in dataset.identity)
        incoming, present = (
            f"struct({', '.join(f'{side}.`{name}`' for name in precedence(dataset))})"
            for side in ("c", "t")
        )
        wins = f"{incoming} {'<' if dataset.is_immutable else '>'} {present}"
        equal = f"{incoming} = {present}"
        seen = f"`{dataset.versions_seen}`"
        together = f"{seen} = array_sort(array_union(t.{seen}, c.{seen}))"
        assignments = ", ".join([*(f"`{name}` = c.`{name}`" for name in columns), together])
        names = [*(f"`{name}`" for name in columns), seen]
        # The table may have changed since the changes were found, so the MERGE checks again.
        merge = (
            f"MERGE INTO {self.name} t USING changes c "
            f"ON ({self._within(days, 't.')}) AND {same} AND to_date(t.`{dataset.day}`) = c.{DAY} "
            f"WHEN MATCHED AND ({wins} OR ({equal} AND c.{ACTION} = '{Action.REPLACE}')) "
            f"THEN UPDATE SET {assignments} "
            f"WHEN MATCHED AND size(array_except(c.{seen}, t.{seen})) > 0 "
            f"THEN UPDATE SET {together} "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) "
            f"VALUES ({', '.join(f'c.{name}' for name in names)})"
        )
        # A MERGE takes no write options. Iceberg adds the values of its context to the snapshot.
        context = java(self.spark).org.apache.iceberg.EnvironmentContext
        context.put(BATCH_PROPERTY, batch.name)
        try:
            self.spark.sql(merge)
        finally:
            context.remove(BATCH_PROPERTY)

    def _within(self, days: list[date], prefix: str) -> str:
        """A condition for the rows of these days, as ranges, by which Iceberg can skip partitions.

        Rows of days between the given ones may meet it too.
        """
        column = f"{prefix}`{self.dataset.day}`"
        return " OR ".join(
            f"({column} >= TIMESTAMP_NTZ '{first} 00:00:00'"
            f" AND {column} <= TIMESTAMP_NTZ '{last} 23:59:59.999999')"
            for first, last in ranges(days)
        )


def _record_columns(rows: DataFrame) -> list[str]:
    """The names of a record's columns, without those that say where it is from."""
    return [name for name in rows.columns if name not in (DAY, FILE)]


def _counted(planned: DataFrame) -> dict[str, int]:
    return dict(planned.groupBy(ACTION).count().collect())


def ranges(days: list[date], most: int = MOST_RANGES) -> list[tuple[date, date]]:
    """Ranges (first and last day) that together cover the given days.

    Each sequence of consecutive days is a range. If there are more than `most`, the nearest ones
    are joined, since Spark's time to plan a condition grows with the square of its ranges.

    :param days: in ascending order
    """
    if not days:
        return []
    gaps = [(later - day).days for day, later in pairwise(days)]
    widest = sorted((gap for gap in gaps if gap > 1), reverse=True)
    closed = widest[most - 1] if len(widest) >= most else 1
    ends = [i for i, gap in enumerate(gaps, start=1) if gap > closed]
    return [(days[first], days[behind - 1]) for first, behind in pairwise([0, *ends, len(days)])]


def _missing(declared: DataType, actual: DataType, path: str) -> Iterator[tuple[str, DataType]]:
    """The declared fields that `actual` lacks, by their paths; `actual` may have more fields."""
    if isinstance(declared, StructType) and isinstance(actual, StructType):
        found = {field.name: field.dataType for field in actual}
        for field in declared:
            inner = f"{path}.`{field.name}`" if path else f"`{field.name}`"
            if field.name not in found:
                yield inner, field.dataType
            else:
                yield from _missing(field.dataType, found[field.name], inner)
    elif isinstance(declared, ArrayType) and isinstance(actual, ArrayType):
        yield from _missing(declared.elementType, actual.elementType, f"{path}.element")
    elif isinstance(declared, MapType) and isinstance(actual, MapType):
        yield from _missing(declared.valueType, actual.valueType, f"{path}.value")
    elif declared != actual:
        raise SchemaError(
            f"The column {path} of the table is {actual.simpleString()}, "
            f"expected {declared.simpleString()}"
        )
