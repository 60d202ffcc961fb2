"""Batches: notes of the flatfiles that a run has taken, kept until they are released.

A run writes a note of its flatfiles under the name of the batch. It commits with that name as a
property of the snapshot, tags the flatfiles as released, and deletes the note. So if the next run
finds a note, the run before was interrupted; the table's snapshots show whether it had committed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flatfiles import Flatfile, is_flatfile
from lake import Lake, keys_below, read_as, write_json
from telemetry import log

EXTENSION = ".json"


@dataclass(frozen=True)
class Batch:
    """The flatfiles of one commit."""

    name: str
    flatfiles: tuple[Flatfile, ...]


def note(lake: Lake, flatfiles: Iterable[Flatfile]) -> Batch:
    """Writes the note of a new batch with these flatfiles."""
    began = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    batch = Batch(f"{began}-{secrets.token_hex(4)}", tuple(flatfiles))
    facts = [{"key": taken.key, "version_id": taken.version_id} for taken in batch.flatfiles]
    write_json(lake, _key(lake, batch), {"flatfiles": facts})
    return batch


def unfinished(lake: Lake) -> list[Batch]:
    """The batches of interrupted runs.

    A note that cannot be read counts as a batch without flatfiles. Nothing is released for it; the
    flatfiles that it named are converted a second time, which changes nothing in the table.
    """
    keys = list(keys_below(lake, lake.dataset.prefixes.batches))
    return [_read(lake, key) for key in keys if key.endswith(EXTENSION)]


def forget(lake: Lake, batch: Batch) -> None:
    """Deletes the note."""
    lake.s3.delete_object(Bucket=lake.bucket, Key=_key(lake, batch))


def _read(lake: Lake, key: str) -> Batch:
    noted = read_as(lake, key, lambda facts: _flatfiles(lake, facts))
    if noted is None:
        log("A note of what a run has taken cannot be read, and is taken away", key=key)
    name = key.removeprefix(lake.dataset.prefixes.batches).removesuffix(EXTENSION)
    return Batch(name, noted or ())


def _flatfiles(lake: Lake, facts: Any) -> tuple[Flatfile, ...]:
    """The flatfiles in a note.

    :raises ValueError: or KeyError, TypeError, if the note has another form
    """
    noted = tuple(Flatfile(**fact) for fact in facts["flatfiles"])
    for flatfile in noted:
        if not (is_flatfile(lake, flatfile.key) and isinstance(flatfile.version_id, str | None)):
            raise ValueError("The note names an object that is not a flatfile")
    return noted


def _key(lake: Lake, batch: Batch) -> str:
    return f"{lake.dataset.prefixes.batches}{batch.name}{EXTENSION}"
