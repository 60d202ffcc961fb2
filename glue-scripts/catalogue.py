"""The Glue catalogue's side: the table's entry, which points to the data, and what is beside it.

An entry of an Iceberg table is two parameters: that it is one, and where its newest metadata file
is. Without them the data is still there, but nobody can ask it. They get lost when the entry is
dropped or replaced: by hand, or by an update of a stack whose template still has the table. As each
metadata file tells the whole table, the newest one below the table's prefix brings it back.

What is declared is in a file beside the scripts, which the provisioning function writes
(`functions/provision/declared-catalogue.ts`).
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from lake import Lake, keys_below, write_json
from telemetry import log

Input = dict[str, Any]
"""A TableInput of Glue's."""

TABLE_TYPE = "table_type"
ICEBERG = "ICEBERG"
METADATA_LOCATION = "metadata_location"
FIRST_METADATA = "00000"
METADATA_NAME = re.compile(r"(\d+)-[^/]*\.metadata\.json")
"""`00012-3f….metadata.json`: a commit's number is one more than that before it."""


class CatalogueError(Exception):
    """The table's metadata cannot be put back into the catalogue."""


@dataclass(frozen=True)
class Catalogue:
    """What the catalogue is to hold."""

    table: Input
    metadata: dict[str, Any]
    """Of a table without a row, but for what tells it from others."""
    others: tuple[Input, ...]
    """Tables over JSON, and the views, which read all tables."""


def read_catalogue(lake: Lake, key: str) -> Catalogue:
    """What this release declares."""
    facts = json.loads(lake.s3.get_object(Bucket=lake.bucket, Key=key)["Body"].read())
    others = (*facts["json_tables"], *facts["views"])
    return Catalogue(facts["table"], facts["metadata"], others)


def is_as_declared(glue: Any, lake: Lake, declared: Catalogue) -> bool:
    """Whether the entry points to metadata that is there, and all else is this release's.

    Views are written last and name the release, so then the table has its columns, too.
    """
    entry = _entry(glue, lake, declared.table["Name"])
    return _is_sound(lake, entry) and not _changed(glue, lake, declared)


def ensure_entry(glue: Any, lake: Lake, declared: Catalogue) -> bool:
    """Gives the table an entry that points to its newest metadata, or to an empty table's.

    :returns: whether it had none such
    :raises CatalogueError: if the newest metadata is not of a table at this place
    """
    entry = _entry(glue, lake, declared.table["Name"])
    if _is_sound(lake, entry):
        return False
    newest = _newest_metadata(lake)
    if newest is None:
        newest = _write_first(lake, declared)
    else:
        _judge(lake, newest)
    point_to(glue, lake, declared, newest)
    log("The table's entry in the catalogue was put back", metadata=newest)
    return True


def start_anew(glue: Any, lake: Lake, declared: Catalogue) -> None:
    """Lets the entry point to an empty table of the declared columns."""
    point_to(glue, lake, declared, _write_first(lake, declared))


def point_to(glue: Any, lake: Lake, declared: Catalogue, key: str) -> None:
    """Writes the entry, or what it lacks."""
    pointer = {TABLE_TYPE: ICEBERG, METADATA_LOCATION: lake.uri(key)}
    _put(glue, lake, {**declared.table, "Parameters": pointer})


def write_others(glue: Any, lake: Lake, declared: Catalogue) -> None:
    """Writes what is not this release's. The columns that the views read are to be there."""
    changed = _changed(glue, lake, declared)
    for other in changed:
        _put(glue, lake, other)
    if changed:
        log("Wrote into the catalogue", names=[other["Name"] for other in changed])


def _entry(glue: Any, lake: Lake, name: str) -> Input | None:
    try:
        found: Input = glue.get_table(DatabaseName=lake.database, Name=name)["Table"]
    except glue.exceptions.EntityNotFoundException:
        return None
    return found


def _is_sound(lake: Lake, entry: Input | None) -> bool:
    parameters = (entry or {}).get("Parameters") or {}
    if str(parameters.get(TABLE_TYPE)).upper() != ICEBERG:
        return False
    location = str(parameters.get(METADATA_LOCATION))
    return location.startswith(lake.uri("")) and _has(lake, lake.key(location))


def _has(lake: Lake, key: str) -> bool:
    try:
        lake.s3.head_object(Bucket=lake.bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
            return False
        raise
    return True


def metadata_keys(lake: Lake) -> list[str]:
    """The keys of metadata files below the table's prefix, in the order of their commits.

    Two of one number are of commits of which one was overtaken, or of two tables.
    """
    prefix = f"{lake.dataset.prefixes.table}metadata/"
    found = []
    for key in keys_below(lake, prefix):
        name = METADATA_NAME.fullmatch(key.removeprefix(prefix))
        if name:
            found.append((int(name[1]), key))
    return [key for _, key in sorted(found)]


def _newest_metadata(lake: Lake) -> str | None:
    """The key of the latest commit's metadata: of those with the greatest number, the youngest."""
    keys = metadata_keys(lake)
    if not keys:
        return None
    number = keys[-1].rsplit("/", 1)[1].split("-")[0]
    last = [key for key in keys if key.rsplit("/", 1)[1].startswith(f"{number}-")]
    return max(
        last, key=lambda key: lake.s3.head_object(Bucket=lake.bucket, Key=key)["LastModified"]
    )


def _judge(lake: Lake, key: str) -> None:
    """Refuses metadata that is damaged, or of a table that is elsewhere.

    :raises CatalogueError: naming it
    """
    body = lake.s3.get_object(Bucket=lake.bucket, Key=key)["Body"].read()
    expected = lake.uri(lake.dataset.prefixes.table).rstrip("/")
    try:
        found = json.loads(body)["location"].rstrip("/")
    except (ValueError, LookupError, TypeError, AttributeError):
        found = None
    if found != expected:
        what = "cannot be read" if found is None else f"is of a table at {found}"
        raise CatalogueError(
            f"The catalogue has no entry of the table, and the newest metadata {lake.uri(key)} "
            f"{what}, expected one at {expected}"
        )


def _write_first(lake: Lake, declared: Catalogue) -> str:
    """Metadata of a table without a row."""
    key = f"{lake.dataset.prefixes.table}metadata/{FIRST_METADATA}-{uuid.uuid4()}.metadata.json"
    now = round(datetime.now(UTC).timestamp() * 1000)
    own = {"table-uuid": str(uuid.uuid4()), "last-updated-ms": now}
    write_json(lake, key, {**declared.metadata, **own})
    return key


def _changed(glue: Any, lake: Lake, declared: Catalogue) -> list[Input]:
    return [one for one in declared.others if not _is_same(_entry(glue, lake, one["Name"]), one)]


def _is_same(found: Input | None, declared: Input) -> bool:
    """Whether an entry is as declared; Glue adds to it what is not declared."""
    if found is None:
        return False
    return (
        found.get("ViewOriginalText") == declared.get("ViewOriginalText")
        and declared["Parameters"].items() <= (found.get("Parameters") or {}).items()
        and _columns(found) == _columns(declared)
    )


def _columns(table: Input) -> list[tuple[str, str]]:
    return [(one["Name"], one["Type"]) for one in table["StorageDescriptor"].get("Columns", [])]


def _put(glue: Any, lake: Lake, table: Input) -> None:
    try:
        glue.create_table(DatabaseName=lake.database, TableInput=table)
    except glue.exceptions.AlreadyExistsException:
        glue.update_table(DatabaseName=lake.database, TableInput=table)
