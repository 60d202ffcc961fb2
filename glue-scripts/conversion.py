"""The conversion of one dataset: what there is to do, and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, TypeVar

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

import batches
import catalogue
import flatfiles
import upkeep
from erasures import Erasure, Erasures, hashes_of, mark_done, read_erasures
from flatfiles import Flatfile
from incoming import (
    CORRUPT,
    latest_versions,
    new_open_keys,
    with_open_struct,
    without_identities,
)
from lake import Lake
from result import Figures, Leftovers
from staging import staged
from table import Merged, SchemaError, Table
from telemetry import log

MOST_ATTEMPTS = 4
CONFLICTS = (
    "ValidationException",
    "CommitFailedException",
    "the table has been concurrently modified",
)
"""Iceberg's words for work that another commit has overtaken: at its own commit, or as it reads."""

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Work:
    """What there is to do for a dataset."""

    lake: Lake
    is_sound: bool
    """Whether the table's entry in the catalogue points to its metadata."""
    erasures: Erasures
    interrupted: list[batches.Batch]
    first: list[Flatfile]
    """The new flatfiles of the first commit."""
    waiting: Iterator[list[Flatfile]]
    """Those of further commits."""
    accepts_any: bool
    """Whether the upkeep is requested, and may remove any orphan."""

    @property
    def is_some(self) -> bool:
        """Whether there is anything that needs Spark."""
        has_records = bool(self.first or self.interrupted)
        return has_records or bool(self.erasures.pending) or self.accepts_any or not self.is_sound


def find_work(glue: Any, lake: Lake, declared: catalogue.Catalogue, *, accepts_any: bool) -> Work:
    """Finds what there is to do, without Spark.

    :raises CatalogueError: if the entry belongs to another lake, or points to outdated metadata
    """
    is_sound = catalogue.is_sound(glue, lake, declared)
    erasures = read_erasures(lake)
    interrupted = batches.unfinished(lake)
    waiting = flatfiles.unreleased(lake)
    return Work(lake, is_sound, erasures, interrupted, next(waiting, []), waiting, accepts_any)


def now() -> datetime:
    """The time, which decides whether upkeep is due and which snapshots are old."""
    return datetime.now(UTC)


def ensure_table(
    spark: SparkSession, glue: Any, work: Work, declared: catalogue.Catalogue, *, is_current: bool
) -> Table:
    """Brings the table and its columns to what this release declares.

    :param is_current: whether the other entries of the catalogue are this release's
    :raises SchemaError: if a column of the table has another type than declared
    :raises CatalogueError: if the table cannot be put back into the catalogue
    """
    lake = work.lake
    table = Table(spark, lake)
    is_as_declared = is_current and work.is_sound
    is_new = not is_as_declared and catalogue.ensure_entry(glue, lake, declared)
    properties = declared.tables[lake.dataset.table].properties
    try:
        table.ensure(properties)
    except SchemaError:
        # Another service may have made the table, and may have changed the declared types.
        if table.has_history():
            raise
        catalogue.start_anew(glue, lake, declared)
        table.ensure(properties)
    upkeep.begin(table, now(), is_new=is_new)
    return table


def convert_dataset(table: Table, work: Work, figures: Figures) -> Leftovers:
    """Does the work, commit by commit, and returns what is left for somebody to look at.

    :param figures: to which those of this work are added, even if it fails
    """
    lake = work.lake
    left = Leftovers(work.erasures.unreadable)
    finished = _finish(lake, table, work.interrupted)
    figures.files_released += len(finished)
    for some in chain([work.first], work.waiting):
        new = [flatfile for flatfile in some if flatfile not in finished]
        damaged = _convert(lake, table, new, work.erasures.readable, figures)
        left.damaged_flatfiles += [flatfile.key for flatfile in damaged]
    _erase(lake, table, work.erasures.pending, figures, accepts_any=work.accepts_any)
    left.strange = _look_after(table, accepts_any=work.accepts_any)
    return left


def _look_after(table: Table, *, accepts_any: bool) -> upkeep.StrangeFiles | None:
    """Does the upkeep of the table if it is due or requested; returns the files it did not dare."""
    if not (accepts_any or upkeep.is_due(table, now())):
        return None
    try:
        log("Looked after the table", **upkeep.keep(table, now(), accepts_any=accepts_any))
    except upkeep.StrangeFiles as strange:
        return strange
    return None


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
    lake: Lake,
    table: Table,
    new: list[Flatfile],
    erasures: list[Erasure],
    figures: Figures,
) -> list[Flatfile]:
    """Merges and releases flatfiles; returns the damaged ones, which stay as they are."""
    if not new:
        return []
    spark = table.spark
    with staged(spark, lake, table.record_type(), new) as read:
        batch = batches.note(lake, read.whole)
        kept = read.rows.drop(CORRUPT)
        erased = 0
        if erasures:
            kept = without_identities(kept, lake.dataset, hashes_of(spark, erasures))
            erased = read.count - kept.count()
        merged = _unless_overtaken(lambda: _merge(table, batch, kept, read.days))
        figures.rows_read += read.count
        figures.rows_inserted += merged.inserted
        figures.rows_updated += merged.updated
        figures.rows_erased += erased
        figures.rows_ignored += read.count - erased - merged.inserted - merged.updated
        figures.files_released += flatfiles.release(lake, read.whole)
        figures.files_damaged += len(read.damaged)
        batches.forget(lake, batch)
    return read.damaged


def _merge(table: Table, batch: batches.Batch, rows: DataFrame, days: list[date]) -> Merged:
    dataset = table.dataset
    latest = latest_versions(rows, dataset)
    open_struct = dataset.open_struct
    if open_struct:
        known = table.open_fields(open_struct)
        fields = table.grow(open_struct, known, new_open_keys(rows, open_struct, known))
        rows = with_open_struct(rows, dataset, open_struct, fields)
    return table.merge(batch, rows, latest, days)


def _erase(
    lake: Lake,
    table: Table,
    pending: list[Erasure],
    figures: Figures,
    *,
    accepts_any: bool,
) -> None:
    """Deletes the rows of erased contacts from the table and its history, then marks it done.

    All erasures are carried out at once. A contact that two of them name counts for the first.
    """
    if not pending:
        return
    days = sorted({day for erasure in pending for day in erasure.days})
    removed = table.delete(hashes_of(table.spark, pending), days)
    figures.rows_erased += removed.total()
    upkeep.forget_history(table, now(), accepts_any=accepts_any)
    for erasure in pending:
        mark_done(lake, erasure, sum(removed.pop(value, 0) for value in set(erasure.hashes)))


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
