"""Merges new flatfiles into the table: one row per contact, the latest version.

    convert.py --bucket BUCKET --database DATABASE --dataset_file KEY --catalogue_file KEY

A run takes the flatfiles that are not released yet, commits their latest versions to the Iceberg
table in one snapshot, and then releases them. A run may be repeated, interrupted at any point, or
overtaken by another: the next run finds what is left to do, and nothing is lost or doubled.

Runs as a Glue 5.1 job, or on any Spark 3.5 with Iceberg 1.10 and boto3.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar

import boto3
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

import batches
import catalogue
import flatfiles
import result
import upkeep
from description import parse_description
from erasures import Erasure, hashes_of, mark_done, read_erasures
from flatfiles import Flatfile
from incoming import (
    CORRUPT,
    latest_versions,
    new_open_keys,
    with_open_struct,
    without_identities,
)
from lake import Lake
from result import DamagedFlatfiles, Figures, Leftovers, UnreadableErasures
from session import open_session
from staging import staged
from table import Merged, SchemaError, Table
from telemetry import log, measure

MOST_ATTEMPTS = 4
CONFLICTS = (
    "ValidationException",
    "CommitFailedException",
    "the table has been concurrently modified",
)
"""Iceberg's words for work that another commit has overtaken: at its own commit, or as it reads."""

Outcome = TypeVar("Outcome")


def main(arguments: list[str]) -> None:
    """Runs the conversion.

    :raises UnreadableErasures: or DamagedFlatfiles, after everything else is done
    :raises SchemaError: if a column of the table has another type than declared
    :raises CatalogueError: if the table cannot be put back into the catalogue
    :raises StrangeFiles: if files among the table's own may be another table's
    """
    began = time.monotonic()
    given = _given(arguments)
    lake = _lake_of(given)
    glue = boto3.client("glue")
    cloudwatch = boto3.client("cloudwatch")
    declared = catalogue.read_catalogue(lake, given.catalogue_file)
    is_as_declared = catalogue.is_as_declared(glue, lake, declared)
    erasures = read_erasures(lake)
    interrupted = batches.unfinished(lake)
    waiting = flatfiles.unreleased(lake)
    first = next(waiting, None)
    accepts_any = given.accept_orphans == "true"
    has_work = first or interrupted or erasures.pending or accepts_any
    left = Leftovers(erasures.unreadable)
    if not has_work and is_as_declared:
        # Without Spark, whose start is most of the cost of such a run.
        log("Nothing is new")
        result.end(lake, cloudwatch, left)
        return
    spark = open_session(lake.uri("parquet"))
    table = Table(spark, lake)
    _ensure(glue, lake, declared, table, is_as_declared=is_as_declared)
    figures = Figures()
    finished = _finish(lake, table, interrupted)
    figures.files_released += len(finished)
    for some in chain([first or []], waiting):
        new = [flatfile for flatfile in some if flatfile not in finished]
        damaged = _convert(spark, lake, table, new, erasures.readable, figures)
        left.damaged_flatfiles += [flatfile.key for flatfile in damaged]
    _erase(spark, lake, table, erasures.pending, figures, accepts_any=accepts_any)
    left.strange = _look_after(table, accepts_any=accepts_any)
    figures.duration_seconds = round(time.monotonic() - began, 3)
    log("Converted", **asdict(figures))
    measure(lake, cloudwatch, asdict(figures))
    result.end(lake, cloudwatch, left)


def now() -> datetime:
    """The time, which decides whether upkeep is due and which snapshots are old."""
    return datetime.now(UTC)


def _ensure(
    glue: Any, lake: Lake, declared: catalogue.Catalogue, table: Table, *, is_as_declared: bool
) -> None:
    """Brings the table, its columns and then the views to what this release declares."""
    is_new = not is_as_declared and catalogue.ensure_entry(glue, lake, declared)
    try:
        table.ensure()
    except SchemaError:
        # Another service may have made the table, and may have changed the declared types.
        if table.has_history():
            raise
        catalogue.start_anew(glue, lake, declared)
        table.ensure()
    upkeep.begin(table, now(), is_new=is_new)
    if not is_as_declared:
        catalogue.write_others(glue, lake, declared)


def _look_after(table: Table, *, accepts_any: bool) -> upkeep.StrangeFiles | None:
    """Does the upkeep of the table if it is due or requested; returns the files it did not dare."""
    if not (accepts_any or upkeep.is_due(table, now())):
        return None
    try:
        log("Looked after the table", **upkeep.keep(table, now(), accepts_any=accepts_any))
    except upkeep.StrangeFiles as strange:
        return strange
    return None


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("--bucket", "--database", "--dataset_file", "--catalogue_file"):
        parser.add_argument(name, required=True)
    # A person gives this to a single run, after looking at the files (the runbook's article on
    # failed runs).
    parser.add_argument("--accept_orphans", choices=("true", "false"), default="false")
    # Glue adds arguments of its own.
    given, _ = parser.parse_known_args(arguments)
    return given


def _lake_of(given: argparse.Namespace) -> Lake:
    s3 = boto3.client("s3")
    described = s3.get_object(Bucket=given.bucket, Key=given.dataset_file)["Body"].read()
    return Lake(given.bucket, given.database, parse_description(described), s3)


def _finish(lake: Lake, table: Table, interrupted: list[batches.Batch]) -> set[Flatfile]:
    """Releases the flatfiles that interrupted runs had committed; all others are new again."""
    if not interrupted:
        return set()
    committed = table.batch_names()
    finished: set[Flatfile] = set()
    for batch in interrupted:
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
    erasures: list[Erasure],
    figures: Figures,
) -> list[Flatfile]:
    """Merges and releases flatfiles; returns the damaged ones, which stay as they are."""
    if not new:
        return []
    with staged(spark, lake, table.record_type(), new) as read:
        batch = batches.note(lake, read.whole)
        kept = read.rows.drop(CORRUPT)
        erased = 0
        if erasures:
            kept = without_identities(kept, lake.dataset, hashes_of(spark, erasures))
            erased = read.count - kept.count()
        merged = _unless_overtaken(lambda: _merge(table, batch, kept))
        figures.rows_read += read.count
        figures.rows_inserted += merged.inserted
        figures.rows_updated += merged.updated
        figures.rows_erased += erased
        figures.rows_ignored += read.count - erased - merged.inserted - merged.updated
        figures.files_released += flatfiles.release(lake, read.whole)
        figures.files_damaged += len(read.damaged)
        batches.forget(lake, batch)
    return read.damaged


def _merge(table: Table, batch: batches.Batch, rows: DataFrame) -> Merged:
    dataset = table.dataset
    known = table.open_fields()
    fields = table.grow(known, new_open_keys(rows, dataset, known))
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
    """Deletes the rows of erased contacts from the table and its history, then marks it done."""
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
    """Does the work, and repeats it if another run has committed meanwhile."""
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
