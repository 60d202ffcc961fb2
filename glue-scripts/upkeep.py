"""Keeping the table fast and small: compaction, expiry of snapshots, removal of orphans.

What lies among the table's files and is none of them is read by nobody, as Iceberg reads what its
snapshots name. Below the two folders that Iceberg writes to it is removed as an orphan; elsewhere
it is somebody's and stays, but for an erasure: it may be a copy of what is to be forgotten. Either
way the log names it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lake import Lake
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
KEPT_AT = "contact-lake.kept-at"
"""Property of the table: when it was last looked after."""


def is_due(table: Table, now: datetime) -> bool:
    """Whether it is a day since the table was last looked after."""
    last = table.properties().get(KEPT_AT)
    return last is None or now - datetime.fromisoformat(last) >= EVERY


def keep(table: Table, now: datetime) -> dict[str, int]:
    """Makes few files of many, and removes what no snapshot of the last days needs.

    :returns: how many files were rewritten, and how many removed
    """
    options = ", ".join(f"'{name}', '{value}'" for name, value in COMPACTION.items())
    compacted = _call(table, "rewrite_data_files", f"options => map({options})")
    _call(table, "rewrite_manifests", "use_caching => false")
    expired = _expire(table, now - HISTORY)
    orphans = sum(_remove_orphans(table, now - ORPHAN_AGE, folder) for folder in OWN_FOLDERS)
    strangers = _strangers(table.lake)
    if strangers:
        log("Objects beside the table's files were left alone", keys=strangers)
    table.spark.sql(
        f"ALTER TABLE {table.name} SET TBLPROPERTIES ('{KEPT_AT}' = '{now.isoformat()}')"
    )
    return {
        "files_compacted": compacted[0]["rewritten_data_files_count"] if compacted else 0,
        "files_expired": expired[0]["deleted_data_files_count"] if expired else 0,
        "orphans_removed": orphans,
    }


def forget_history(table: Table, now: datetime) -> None:
    """Removes every snapshot but the current one, and every file that is not part of it.

    Also young files, which cannot be another writer's, as runs do not overlap, and strangers.
    """
    _expire(table, now)
    _remove_orphans(table, now, "")


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


def _remove_orphans(table: Table, before: datetime, folder: str) -> int:
    """Removes files below a folder of the table's that no snapshot knows, and says how many.

    By Iceberg's action, of which PySpark knows nothing: its procedure refuses times of late.
    """
    iceberg = java(table.spark).org.apache.iceberg.spark
    session = table.spark._jsparkSession
    loaded = iceberg.Spark3Util.loadIcebergTable(session, table.name)
    removal = iceberg.actions.SparkActions.get(session).deleteOrphanFiles(loaded)
    below = removal.location(table.lake.uri(f"{table.dataset.prefixes.table}{folder}"))
    removed = list(below.olderThan(int(before.timestamp() * 1000)).execute().orphanFileLocations())
    if removed:
        log("Removed files that no snapshot knows", files=sorted(removed)[:MOST_NAMED])
    return len(removed)


def _call(table: Table, procedure: str, arguments: str) -> list[dict[str, int]]:
    called = table.spark.sql(
        f"CALL {CATALOGUE}.system.{procedure}(table => '{table.identifier}', {arguments})"
    )
    return [row.asDict() for row in called.collect()]


def _at(moment: datetime) -> str:
    """A moment, to the millisecond and no later, as the procedures take it."""
    return f"TIMESTAMP '{moment.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f')[:-3]}'"
