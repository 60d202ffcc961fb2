"""The records of a batch of flatfiles, read and kept at hand, without those that are damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

import flatfiles
from flatfiles import Flatfile
from incoming import CORRUPT, DAY, FILE, read_flatfiles, without_zones
from lake import Lake


@dataclass(frozen=True)
class Staged:
    """The records of whole flatfiles, and the flatfiles that are damaged."""

    rows: DataFrame
    count: int
    """How many records there are."""
    days: list[date]
    """The days of the records, in ascending order."""
    whole: list[Flatfile]
    damaged: list[Flatfile]


class CorruptLines(Exception):
    """Lines that are not records, have no day or occur twice, or that Spark has not read.

    :ivar files: the flatfiles with such lines
    """

    def __init__(self, files: set[Flatfile]) -> None:
        super().__init__()
        self.files = files


@contextmanager
def staged(
    spark: SparkSession, lake: Lake, columns: StructType, batch: list[Flatfile]
) -> Iterator[Staged]:
    """Reads flatfiles, leaving damaged ones out; the records are kept at hand within the context.

    :param columns: the columns of a record
    """
    damaged: set[Flatfile] = set()
    kept = None
    while kept is None:
        whole = [flatfile for flatfile in batch if flatfile not in damaged]
        try:
            kept = _kept(read_flatfiles(spark, lake, columns, whole), lake, whole)
        except (Py4JJavaError, PySparkException, CorruptLines) as error:
            found = _damaged(lake, whole, error)
            if not found:
                raise
            damaged |= found
    rows, counted = kept
    count = sum(file.lines for file in counted)
    days = sorted({day for file in counted for day in file.days})
    try:
        yield Staged(without_zones(rows, columns), count, days, whole, sorted(damaged))
    finally:
        rows.unpersist()


def _damaged(lake: Lake, whole: list[Flatfile], error: Exception) -> set[Flatfile]:
    if isinstance(error, CorruptLines):
        return error.files
    # Spark does not say which file it could not read, so all of them are looked through.
    return flatfiles.damaged(lake, whole)


def _kept(rows: DataFrame, lake: Lake, whole: list[Flatfile]) -> tuple[DataFrame, list[Row]]:
    """The records, in memory or on the workers' disks, and the `lines` and `days` of each flatfile.

    :param whole: the flatfiles from which the rows are read
    :raises CorruptLines: if a line is not a record, has no day, occurs twice, or has not been read
    """
    rows.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        lines = F.count("*").alias("lines")
        records = F.count_distinct(lake.dataset.source_offset)
        is_whole = (F.count_if(CORRUPT) == 0) & (F.least(records, F.count(DAY)) == F.count("*"))
        days = F.collect_set(DAY).alias("days")
        counted = rows.groupBy(FILE).agg(lines, days, is_whole.alias("is_whole")).collect()
        found = {unquote(file[FILE]): file.is_whole for file in counted}
        corrupt = {file for file in whole if not found.get(lake.uri(file.key), True)}
        without_lines = [file for file in whole if lake.uri(file.key) not in found]
        corrupt |= flatfiles.not_empty(lake, without_lines)
        if corrupt:
            raise CorruptLines(corrupt)
    except BaseException:
        rows.unpersist()
        raise
    return rows, counted
