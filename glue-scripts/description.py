"""The dataset, as the package describes it to the job (`infra/job-dataset.ts`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column and its type in Spark's spelling: `agent`, ``struct<`username`:string>``."""

    name: str
    type: str


@dataclass(frozen=True)
class OpenStruct:
    """A struct of strings that grows by a field for each new key: `attributes`."""

    name: str
    source_name: str
    most_keys: int
    no_key: str
    """The field it has before its first key is seen, as no struct is without one."""


@dataclass(frozen=True)
class Prefixes:
    """Where the dataset's objects are in the bucket, each with a slash at its end."""

    flatfiles: str
    table: str
    batches: str
    erasures: str


@dataclass(frozen=True)
class FlatfileNames:
    """What flatfiles are called: below their prefix, names with slashes between them."""

    pattern: str
    """Of each name, as a regular expression."""
    extension: str
    """Of the last one."""


@dataclass(frozen=True)
class ErasureExtensions:
    """How the key of an erasure ends: below its prefix comes its id, then one of these."""

    asked: str
    done: str
    """Of the mark that the table has none of it."""


@dataclass(frozen=True)
class Tag:
    """A tag of an object."""

    key: str
    value: str


@dataclass(frozen=True)
class Metrics:
    """Where CloudWatch keeps the lake's metrics."""

    namespace: str
    dimension: str


@dataclass(frozen=True)
class Dataset:
    """One kind of record: its columns, and what names, dates and places a row."""

    table: str
    prefixes: Prefixes
    flatfile_names: FlatfileNames
    erasure_extensions: ErasureExtensions
    released_tag: Tag
    metrics: Metrics
    identity: tuple[str, ...]
    version: str
    day: str
    source_key: str
    source_offset: str
    other_fields: str
    versions_seen: str
    open_struct: OpenStruct
    table_columns: tuple[Column, ...]


def parse_description(text: str) -> Dataset:
    """The dataset that a description tells of.

    :raises TypeError: if the description has other members than this script knows
    """
    facts: dict[str, Any] = json.loads(text)
    return Dataset(
        **{
            **facts,
            "prefixes": Prefixes(**facts["prefixes"]),
            "flatfile_names": FlatfileNames(**facts["flatfile_names"]),
            "erasure_extensions": ErasureExtensions(**facts["erasure_extensions"]),
            "released_tag": Tag(**facts["released_tag"]),
            "metrics": Metrics(**facts["metrics"]),
            "identity": tuple(facts["identity"]),
            "open_struct": OpenStruct(**facts["open_struct"]),
            "table_columns": _columns(facts["table_columns"]),
        }
    )


def _columns(facts: list[dict[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(**fact) for fact in facts)
