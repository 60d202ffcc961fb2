"""Contacts that are to be forgotten: told by hashes of their identity, never by name or number.

An erasure is an object that the package's `erase` writes; what it asks of the table is done here,
and marked by a second object beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pyspark.sql import DataFrame, SparkSession

from incoming import IDENTITY_HASH
from lake import Lake, at_once, keys_below, read_json, write_json


@dataclass(frozen=True)
class Erasure:
    """Whom to forget, and where their rows are."""

    key: str
    hashes: tuple[str, ...]
    days: tuple[date, ...]
    is_done: bool
    """Whether the table has none of it."""


def asked_for(lake: Lake) -> dict[str, bool]:
    """The keys of all erasures ever asked for, and whether the table has none of it any more."""
    keys = set(keys_below(lake, lake.dataset.prefixes.erasures))
    extensions = lake.dataset.erasure_extensions
    return {
        key: _done_key(lake, key) in keys
        for key in sorted(keys)
        if key.endswith(extensions.asked) and not key.endswith(extensions.done)
    }


def read_erasures(lake: Lake, asked: dict[str, bool]) -> list[Erasure]:
    """What these erasures ask, in their order."""
    return at_once(lambda key: _read(lake, key, asked[key]), asked)


def hashes_of(spark: SparkSession, asked: list[Erasure]) -> DataFrame:
    """The hashes of identities in a column `IDENTITY_HASH`."""
    distinct = sorted({value for erasure in asked for value in erasure.hashes})
    return spark.createDataFrame([(value,) for value in distinct], f"{IDENTITY_HASH} string")


def mark_done(lake: Lake, erasure: Erasure, rows_removed: int) -> None:
    """Says that the table, and its history, has none of it any more."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    write_json(lake, _done_key(lake, erasure.key), {"done_at": now, "rows_removed": rows_removed})


def _read(lake: Lake, key: str, is_done: bool) -> Erasure:
    facts = read_json(lake, key)
    days = tuple(date.fromisoformat(day) for day in facts["days"])
    return Erasure(key, tuple(facts["contacts"]), days, is_done)


def _done_key(lake: Lake, key: str) -> str:
    extensions = lake.dataset.erasure_extensions
    return f"{key.removesuffix(extensions.asked)}{extensions.done}"
