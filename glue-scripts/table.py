"""The Iceberg table: its growth, and the merge of a batch into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

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
from description import Dataset
from incoming import DAY, FILE, IDENTITY_HASH, identity_hash, precedence, struct_type
from lake import Lake
from session import CATALOGUE, java

BATCH_PROPERTY = "contact-lake.batch"
"""Of a snapshot: the name of the batch that it holds."""

PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    # Files are replaced, not annotated: what is asked far more often than written reads fastest so.
    "write.merge.mode": "copy-on-write",
    "write.update.mode": "copy-on-write",
    "write.delete.mode": "copy-on-write",
    # Of two runs at once, the one that would not have seen the other's rows fails and begins anew.
    "write.merge.isolation-level": "serializable",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "50",
    # A manifest goes on telling of files that are removed: it is not to quote what was in them.
    "write.metadata.metrics.default": "counts",
}

MOST_RANGES = 50
"""Of days, in one condition."""

ACTION = "_action"
SEEN = "_seen"
"""The columns of the table's row, in a struct, beside those of the batch's."""
UNSEEN = "_unseen"
"""How many of the batch's versions of a row the table has not seen."""


class Action(StrEnum):
    """What is to be done with a row of the batch."""

    INSERT = "insert"
    REPLACE = "replace"
    COMPARE = "compare"
    """It has the same source as the table's: what it holds decides."""
    SEE = "see"
    """It is not later than the table's, but tells of a version that was not seen."""


class SchemaError(Exception):
    """The table has a column of another type than is declared."""


@dataclass(frozen=True)
class Merged:
    """How many of a batch's rows the table did not have, and how many replace one that it has."""

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

    def ensure(self) -> None:
        """Makes what the table lacks: columns, partitions, order, properties.

        A newer package declares more columns, and older ones made it without partitions.

        :raises SchemaError: naming a column that has another type than is declared
        """
        self._add_declared_columns()
        self._lay_out()

    def has_history(self) -> bool:
        """Whether anything was ever committed to it."""
        return not self.spark.table(f"{self.name}.snapshots").isEmpty()

    def rows(self) -> DataFrame:
        """The table as it is now."""
        return self.spark.table(self.name)

    def record_type(self) -> StructType:
        """The columns of a record, as the table has them; the open struct a map, as it comes."""
        columns = self.rows().drop(self.dataset.versions_seen).schema
        open_name = self.dataset.open_struct.name
        return StructType(
            [
                StructField(field.name, MapType(StringType(), StringType()))
                if field.name == open_name
                else field
                for field in columns
            ]
        )

    def properties(self) -> dict[str, str]:
        """The table's properties, and its sort order as one of them."""
        return dict(self.spark.sql(f"SHOW TBLPROPERTIES {self.name}").collect())

    def set_properties(self, values: dict[str, str]) -> None:
        """Sets these, and leaves the others."""
        properties = ", ".join(f"'{key}' = '{value}'" for key, value in values.items())
        self.spark.sql(f"ALTER TABLE {self.name} SET TBLPROPERTIES ({properties})")

    def open_fields(self) -> list[str]:
        """The fields of the open struct."""
        struct = self.rows().schema[self.dataset.open_struct.name].dataType
        assert isinstance(struct, StructType)
        return struct.fieldNames()

    def grow(self, keys: list[str]) -> list[str]:
        """Makes fields of the open struct of as many new keys as it may have.

        :param keys: in the order in which they get a field
        :returns: the fields that it has now
        """
        open_struct = self.dataset.open_struct
        fields = self.open_fields()
        known = set(fields)
        room = open_struct.most_keys - len(known - {open_struct.no_key})
        new = [key for key in keys if key not in known][: max(0, room)]
        if new:
            added = ", ".join(f"`{open_struct.name}`.`{key}` string" for key in new)
            self.spark.sql(f"ALTER TABLE {self.name} ADD COLUMNS ({added})")
        return fields + new

    def merge(self, batch: Batch, rows: DataFrame, latest: DataFrame) -> Merged:
        """Brings the latest versions of a batch into the table, in one commit that bears its name.

        Only the days that the batch has rows of are read, and only files that change are written. A
        batch of which nothing is new changes nothing.

        :param rows: as `with_open_struct` makes them
        :param latest: as `latest_versions` makes it of them
        """
        days = sorted(row[DAY] for row in rows.select(DAY).distinct().collect())
        if not days:
            return Merged(0, 0)
        judged = self._judged(latest, days).persist()
        settled = judged
        try:
            if Action.COMPARE in _counted(judged):
                settled = self._settled(judged, rows, days).persist()
            counts = _counted(settled)
            if counts:
                self._merge_changes(batch, self._whole(rows, settled), days)
        finally:
            settled.unpersist()
            judged.unpersist()
        return Merged(counts.get(Action.INSERT, 0), counts.get(Action.REPLACE, 0))

    def batch_names(self) -> set[str]:
        """The names of the batches that the table's snapshots hold."""
        snapshots = self.spark.table(f"{self.name}.snapshots")
        named = snapshots.select(F.col("summary").getItem(BATCH_PROPERTY).alias("batch"))
        return {row.batch for row in named.where("batch IS NOT NULL").collect()}

    def delete(self, hashes: DataFrame, days: list[date]) -> int:
        """Deletes the rows of these days whose identity's hash is among `hashes`; says how many."""
        within = f"({self._within(days, '')}) AND {identity_hash(self.dataset)} IN"
        hashes.createOrReplaceTempView("erased")
        condition = f"{within} (SELECT {IDENTITY_HASH} FROM erased)"
        count = self.rows().where(condition).count() if days else 0
        if count:
            self.spark.sql(f"DELETE FROM {self.name} WHERE {condition}")
        return count

    def _add_declared_columns(self) -> None:
        declared = struct_type(self.spark, self.dataset.table_columns)
        missing = list(_missing(declared, self.rows().schema, ""))
        if missing:
            columns = ", ".join(f"{path} {kind.simpleString()}" for path, kind in missing)
            self.spark.sql(f"ALTER TABLE {self.name} ADD COLUMNS ({columns})")

    def _lay_out(self) -> None:
        described = self.spark.sql(f"DESCRIBE TABLE {self.name}").collect()
        if not any(row.col_name.startswith("Part ") for row in described):
            self.spark.sql(
                f"ALTER TABLE {self.name} ADD PARTITION FIELD days(`{self.dataset.day}`)"
            )
        found = self.properties()
        wanted = {key: value for key, value in PROPERTIES.items() if key != "format-version"}
        changed = {key: value for key, value in wanted.items() if found.get(key) != value}
        if changed:
            self.set_properties(changed)
        if "sort-order" not in found:
            self.spark.sql(f"ALTER TABLE {self.name} WRITE LOCALLY ORDERED BY `{self.dataset.day}`")

    def _judged(self, latest: DataFrame, days: list[date]) -> DataFrame:
        """What is to be done with each row (`ACTION`), if anything."""
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
        action = (
            F.when(F.col(SEEN).isNull(), Action.INSERT)
            .when(incoming > existing, Action.REPLACE)
            .when(incoming == existing, Action.COMPARE)
            .when(unseen > 0, Action.SEE)
        )
        return (
            joined.withColumn(ACTION, action)
            .where(f"{ACTION} IS NOT NULL")
            .withColumn(UNSEEN, unseen)
            .drop(SEEN)
        )

    def _settled(self, judged: DataFrame, rows: DataFrame, days: list[date]) -> DataFrame:
        """The same without `COMPARE`.

        A row of the same source as the table's replaces it if it was normalised otherwise.
        """
        key = [DAY, *self.dataset.identity]
        content = F.to_json(F.struct(*self.record_type().fieldNames()))
        compared = judged.where(F.col(ACTION) == Action.COMPARE)
        now = rows.select(*self._row_key(), content.alias("_now"))
        before = self._rows_of(days).select(*key, content.alias("_before"))
        action = F.when(F.expr("_now <> _before"), Action.REPLACE).when(
            F.col(UNSEEN) > 0, Action.SEE
        )
        settled = (
            compared.join(now, self._row_key())
            .join(before, key)
            .withColumn(ACTION, action)
            .where(f"{ACTION} IS NOT NULL")
            .drop("_now", "_before")
        )
        return judged.where(F.col(ACTION) != Action.COMPARE).unionByName(settled)

    def _rows_of(self, days: list[date]) -> DataFrame:
        rows = self.rows().where(self._within(days, ""))
        return rows.withColumn(DAY, F.to_date(self.dataset.day))

    def _whole(self, rows: DataFrame, judged: DataFrame) -> DataFrame:
        """The rows that are judged, with all their columns."""
        known = set(judged.columns) - set(self._row_key())
        return rows.drop(*known).join(judged, self._row_key())

    def _row_key(self) -> list[str]:
        return [FILE, self.dataset.source_offset]

    def _merge_changes(self, batch: Batch, changes: DataFrame, days: list[date]) -> None:
        dataset = self.dataset
        changes.createOrReplaceTempView("changes")
        same = " AND ".join(f"t.`{name}` = c.`{name}`" for name in dataset.identity)
        later = " > ".join(
            f"struct({', '.join(f'{side}.`{name}`' for name in precedence(dataset))})"
            for side in ("c", "t")
        )
        equal = later.replace(" > ", " = ")
        seen = f"`{dataset.versions_seen}`"
        columns = self.record_type().fieldNames()
        together = f"{seen} = array_sort(array_union(t.{seen}, c.{seen}))"
        assignments = ", ".join([*(f"`{name}` = c.`{name}`" for name in columns), together])
        names = [*(f"`{name}`" for name in columns), seen]
        # The table may have changed since the changes were found: what it has now decides.
        merge = (
            f"MERGE INTO {self.name} t USING changes c "
            f"ON ({self._within(days, 't.')}) AND {same} AND to_date(t.`{dataset.day}`) = c.{DAY} "
            f"WHEN MATCHED AND ({later} OR ({equal} AND c.{ACTION} = '{Action.REPLACE}')) "
            f"THEN UPDATE SET {assignments} "
            f"WHEN MATCHED AND size(array_except(c.{seen}, t.{seen})) > 0 "
            f"THEN UPDATE SET {together} "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) "
            f"VALUES ({', '.join(f'c.{name}' for name in names)})"
        )
        # A MERGE takes no write options; what is in the context becomes a property of the snapshot.
        context = java(self.spark).org.apache.iceberg.EnvironmentContext
        context.put(BATCH_PROPERTY, batch.name)
        try:
            self.spark.sql(merge)
        finally:
            context.remove(BATCH_PROPERTY)

    def _within(self, days: list[date], prefix: str) -> str:
        """A condition that rows of these days meet, as ranges: partitions are found by it.

        Rows of days between them may meet it too.
        """
        column = f"{prefix}`{self.dataset.day}`"
        return " OR ".join(
            f"({column} >= TIMESTAMP_NTZ '{first} 00:00:00'"
            f" AND {column} <= TIMESTAMP_NTZ '{last} 23:59:59.999999')"
            for first, last in ranges(days)
        )


def _counted(judged: DataFrame) -> dict[str, int]:
    return dict(judged.groupBy(ACTION).count().collect())


def ranges(days: list[date], most: int = MOST_RANGES) -> list[tuple[date, date]]:
    """Ranges, first and last day, that cover days given in their order.

    One for each run of days that follow one another; of more runs than `most`, those that are
    nearest to one another are one. What Spark makes of a condition grows with its square.
    """
    if not days:
        return []
    gaps = [(later - day).days for day, later in pairwise(days)]
    widest = sorted((gap for gap in gaps if gap > 1), reverse=True)
    closed = widest[most - 1] if len(widest) >= most else 1
    ends = [i for i, gap in enumerate(gaps, start=1) if gap > closed]
    return [(days[first], days[behind - 1]) for first, behind in pairwise([0, *ends, len(days)])]


def _missing(declared: DataType, actual: DataType, path: str) -> Iterator[tuple[str, DataType]]:
    """The fields, by path, that `actual` lacks; what it has beyond `declared` stays."""
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
