"""Keeping the table fast and small: compaction, expiry of snapshots, removal of orphans.

What lies among the table's files and is none of them is read by nobody, as Iceberg reads what its
snapshots name. Below the two folders that Iceberg writes to it is removed as an orphan; elsewhere
it is somebody's and stays, but for an erasure: it may be a copy of what is to be forgotten. Either
way the log names it.
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
"""How long a snapshot can be gone back to."""
ORPHAN_AGE = timedelta(days=3)
"""No run is as long: a younger file may be one that is being written."""
TARGET_BYTES = 128 * 1024**2
COMPACTION = {
    "target-file-size-bytes": TARGET_BYTES,
    # A day of fewer small files than this is left as it is.
    "min-input-files": 5,
    # Any two small files make one of the target's size, so that days are not rewritten for ever.
    "min-file-size-bytes": TARGET_BYTES // 2,
}
OWN_FOLDERS = ("data/", "metadata/")
"""Where Iceberg writes, below the table's prefix."""
MOST_NAMED = 100
"""Removed files that a line of the log names: a run that was killed may leave thousands."""
FEW = 20
"""Files that may go as orphans, of however many: runs that were killed leave some."""
LARGEST_SHARE = 0.25
"""Of the files below the table's prefix: of more than the few above, no more may go."""
KEPT_AT = "contact-lake.kept-at"
"""Property of the table: when it was last looked after."""


class StrangeFiles(Exception):
    """Files that no snapshot knows, and that may be another table's: none was removed."""


def is_due(table: Table, now: datetime) -> bool:
    """Whether it is a day since the table was last looked after.

    A table that was never looked after is not due: it may have been made over another's files.
    """
    last = _last(table)
    return last is not None and now - datetime.fromisoformat(last) >= EVERY


def begin(table: Table, now: datetime, *, is_new: bool) -> None:
    """Counts a table as looked after that is new here, or never was: so that it is due in a day.

    Whoever finds the wrong table has that day to tell, before anything is removed.
    """
    if is_new or _last(table) is None:
        _note(table, now)


def keep(table: Table, now: datetime, *, accepts_any: bool) -> dict[str, int]:
    """Makes few files of many, and removes what no snapshot of the last days needs.

    :param accepts_any: whether to remove files that may be another table's
    :returns: how many files were rewritten, and how many removed
    :raises StrangeFiles: after all else is done
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

    Also young files, which cannot be another writer's, as runs do not overlap, and strangers.

    :param accepts_any: whether to remove files that may be another table's
    :raises StrangeFiles: if there are such and they are not to be removed
    """
    _expire(table, now)
    _remove_orphans(table, now, ("",), accepts_any)


def _last(table: Table) -> str | None:
    return table.properties().get(KEPT_AT)


def _note(table: Table, now: datetime) -> None:
    table.set_properties({KEPT_AT: now.isoformat()})


def _strangers(lake: Lake) -> list[str]:
    """Objects, and folders with a slash at their end, that are beside those of the table."""
    prefix = lake.dataset.prefixes.table
    found = lake.s3.list_objects_v2(Bucket=lake.bucket, Prefix=prefix, Delimiter="/")
    keys = {one["Key"] for one in found.get("Contents", [])}
    folders = {one["Prefix"] for one in found.get("CommonPrefixes", [])}
    return sorted((keys | folders) - {prefix, *(f"{prefix}{folder}" for folder in OWN_FOLDERS)})


def _expire(table: Table, before: datetime) -> list[dict[str, int]]:
    """Removes snapshots but the current one, and the schemas that only they had."""
    which = f"older_than => {_at(before)}, retain_last => 1, clean_expired_metadata => true"
    return _call(table, "expire_snapshots", which)


def _remove_orphans(
    table: Table, before: datetime, folders: tuple[str, ...], accepts_any: bool
) -> int:
    """Removes files below folders of the table's that no snapshot knows, and says how many.

    :raises StrangeFiles: if they may be another table's
    """
    found = [_orphans(table, before, folder, removes=False) for folder in folders]
    orphans = sorted(chain.from_iterable(found))
    if not orphans:
        return 0
    if not accepts_any:
        _judge(table, orphans)
    for folder in folders:
        _orphans(table, before, folder, removes=True)
    log("Removed files that no snapshot knows", files=orphans[:MOST_NAMED])
    return len(orphans)


def _orphans(table: Table, before: datetime, folder: str, *, removes: bool) -> list[str]:
    """The files below a folder that no snapshot knows.

    By Iceberg's action, of which PySpark knows nothing: its procedure refuses times of late.
    """
    jvm = java(table.spark)
    iceberg = jvm.org.apache.iceberg.spark
    session = table.spark._jsparkSession
    loaded = iceberg.Spark3Util.loadIcebergTable(session, table.name)
    removal = iceberg.actions.SparkActions.get(session).deleteOrphanFiles(loaded)
    below = removal.location(table.lake.uri(f"{table.dataset.prefixes.table}{folder}"))
    chosen = below.olderThan(int(before.timestamp() * 1000))
    if not removes:
        # Java's builder of streams takes what is to be deleted, and does nothing to it.
        chosen = chosen.deleteWith(jvm.java.util.stream.Stream.builder())
    return list(chosen.execute().orphanFileLocations())


def _judge(table: Table, orphans: list[str]) -> None:
    """Refuses to remove what may be another table's.

    :raises StrangeFiles: if there is metadata of another table, or more than a share would go
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
    """The key of metadata that has another table's uuid, or none that can be read."""
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
    """A moment, to the millisecond and no later, as the procedures take it."""
    return f"TIMESTAMP '{moment.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f')[:-3]}'"
