"""Erasures: contacts to be removed, identified by hashes, never by name or number.

The command `erase` writes an erasure as an object. The job removes its contacts from the table
and writes a second object beside it, the mark. If an erasure cannot be read, nobody knows which
contacts it names. Every run then reports it, takes its mark back, and goes on. When somebody has
repaired the erasure it is carried out again, which removes contacts that came back meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from incoming import IDENTITY_HASH
from lake import Lake, at_once, keys_below, read_as, write_json

HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Erasure:
    """An erasure: the hashes of its contacts, and the days of their rows."""

    key: str
    hashes: tuple[str, ...]
    days: tuple[date, ...]
    is_done: bool
    """Whether its contacts have been removed from the table."""


@dataclass(frozen=True)
class Erasures:
    """All erasures that were ever ordered, in the order of their keys."""

    readable: list[Erasure]
    unreadable: list[str]
    """The keys of erasures that cannot be read."""

    @property
    def pending(self) -> list[Erasure]:
        """The erasures whose contacts may still be in the table."""
        return [erasure for erasure in self.readable if not erasure.is_done]


def read_erasures(lake: Lake) -> Erasures:
    """Reads all erasures, and takes back the marks of those that cannot be read."""
    keys = set(keys_below(lake, lake.dataset.prefixes.erasures))
    extensions = lake.dataset.erasure_extensions
    asked = sorted(
        key for key in keys if key.endswith(extensions.asked) and not key.endswith(extensions.done)
    )
    found = at_once(lambda key: _read(lake, key, _done_key(lake, key) in keys), asked)
    readable = [erasure for erasure in found if isinstance(erasure, Erasure)]
    return Erasures(readable, [key for key in found if isinstance(key, str)])


def hashes_of(spark: SparkSession, erasures: list[Erasure]) -> DataFrame:
    """The hashes of the erasures' contacts, in a column `IDENTITY_HASH`."""
    distinct = sorted({value for erasure in erasures for value in erasure.hashes})
    return spark.createDataFrame([(value,) for value in distinct], f"{IDENTITY_HASH} string")


def mark_done(lake: Lake, erasure: Erasure, rows_removed: int) -> None:
    """Writes the mark: table and history have none of the erasure's contacts any more."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    write_json(lake, _done_key(lake, erasure.key), {"done_at": now, "rows_removed": rows_removed})


def _read(lake: Lake, key: str, has_mark: bool) -> Erasure | str:
    """The erasure, or its key if it cannot be read."""
    is_done = has_mark and bool(read_as(lake, _done_key(lake, key), _is_done))
    erasure = read_as(lake, key, lambda facts: _erasure(key, facts, is_done))
    if erasure is None and is_done:
        write_json(lake, _done_key(lake, key), {"done_at": None, "rows_removed": None})
    return key if erasure is None else erasure


def _is_done(mark: Any) -> bool:
    """Whether a mark has a time; a mark that was taken back has none."""
    return bool(datetime.fromisoformat(mark["done_at"]))


def _erasure(key: str, facts: Any, is_done: bool) -> Erasure:
    """Parses an erasure's object.

    :raises ValueError: or KeyError, TypeError, if it has another form
    """
    contacts, days = facts["contacts"], facts["days"]
    is_list = isinstance(contacts, list) and isinstance(days, list)
    # Without days no row would be searched, and the erasure would count as done.
    has_days = bool(days) or not contacts
    if not (is_list and has_days and all(map(HASH.fullmatch, contacts))):
        raise ValueError("Found contacts or days in another form, expected hashes and dates")
    return Erasure(key, tuple(contacts), tuple(map(date.fromisoformat, days)), is_done)


def _done_key(lake: Lake, key: str) -> str:
    extensions = lake.dataset.erasure_extensions
    return f"{key.removesuffix(extensions.asked)}{extensions.done}"
