"""The Glue catalogue: the entries of Iceberg tables, which point to the data, and all others.

The entry of an Iceberg table has two parameters: its type, and the place of its newest metadata
file. Without them the data is still there, but nobody can query it. They get lost when the entry is
dropped or replaced: by hand, or by an update of a stack whose template still contains the table.
Since every metadata file describes the whole table, the newest one below the table's prefix is
enough to repair the entry.

The declaration is in a file beside the scripts, which the provisioning function writes
(`functions/provision/declared-catalogue.ts`).
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lake import Lake, keys_below, read_as, write_json
from telemetry import log

Input = dict[str, Any]
"""A `TableInput` of the Glue API."""

TABLE_TYPE = "table_type"
ICEBERG = "ICEBERG"
METADATA_LOCATION = "metadata_location"
FIRST_METADATA = "00000"
METADATA_NAME = re.compile(r"(\d+)-[^/]*\.metadata\.json")
"""`00012-3f….metadata.json`: the number grows by one with each commit."""


class CatalogueError(Exception):
    """The table's metadata cannot be put back into the catalogue."""


@dataclass(frozen=True)
class DeclaredTable:
    """The declared entry of an Iceberg table."""

    entry: Input
    metadata: dict[str, Any]
    """Iceberg's metadata of an empty table, without uuid and time."""

    @property
    def properties(self) -> dict[str, str]:
        """The table's properties."""
        found: dict[str, str] = self.metadata["properties"]
        return found


@dataclass(frozen=True)
class Catalogue:
    """The declared content of the catalogue."""

    database: Input
    tables: dict[str, DeclaredTable]
    """The Iceberg tables by their names, one of each dataset."""
    growing: tuple[Input, ...]
    """Tables to which a crawler adds columns: created, but never overwritten."""
    others: tuple[Input, ...]
    """Tables over JSON and CSV, then the views, which read all tables."""


@dataclass(frozen=True)
class Metadata:
    """The members by which metadata files are compared."""

    uuid: str
    location: str
    updated_ms: int


REQUIRED = (
    "format-version",
    "last-sequence-number",
    "last-column-id",
    "schemas",
    "current-schema-id",
    "partition-specs",
    "default-spec-id",
    "sort-orders",
)
"""Members without which metadata cannot be read (Iceberg table specification, version 2)."""


def read_catalogue(lake: Lake, key: str) -> Catalogue:
    """Reads the declaration of this release."""
    facts = json.loads(lake.s3.get_object(Bucket=lake.bucket, Key=key)["Body"].read())
    others = (*facts["json_tables"], *facts["csv_tables"], *facts["views"])
    growing = tuple(facts["growing"])
    tables = {table["entry"]["Name"]: DeclaredTable(**table) for table in facts["tables"]}
    return Catalogue(facts["database"], tables, growing, others)


def are_others_declared(glue: Any, lake: Lake, declared: Catalogue) -> bool:
    """Whether all entries but those of Iceberg tables are up to date.

    The views are written last and name the release. So if they are up to date, the tables have all
    columns of the release, too.
    """
    return not _changed(glue, lake, declared)


def ensure_entry(glue: Any, lake: Lake, declared: Catalogue) -> bool:
    """Makes sure that the table has an entry, which points to its newest metadata or to new one.

    :returns: whether the entry had to be written
    :raises CatalogueError: if it is not clear which metadata is the newest of this table
    """
    if is_sound(glue, lake, declared):
        return False
    _ensure_database(glue, lake, declared)
    newest = _newest_metadata(lake) or _write_first(lake, declared)
    _point_to(glue, lake, declared, newest)
    log("The table's entry in the catalogue was put back", metadata=newest)
    return True


def start_anew(glue: Any, lake: Lake, declared: Catalogue) -> None:
    """Replaces a table that never had a row by an empty table with the declared columns."""
    for key in metadata_keys(lake):
        lake.s3.delete_object(Bucket=lake.bucket, Key=key)
    _point_to(glue, lake, declared, _write_first(lake, declared))


def _point_to(glue: Any, lake: Lake, declared: Catalogue, key: str) -> None:
    """Creates or updates the table's entry."""
    pointer = {TABLE_TYPE: ICEBERG, METADATA_LOCATION: lake.uri(key)}
    _put(glue, lake, {**_declared(lake, declared).entry, "Parameters": pointer})


def write_others(glue: Any, lake: Lake, declared: Catalogue) -> None:
    """Writes the entries that are not up to date. The tables must have their columns by then."""
    changed = _changed(glue, lake, declared)
    for other in changed:
        _put(glue, lake, other)
    if changed:
        log("Wrote into the catalogue", names=[other["Name"] for other in changed])


def _declared(lake: Lake, declared: Catalogue) -> DeclaredTable:
    return declared.tables[lake.dataset.table]


def _entry(glue: Any, lake: Lake, name: str) -> Input | None:
    try:
        found: Input = glue.get_table(DatabaseName=lake.database, Name=name)["Table"]
    except glue.exceptions.EntityNotFoundException:
        return None
    return found


def _ensure_database(glue: Any, lake: Lake, declared: Catalogue) -> None:
    try:
        glue.get_database(Name=lake.database)
    except glue.exceptions.EntityNotFoundException:
        glue.create_database(DatabaseInput=declared.database)


def is_sound(glue: Any, lake: Lake, declared: Catalogue) -> bool:
    """Whether the dataset's table has an entry that points to readable, current metadata.

    :raises CatalogueError: if the entry points elsewhere and must not be replaced by this job
    """
    name = _declared(lake, declared).entry["Name"]
    entry = _entry(glue, lake, name)
    parameters = (entry or {}).get("Parameters") or {}
    pointer = parameters.get(METADATA_LOCATION)
    if str(parameters.get(TABLE_TYPE)).upper() != ICEBERG or not pointer:
        return False
    key = lake.key(pointer)
    if not key.startswith(_metadata_prefix(lake)):
        raise CatalogueError(
            f"The table {lake.database}.{name} of the catalogue is at {pointer}, "
            f"expected below {lake.uri(_metadata_prefix(lake))}"
        )
    found = _metadata(lake, key)
    if found:
        _refuse_outdated(lake, key, found)
    return found is not None


def _refuse_outdated(lake: Lake, key: str, found: Metadata) -> None:
    """Refuses an entry that somebody has restored to an older state: later commits would be lost.

    Metadata with the next number may come from an interrupted commit; later metadata cannot.

    :raises CatalogueError: naming the later metadata
    """
    number = _number(key)
    if number is None:
        return
    for later in reversed(metadata_keys(lake)):
        if (_number(later) or 0) <= number + 1:
            return
        other = _metadata(lake, later)
        if other and other.uuid == found.uuid:
            raise CatalogueError(
                f"The catalogue points to {lake.uri(key)}, and there is later metadata of the "
                f"same table, {lake.uri(later)}: one of them has to go"
            )


def metadata_keys(lake: Lake) -> list[str]:
    """The keys of metadata files below the table's prefix, in the order of their commits.

    Two files with the same number come from two commits at once, or from two tables.
    """
    keys = keys_below(lake, _metadata_prefix(lake))
    numbered = [(number, key) for key in keys if (number := _number(key)) is not None]
    return [key for _, key in sorted(numbered)]


def _metadata_prefix(lake: Lake) -> str:
    return f"{lake.dataset.prefixes.table}metadata/"


def _number(key: str) -> int | None:
    name = METADATA_NAME.fullmatch(key.rsplit("/", 1)[1])
    return int(name[1]) if name else None


def _metadata(lake: Lake, key: str) -> Metadata | None:
    """Reads a metadata file; None if it is missing or cannot be read."""
    try:
        return read_as(lake, key, _parse_metadata)
    except lake.s3.exceptions.NoSuchKey:
        return None


def _parse_metadata(facts: Any) -> Metadata:
    for name in REQUIRED:
        facts[name]
    location = facts["location"].rstrip("/")
    return Metadata(str(facts["table-uuid"]), location, int(facts["last-updated-ms"]))


def _newest_metadata(lake: Lake) -> str | None:
    """The key of the latest commit's metadata; None if there is no metadata at all.

    :raises CatalogueError: if it is damaged or describes a table elsewhere, or if there are two
        tables
    """
    keys = metadata_keys(lake)
    if not keys:
        return None
    found = {key: metadata for key in keys if (metadata := _metadata(lake, key))}
    newest = max(found, key=lambda key: (found[key].updated_ms, _number(key)), default=keys[0])
    damaged = [key for key in keys if key not in found and keys.index(key) >= keys.index(newest)]
    expected = lake.uri(lake.dataset.prefixes.table).rstrip("/")
    if damaged:
        raise _unsound(lake, damaged[-1], "cannot be read", expected)
    if found[newest].location != expected:
        raise _unsound(lake, newest, f"is of a table at {found[newest].location}", expected)
    others = [key for key in found if found[key].uuid != found[newest].uuid]
    if others:
        raise CatalogueError(
            f"The catalogue has no entry of the table, and there is metadata of two tables: "
            f"{lake.uri(others[-1])} and {lake.uri(newest)}; one of them has to go"
        )
    return newest


def _unsound(lake: Lake, key: str, what: str, expected: str) -> CatalogueError:
    return CatalogueError(
        f"The catalogue has no entry of the table, and the newest metadata {lake.uri(key)} "
        f"{what}, expected one at {expected}"
    )


def _write_first(lake: Lake, declared: Catalogue) -> str:
    """Writes the metadata of an empty table, and returns its key."""
    key = f"{lake.dataset.prefixes.table}metadata/{FIRST_METADATA}-{uuid.uuid4()}.metadata.json"
    now = round(datetime.now(UTC).timestamp() * 1000)
    own = {"table-uuid": str(uuid.uuid4()), "last-updated-ms": now}
    write_json(lake, key, {**_declared(lake, declared).metadata, **own})
    return key


def _changed(glue: Any, lake: Lake, declared: Catalogue) -> list[Input]:
    entries = [(one, _entry(glue, lake, one["Name"])) for one in declared.others]
    missing = [one for one in declared.growing if _entry(glue, lake, one["Name"]) is None]
    return [*missing, *(one for one, found in entries if found is None or not _holds(found, one))]


def _holds(found: Any, declared: Any) -> bool:
    """Whether an entry has everything declared; Glue adds members of its own."""
    if isinstance(declared, dict):
        return all(_holds((found or {}).get(name), value) for name, value in declared.items())
    if isinstance(declared, list) and declared:
        return len(found or []) == len(declared) and all(map(_holds, found, declared))
    return bool(found == declared or not declared)


def _put(glue: Any, lake: Lake, table: Input) -> None:
    try:
        glue.create_table(DatabaseName=lake.database, TableInput=table)
    except glue.exceptions.AlreadyExistsException:
        glue.update_table(DatabaseName=lake.database, TableInput=table)
