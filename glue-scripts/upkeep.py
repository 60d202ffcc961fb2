"""Upkeep of the table: compaction, expiry of snapshots, removal of orphans.

An orphan is a file among the table's own that no snapshot names, so that nobody reads it. In the
two folders to which Iceberg writes, orphans are removed. A file elsewhere below the table's prefix
belongs to somebody and stays. An erasure removes both, as any of them may be a copy of an erased
record. The log names these files in either case.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from catalogue import metadata_keys
from lake import Lake, keys_below, read_as
from session import CATALOGUE, java
from table import Table
from telemetry import log

EVERY = timedelta(days=1)
HISTORY = timedelta(days=5)
"""How long old snapshots stay, so that somebody can go back to them."""
ORPHAN_AGE = timedelta(days=3)
"""Longer than any run, as a younger file may be one that a run is just writing."""
TARGET_BYTES = 128 * 1024**2
COMPACTION = {
    "target-file-size-bytes": TARGET_BYTES,
    # A day with fewer small files than this is left as it is.
    "min-input-files": 5,
    # Two files of this size make one of the target size, so that no day is rewritten for ever.
    "min-file-size-bytes": TARGET_BYTES // 2,
}
OWN_FOLDERS = ("data/", "metadata/")
"""The folders below the table's prefix to which Iceberg writes."""
MOST_NAMED = 100
"""How many removed files a log line names; a run that was killed may leave thousands."""
FEW = 20
"""So many orphans may always be removed, since runs that were killed leave some."""
LARGEST_SHARE = 0.25
"""The share of the files below the table's prefix that may be removed as orphans."""
KEPT_AT = "contact-lake.kept-at"
"""The table's property with the time of the last upkeep."""


class StrangeFiles(Exception):
    """Files that no snapshot names and that may be another table's, so that none was removed."""


def is_due(table: Table, now: datetime) -> bool:
    """Whether the last upkeep was a day ago.

    A table without any upkeep is not due, as it may have been made over another table's files.
    """
    last = table.property(KEPT_AT)
    return last is not None and now - datetime.fromisoformat(last) >= EVERY


def begin(table: Table, now: datetime, *, is_new: bool) -> None:
    """Sets the time of the last upkeep for a table that is new here, so that it is due in a day.

    If the entry points to a wrong table, people have that day to notice, before files are removed.
    """
    if is_new or table.property(KEPT_AT) is None:
        _note(table, now)


def keep(table: Table, now: datetime, *, accepts_any: bool) -> dict[str, int]:
    """Merges small files, and removes files that no snapshot of the last days needs.

    :param accepts_any: whether to remove files even if they may be another table's
    :returns: how many files were rewritten, and how many removed
    :raises StrangeFiles: after everything else is done
    """
    options = ", ".join(f"'{name}', '{value}'" for name, value in COMPACTION.items())
    compacted = _call(table, "rewrite_data_files", f"options => map({options})")
    _call(table, "rewrite_manifests", "use_caching => false")
    expired = _expire(table, now - HISTORY)
    strangers = _strangers(table.lake)
    if strangers:
        log("Objects beside the table's files were left alone", keys=strangers)
    _note(table, now)
    return {
        "files_compacted": compacted[0]["rewritten_data_files_count"] if compacted else 0,
        "files_expired": expired[0]["deleted_data_files_count"] if expired else 0,
        "orphans_removed": _remove_orphans(table, now - ORPHAN_AGE, OWN_FOLDERS, accepts_any),
    }


def forget_history(table: Table, now: datetime, *, accepts_any: bool) -> None:
    """Removes every snapshot but the current one, and every file that is not part of it.

    This includes files outside of Iceberg's folders, and young ones: no other run can be writing
    them, as runs do not overlap.

    :param accepts_any: whether to remove files even if they may be another table's
    :raises StrangeFiles: if there are such files and they may not be removed
    """
    _expire(table, now)
    _remove_orphans(table, now, ("",), accepts_any)


def _note(table: Table, now: datetime) -> None:
    table.set_properties({KEPT_AT: now.isoformat()})


def _strangers(lake: Lake) -> list[str]:
    """Objects and folders below the table's prefix that are not Iceberg's."""
    prefix = lake.dataset.prefixes.table
    found = lake.s3.list_objects_v2(Bucket=lake.bucket, Prefix=prefix, Delimiter="/")
    keys = {one["Key"] for one in found.get("Contents", [])}
    folders = {one["Prefix"] for one in found.get("CommonPrefixes", [])}
    return sorted((keys | folders) - {prefix, *(f"{prefix}{folder}" for folder in OWN_FOLDERS)})


def _expire(table: Table, before: datetime) -> list[dict[str, int]]:
    """Removes old snapshots except the current one, and the schemas that only they had."""
    which = f"older_than => {_at(before)}, retain_last => 1, clean_expired_metadata => true"
    return _call(table, "expire_snapshots", which)


def _remove_orphans(
    table: Table, before: datetime, folders: tuple[str, ...], accepts_any: bool
) -> int:
    """Removes files below folders of the table that no snapshot names, and returns how many.

    :raises StrangeFiles: if they may be another table's
    """
    found = [_orphans(table, before, folder, removes=False) for folder in folders]
    orphans = sorted(chain.from_iterable(found))
    if not orphans:
        return 0
    if not accepts_any:
        _refuse_strange(table, orphans)
    for folder in folders:
        _orphans(table, before, folder, removes=True)
    log("Removed files that no snapshot knows", files=orphans[:MOST_NAMED])
    return len(orphans)


def _orphans(table: Table, before: datetime, folder: str, *, removes: bool) -> list[str]:
    """The files below a folder that no snapshot names.

    This calls Iceberg's Java action, since the SQL procedure refuses recent times.
    """
    jvm = java(table.spark)
    actions = jvm.org.apache.iceberg.spark.actions.SparkActions.get(table.spark._jsparkSession)
    removal = actions.deleteOrphanFiles(table.loaded())
    below = removal.location(table.lake.uri(f"{table.dataset.prefixes.table}{folder}"))
    chosen = below.olderThan(int(before.timestamp() * 1000))
    if not removes:
        # The action hands files to this consumer: a builder of Java streams, which only keeps them.
        chosen = chosen.deleteWith(jvm.java.util.stream.Stream.builder())
    return list(chosen.execute().orphanFileLocations())


def _refuse_strange(table: Table, orphans: list[str]) -> None:
    """Refuses to remove files that may be another table's.

    :raises StrangeFiles: if there is metadata of another table, or too large a share would go
    """
    lake = table.lake
    where = lake.uri(lake.dataset.prefixes.table)
    other = _metadata_of_another(table)
    if other:
        raise StrangeFiles(
            f"Files below {where} were not removed, as there is metadata of another table: {other}"
        )
    files = sum(1 for _ in keys_below(lake, lake.dataset.prefixes.table))
    if len(orphans) > max(FEW, files * LARGEST_SHARE):
        raise StrangeFiles(
            f"Files below {where} were not removed: no snapshot knows {len(orphans)} of {files}, "
            f"expected at most {FEW} or {LARGEST_SHARE:.0%}"
        )


def _metadata_of_another(table: Table) -> str | None:
    """The key of metadata with another table's uuid, or with no readable one; None if none."""
    lake = table.lake
    known = {row.file for row in table.spark.table(f"{table.name}.metadata_log_entries").collect()}
    own = read_as(lake, lake.key(max(known)), _uuid)
    for key in metadata_keys(lake):
        if lake.uri(key) not in known and read_as(lake, key, _uuid) != own:
            return key
    return None


def _uuid(metadata: Any) -> str:
    return str(metadata["table-uuid"])


def _call(table: Table, procedure: str, arguments: str) -> list[dict[str, int]]:
    called = table.spark.sql(
        f"CALL {CATALOGUE}.system.{procedure}(table => '{table.identifier}', {arguments})"
    )
    return [row.asDict() for row in called.collect()]


def _at(moment: datetime) -> str:
    """A time for a procedure, rounded down to the millisecond."""
    return f"TIMESTAMP '{moment.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f')[:-3]}'"
