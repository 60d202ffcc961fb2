"""Keeping the table fast and small: compaction, expiry of snapshots, removal of orphans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from session import CATALOGUE, java
from table import Table

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
    orphans = _remove_orphans(table, now - ORPHAN_AGE)
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

    Also of young files: they cannot be another writer's, as runs do not overlap.
    """
    _expire(table, now)
    _remove_orphans(table, now)


def _expire(table: Table, before: datetime) -> list[dict[str, int]]:
    """Removes snapshots but the current one, and the schemas that only they had."""
    which = f"older_than => {_at(before)}, retain_last => 1, clean_expired_metadata => true"
    return _call(table, "expire_snapshots", which)


def _remove_orphans(table: Table, before: datetime) -> int:
    """Removes files that no snapshot knows, and says how many.

    By Iceberg's action, of which PySpark knows nothing: its procedure refuses times of late.
    """
    iceberg = java(table.spark).org.apache.iceberg.spark
    session = table.spark._jsparkSession
    loaded = iceberg.Spark3Util.loadIcebergTable(session, table.name)
    removal = iceberg.actions.SparkActions.get(session).deleteOrphanFiles(loaded)
    removed = removal.olderThan(int(before.timestamp() * 1000)).execute().orphanFileLocations()
    return sum(1 for _ in removed)


def _call(table: Table, procedure: str, arguments: str) -> list[dict[str, int]]:
    called = table.spark.sql(
        f"CALL {CATALOGUE}.system.{procedure}(table => '{table.identifier}', {arguments})"
    )
    return [row.asDict() for row in called.collect()]


def _at(moment: datetime) -> str:
    """A moment, to the millisecond and no later, as the procedures take it."""
    return f"TIMESTAMP '{moment.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f')[:-3]}'"
