"""The lake on which a run works, and its objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from description import Dataset

REQUESTS_AT_ONCE = 16

Given = TypeVar("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Lake:
    """The bucket, the database in the catalogue, the dataset, and the client of S3."""

    bucket: str
    database: str
    dataset: Dataset
    s3: Any

    def uri(self, key: str) -> str:
        """`s3://BUCKET/KEY`."""
        return f"s3://{self.bucket}/{key}"

    def key(self, uri: str) -> str:
        """The key in an `s3://` URI of the lake's bucket."""
        return uri.removeprefix(self.uri(""))


def pages_below(lake: Lake, prefix: str) -> Iterator[list[tuple[str, int]]]:
    """Keys and sizes in bytes of all objects below `prefix`, in the order of keys, page by page."""
    pages = lake.s3.get_paginator("list_objects_v2").paginate(Bucket=lake.bucket, Prefix=prefix)
    for page in pages:
        yield [(found["Key"], found["Size"]) for found in page.get("Contents", [])]


def keys_below(lake: Lake, prefix: str) -> Iterator[str]:
    """The keys of all objects below `prefix`, in their order."""
    for page in pages_below(lake, prefix):
        yield from (key for key, _ in page)


def read_as(lake: Lake, key: str, parse: Callable[[Any], Found]) -> Found | None:
    """Parses the JSON object at `key`; None if it is not JSON, or `parse` cannot read it."""
    body = lake.s3.get_object(Bucket=lake.bucket, Key=key)["Body"].read()
    try:
        return parse(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def write_json(lake: Lake, key: str, value: Any) -> None:
    """Writes an object with `value` as JSON."""
    body = json.dumps(value).encode()
    lake.s3.put_object(Bucket=lake.bucket, Key=key, Body=body, ContentType="application/json")


def at_once(work: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
    """The results of `work`, which waits for S3, for all items, in their order."""
    with ThreadPoolExecutor(REQUESTS_AT_ONCE) as pool:
        return list(pool.map(work, items))
