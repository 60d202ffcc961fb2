"""What a run has taken, written down until it is released.

A run notes its flatfiles under a name, commits with that name as a property of the snapshot, tags
the flatfiles, and takes the note away. A note that is still there tells the next run of one that
was cut off: whether before its commit or after is what the table's snapshots say.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flatfiles import Flatfile
from lake import Lake, keys_below, read_json, write_json

EXTENSION = ".json"


@dataclass(frozen=True)
class Batch:
    """The flatfiles of one run."""

    name: str
    flatfiles: tuple[Flatfile, ...]


def note(lake: Lake, flatfiles: Iterable[Flatfile]) -> Batch:
    """Notes what a run is about to take."""
    began = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    batch = Batch(f"{began}-{secrets.token_hex(4)}", tuple(flatfiles))
    facts = [{"key": taken.key, "version_id": taken.version_id} for taken in batch.flatfiles]
    write_json(lake, _key(lake, batch), {"flatfiles": facts})
    return batch


def unfinished(lake: Lake) -> list[Batch]:
    """The batches of runs that were cut off."""
    prefix = lake.dataset.prefixes.batches
    return [
        Batch(
            key.removeprefix(prefix).removesuffix(EXTENSION),
            tuple(Flatfile(**facts) for facts in read_json(lake, key)["flatfiles"]),
        )
        for key in list(keys_below(lake, prefix))
        if key.endswith(EXTENSION)
    ]


def forget(lake: Lake, batch: Batch) -> None:
    """Takes the note away."""
    lake.s3.delete_object(Bucket=lake.bucket, Key=_key(lake, batch))


def _key(lake: Lake, batch: Batch) -> str:
    return f"{lake.dataset.prefixes.batches}{batch.name}{EXTENSION}"
