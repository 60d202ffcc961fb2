"""The datasets, as `infra/job-dataset.ts` describes them to the job."""

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
    """Its only field until the first key is seen, since a struct needs at least one field."""


@dataclass(frozen=True)
class Prefixes:
    """The prefixes of the dataset's objects in the bucket, each with a slash at its end."""

    flatfiles: str
    table: str
    batches: str
    erasures: str


@dataclass(frozen=True)
class FlatfileNames:
    """The form of flatfiles' keys: below their prefix, names with slashes between them."""

    pattern: str
    """A regular expression for each name."""
    extension: str
    """The end of the last name."""


@dataclass(frozen=True)
class ErasureExtensions:
    """The ends of an erasure's keys, which consist of the prefix, its id and one of these."""

    asked: str
    done: str
    """The end of the mark which says that the table has none of the contacts any more."""


@dataclass(frozen=True)
class Tag:
    """A tag of an object."""

    key: str
    value: str


@dataclass(frozen=True)
class Metrics:
    """The namespace and dimension of the lake's metrics in CloudWatch."""

    namespace: str
    dimension: str
    dataset_dimension: str | None
    """The second dimension of the dataset's metrics; None for that of every stack."""


@dataclass(frozen=True)
class Dataset:
    """One kind of record: its columns, and the columns that identify, order and place a row."""

    table: str
    prefixes: Prefixes
    flatfile_names: FlatfileNames
    erasure_extensions: ErasureExtensions
    released_tag: Tag
    metrics: Metrics
    identity: tuple[str, ...]
    contact: str | None
    """The column with the id of the contact that a row is about, by which it is erased."""
    version: str
    day: str
    source_key: str
    source_offset: str
    other_fields: str
    versions_seen: str
    is_immutable: bool
    """Whether a record never changes: of several copies the first stays."""
    open_struct: OpenStruct | None
    table_columns: tuple[Column, ...]


def parse_descriptions(text: str) -> list[Dataset]:
    """Parses the descriptions of all datasets.

    :raises TypeError: if a description has other members than this script knows
    """
    return [_dataset(facts) for facts in json.loads(text)]


def _dataset(facts: dict[str, Any]) -> Dataset:
    open_struct = facts["open_struct"]
    return Dataset(
        **{
            **facts,
            "prefixes": Prefixes(**facts["prefixes"]),
            "flatfile_names": FlatfileNames(**facts["flatfile_names"]),
            "erasure_extensions": ErasureExtensions(**facts["erasure_extensions"]),
            "released_tag": Tag(**facts["released_tag"]),
            "metrics": Metrics(**facts["metrics"]),
            "identity": tuple(facts["identity"]),
            "open_struct": OpenStruct(**open_struct) if open_struct else None,
            "table_columns": _columns(facts["table_columns"]),
        }
    )


def _columns(facts: list[dict[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(**fact) for fact in facts)
