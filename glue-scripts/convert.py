"""Merges new flatfiles into the table: one row per contact, the latest version.

    convert.py --bucket BUCKET --database DATABASE --dataset_file KEY --catalogue_file KEY

A run takes the flatfiles that are not released, commits their latest versions to the Iceberg table
in one snapshot, and then releases them. It may be repeated, cut off anywhere, or overtaken by
another: the next run finds what is left to do, and nothing is lost or doubled.

Runs as a Glue 5.1 job, or on any Spark 3.5 with Iceberg 1.10 and boto3.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import unquote

import boto3
from py4j.protocol import Py4JJavaError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

import batches
import catalogue
import flatfiles
import upkeep
from description import parse_description
from erasures import Erasure, hashes_of, mark_done, read_erasures
from flatfiles import Flatfile
from incoming import (
    CORRUPT,
    FILE,
    latest_versions,
    new_open_keys,
    read_flatfiles,
    with_open_struct,
    without_identities,
)
from lake import Lake
from session import open_session
from table import Merged, SchemaError, Table
from telemetry import log, measure

MOST_ATTEMPTS = 4
CONFLICTS = ("ValidationException", "CommitFailedException")
"""Iceberg's words for a commit that another has overtaken."""

MOST_NAMED = 20
"""Keys that an error quotes; the log has them all."""

Outcome = TypeVar("Outcome")


class DamagedFlatfiles(Exception):
    """Flatfiles that hold something else than whole records."""


class UnreadableErasures(Exception):
    """Erasures of which nobody can say whom they ask to forget."""


class CorruptLines(Exception):
    """Lines that are no records, are there twice, or were passed over.

    :ivar files: the flatfiles that they are in
    """

    def __init__(self, files: set[Flatfile]) -> None:
        super().__init__()
        self.files = files


@dataclass
class Figures:
    """What a run did."""

    rows_read: int = 0
    rows_inserted: int = 0
    rows_updated: int = 0
    rows_ignored: int = 0
    rows_erased: int = 0
    files_released: int = 0
    files_damaged: int = 0
    duration_seconds: float = 0.0


def main(arguments: list[str]) -> None:
    """Runs the conversion.

    :raises UnreadableErasures: or DamagedFlatfiles, after all else is done
    :raises SchemaError: if the table is not the declared one
    :raises CatalogueError: if it cannot be put back into the catalogue
    :raises StrangeFiles: if another table's files seem to be among its own
    """
    began = time.monotonic()
    given = _given(arguments)
    lake = _lake_of(given)
    glue = boto3.client("glue")
    cloudwatch = boto3.client("cloudwatch")
    declared = catalogue.read_catalogue(lake, given.catalogue_file)
    is_as_declared = catalogue.is_as_declared(glue, lake, declared)
    erasures = read_erasures(lake)
    cut_off = batches.unfinished(lake)
    waiting = flatfiles.unreleased(lake)
    first = next(waiting, None)
    accepts_any = given.accept_orphans == "true"
    has_work = first or cut_off or erasures.pending or accepts_any
    if not has_work and is_as_declared:
        log("Nothing is new")
        _end(lake, cloudwatch, erasures.unreadable, [], None)
        return
    spark = open_session(lake.uri("parquet"))
    table = Table(spark, lake)
    _ensure(glue, lake, declared, table, is_as_declared=is_as_declared)
    figures = Figures()
    finished = _finish(lake, table, cut_off)
    figures.files_released += len(finished)
    damaged: list[Flatfile] = []
    for some in chain([first or []], waiting):
        new = [flatfile for flatfile in some if flatfile not in finished]
        damaged += _convert(spark, lake, table, new, erasures.readable, figures)
    _erase(spark, lake, table, erasures.pending, figures, accepts_any=accepts_any)
    strange = _look_after(table, accepts_any=accepts_any)
    figures.duration_seconds = round(time.monotonic() - began, 3)
    log("Converted", **asdict(figures))
    measure(lake, cloudwatch, asdict(figures))
    _end(lake, cloudwatch, erasures.unreadable, [flatfile.key for flatfile in damaged], strange)


def now() -> datetime:
    """The time, by which upkeep is due and history is forgotten."""
    return datetime.now(UTC)


def _ensure(
    glue: Any, lake: Lake, declared: catalogue.Catalogue, table: Table, *, is_as_declared: bool
) -> None:
    """Makes the table, its columns and then the views what this release declares."""
    is_new = not is_as_declared and catalogue.ensure_entry(glue, lake, declared)
    try:
        table.ensure()
    except SchemaError:
        # Another service may have made it, and read the declared types otherwise.
        if table.has_history():
            raise
        catalogue.start_anew(glue, lake, declared)
        table.ensure()
    upkeep.begin(table, now(), is_new=is_new)
    if not is_as_declared:
        catalogue.write_others(glue, lake, declared)


def _look_after(table: Table, *, accepts_any: bool) -> upkeep.StrangeFiles | None:
    """Looks after the table if it is due, or asked for; returns what was left alone in it."""
    if not (accepts_any or upkeep.is_due(table, now())):
        return None
    try:
        log("Looked after the table", **upkeep.keep(table, now(), accepts_any=accepts_any))
    except upkeep.StrangeFiles as strange:
        return strange
    return None


def _end(
    lake: Lake,
    cloudwatch: Any,
    unreadable: list[str],
    damaged: list[str],
    strange: upkeep.StrangeFiles | None,
) -> None:
    """Tells that the run has ended well.

    :raises UnreadableErasures: or DamagedFlatfiles, StrangeFiles, with the keys of what it has
        left: the alarm is to go off
    """
    _tell_of_what_stays(unreadable, damaged)
    if strange:
        raise strange
    measure(lake, cloudwatch, {"runs_succeeded": 1})


def _tell_of_what_stays(unreadable: list[str], damaged: list[str]) -> None:
    told = []
    if unreadable:
        log("Erasures cannot be read", keys=unreadable)
        told.append(
            f"Erasures cannot be read, so whom they name may be in the table: {_named(unreadable)}"
        )
    if damaged:
        log("Flatfiles are damaged", keys=damaged)
        told.append(f"Flatfiles are damaged and were left as they are: {_named(damaged)}")
    if told:
        raise (UnreadableErasures if unreadable else DamagedFlatfiles)("; ".join(told))


def _named(keys: list[str]) -> str:
    more = len(keys) - MOST_NAMED
    return ", ".join(keys[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("--bucket", "--database", "--dataset_file", "--catalogue_file"):
        parser.add_argument(name, required=True)
    # Of one run, once somebody has looked at the files (the runbook's article on failed runs).
    parser.add_argument("--accept_orphans", choices=("true", "false"), default="false")
    # Glue adds arguments of its own.
    given, _ = parser.parse_known_args(arguments)
    return given


def _lake_of(given: argparse.Namespace) -> Lake:
    s3 = boto3.client("s3")
    described = s3.get_object(Bucket=given.bucket, Key=given.dataset_file)["Body"].read()
    return Lake(given.bucket, given.database, parse_description(described), s3)


def _finish(lake: Lake, table: Table, cut_off: list[batches.Batch]) -> set[Flatfile]:
    """Releases what runs that were cut off had committed; the rest is new again."""
    if not cut_off:
        return set()
    committed = table.batch_names()
    finished: set[Flatfile] = set()
    for batch in cut_off:
        if batch.name in committed:
            flatfiles.release(lake, batch.flatfiles)
            finished.update(batch.flatfiles)
        log("Finished a run that was cut off", batch=batch.name, committed=batch.name in committed)
        batches.forget(lake, batch)
    return finished


def _convert(
    spark: SparkSession,
    lake: Lake,
    table: Table,
    new: list[Flatfile],
    asked: list[Erasure],
    figures: Figures,
) -> list[Flatfile]:
    """Merges and releases the flatfiles; returns those that are damaged, which stay."""
    if not new:
        return []
    with _staged(spark, lake, table, new) as (rows, count, damaged):
        taken = [flatfile for flatfile in new if flatfile not in damaged]
        batch = batches.note(lake, taken)
        kept = rows.drop(CORRUPT)
        erased = 0
        if asked:
            kept = without_identities(kept, lake.dataset, hashes_of(spark, asked))
            erased = count - kept.count()
        merged = _unless_overtaken(lambda: _merge(table, batch, kept))
        figures.rows_read += count
        figures.rows_inserted += merged.inserted
        figures.rows_updated += merged.updated
        figures.rows_erased += erased
        figures.rows_ignored += count - erased - merged.inserted - merged.updated
        figures.files_released += flatfiles.release(lake, taken)
        figures.files_damaged += len(damaged)
        batches.forget(lake, batch)
    return sorted(damaged)


@contextmanager
def _staged(
    spark: SparkSession, lake: Lake, table: Table, new: list[Flatfile]
) -> Iterator[tuple[DataFrame, int, set[Flatfile]]]:
    """The records of the flatfiles that are whole, how many, and the flatfiles that are not."""
    columns = table.record_type()
    damaged: set[Flatfile] = set()
    kept = None
    while kept is None:
        whole = [flatfile for flatfile in new if flatfile not in damaged]
        try:
            kept = _kept(read_flatfiles(spark, lake, columns, whole), lake, whole)
        except (Py4JJavaError, PySparkException, CorruptLines) as error:
            found = _damaged(lake, whole, error)
            if not found:
                raise
            damaged |= found
    rows, count = kept
    try:
        yield rows, count, damaged
    finally:
        rows.unpersist()


def _damaged(lake: Lake, whole: list[Flatfile], error: Exception) -> set[Flatfile]:
    if isinstance(error, CorruptLines):
        return error.files
    # Spark does not say which file it could not read.
    return flatfiles.damaged(lake, whole)


def _kept(rows: DataFrame, lake: Lake, whole: list[Flatfile]) -> tuple[DataFrame, int]:
    """The records, kept at hand, and how many.

    :param whole: the flatfiles that they are in
    :raises CorruptLines: if a line is no record, or is there twice, or has not been read
    """
    rows.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        lines = F.count("*").alias("lines")
        records = F.count_distinct(lake.dataset.source_offset)
        is_corrupt = (F.count_if(CORRUPT) > 0) | (records < F.count("*"))
        counted = rows.groupBy(FILE).agg(lines, is_corrupt.alias("is_corrupt")).collect()
        found = {unquote(file[FILE]): file.is_corrupt for file in counted}
        corrupt = {flatfile for flatfile in whole if found.get(lake.uri(flatfile.key))}
        without_lines = [file for file in whole if lake.uri(file.key) not in found]
        corrupt |= flatfiles.not_empty(lake, without_lines)
        if corrupt:
            raise CorruptLines(corrupt)
    except BaseException:
        rows.unpersist()
        raise
    return rows, sum(file.lines for file in counted)


def _merge(table: Table, batch: batches.Batch, rows: DataFrame) -> Merged:
    dataset = table.dataset
    fields = table.grow(new_open_keys(rows, dataset, table.open_fields()))
    latest = latest_versions(rows, dataset)
    return table.merge(batch, with_open_struct(rows, dataset, fields), latest)


def _erase(
    spark: SparkSession,
    lake: Lake,
    table: Table,
    pending: list[Erasure],
    figures: Figures,
    *,
    accepts_any: bool,
) -> None:
    """Takes rows out of the table and its history, and marks that it is done."""
    removed = {
        erasure.key: table.delete(hashes_of(spark, [erasure]), sorted(erasure.days))
        for erasure in pending
    }
    if pending:
        upkeep.forget_history(table, now(), accepts_any=accepts_any)
    for erasure in pending:
        mark_done(lake, erasure, removed[erasure.key])
        figures.rows_erased += removed[erasure.key]


def _unless_overtaken(work: Callable[[], Outcome]) -> Outcome:
    """Does the work, anew if another run has committed meanwhile."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            return work()
        except (Py4JJavaError, PySparkException) as error:
            if attempt == MOST_ATTEMPTS or not any(name in str(error) for name in CONFLICTS):
                raise
            log("Another run has committed first", attempt=attempt)
    raise AssertionError


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (
        catalogue.CatalogueError,
        DamagedFlatfiles,
        SchemaError,
        UnreadableErasures,
        upkeep.StrangeFiles,
    ) as error:
        sys.exit(str(error))
