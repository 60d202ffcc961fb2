"""Contacts that are to be forgotten: told by hashes of their identity, never by name or number.

An erasure is an object that the package's `erase` writes; what it asks of the table is done here,
and marked by a second object beside it. Nobody can say whom an erasure that cannot be read asks to
forget: it is named in every run until it is mended, its mark counts no longer, and the rest goes
on. Once mended it is carried out again, so that whoever came back meanwhile goes then.
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
    """Whom to forget, and where their rows are."""

    key: str
    hashes: tuple[str, ...]
    days: tuple[date, ...]
    is_done: bool
    """Whether the table has none of it."""


@dataclass(frozen=True)
class Erasures:
    """All erasures ever asked for, in the order of their keys."""

    readable: list[Erasure]
    unreadable: list[str]
    """The keys of those that cannot be read."""

    @property
    def pending(self) -> list[Erasure]:
        """Those of which the table may have something still."""
        return [erasure for erasure in self.readable if not erasure.is_done]


def read_erasures(lake: Lake) -> Erasures:
    """What is asked for; the marks of what cannot be read are taken back."""
    keys = set(keys_below(lake, lake.dataset.prefixes.erasures))
    extensions = lake.dataset.erasure_extensions
    asked = sorted(
        key for key in keys if key.endswith(extensions.asked) and not key.endswith(extensions.done)
    )
    found = at_once(lambda key: _read(lake, key, _done_key(lake, key) in keys), asked)
    readable = [erasure for erasure in found if isinstance(erasure, Erasure)]
    return Erasures(readable, [key for key in found if isinstance(key, str)])


def hashes_of(spark: SparkSession, asked: list[Erasure]) -> DataFrame:
    """The hashes of identities in a column `IDENTITY_HASH`."""
    distinct = sorted({value for erasure in asked for value in erasure.hashes})
    return spark.createDataFrame([(value,) for value in distinct], f"{IDENTITY_HASH} string")


def mark_done(lake: Lake, erasure: Erasure, rows_removed: int) -> None:
    """Says that the table, and its history, has none of it any more."""
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
    """Whether a mark says that it is done; one that says nothing does not."""
    return bool(datetime.fromisoformat(mark["done_at"]))


def _erasure(key: str, facts: Any, is_done: bool) -> Erasure:
    """What an erasure's object asks.

    :raises ValueError: or KeyError, TypeError, if it asks nothing that is understood
    """
    contacts, days = facts["contacts"], facts["days"]
    is_list = isinstance(contacts, list) and isinstance(days, list)
    # Without days nothing would be looked through, and it would be done at once.
    has_days = bool(days) or not contacts
    if not (is_list and has_days and all(map(HASH.fullmatch, contacts))):
        raise ValueError("The erasure names its contacts or days otherwise than by hash and date")
    return Erasure(key, tuple(contacts), tuple(map(date.fromisoformat, days)), is_done)


def _done_key(lake: Lake, key: str) -> str:
    extensions = lake.dataset.erasure_extensions
    return f"{key.removesuffix(extensions.asked)}{extensions.done}"
