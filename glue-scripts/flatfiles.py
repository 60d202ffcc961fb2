"""Flatfiles in the bucket: which are new, which are damaged, and how they are released.

A flatfile is released by a tag. The bucket's lifecycle deletes tagged flatfiles a day later.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from lake import Lake, at_once, pages_below
from telemetry import log

MOST_FLATFILES = 10_000
MOST_BYTES = 4 * 1024**3
"""The most that one commit takes, compressed: work of a few minutes. So an interrupted run keeps
what it has committed, and its memory is bounded, however many flatfiles wait."""

PIECE_BYTES = 1 << 20
GZIP = 31
"""zlib's `wbits` for a gzip stream with a window of 32 KiB."""


@dataclass(frozen=True, order=True)
class Flatfile:
    """A version of a flatfile; the version is None if the bucket has no versions."""

    key: str
    version_id: str | None


def unreleased(lake: Lake) -> Iterator[list[Flatfile]]:
    """The flatfiles that are not committed yet, in the order of their keys, in groups of a commit.

    The bucket is listed group by group, and no flatfile is in two groups. Objects whose names are
    not those of flatfiles are logged and left alone.
    """
    taken: list[Flatfile] = []
    taken_bytes = 0
    for page in pages_below(lake, lake.dataset.prefixes.flatfiles):
        sizes = dict(page)
        ours = [key for key in sizes if is_flatfile(lake, key)]
        _log_strangers(sizes.keys() - set(ours))
        for found in at_once(lambda key: _if_unreleased(lake, key), ours):
            if found is None:
                continue
            is_full = len(taken) >= MOST_FLATFILES or taken_bytes + sizes[found.key] > MOST_BYTES
            if taken and is_full:
                yield taken
                taken, taken_bytes = [], 0
            taken.append(found)
            taken_bytes += sizes[found.key]
    if taken:
        yield taken


def is_flatfile(lake: Lake, key: str) -> bool:
    """Whether a key has the form that normalise gives; Spark may be unable to read other keys."""
    names = lake.dataset.flatfile_names
    named = key.removeprefix(lake.dataset.prefixes.flatfiles).split("/")
    return (
        key.startswith(lake.dataset.prefixes.flatfiles)
        and key.endswith(names.extension)
        and all(re.fullmatch(names.pattern, name) for name in named)
    )


def release(lake: Lake, flatfiles: Iterable[Flatfile]) -> int:
    """Tags flatfiles as converted, and returns how many.

    The tag goes to the version that was taken: a version that has replaced it meanwhile stays new.
    """
    return sum(at_once(lambda flatfile: _tag(lake, flatfile), flatfiles))


def damaged(lake: Lake, flatfiles: Iterable[Flatfile]) -> set[Flatfile]:
    """The flatfiles that cannot be read, are cut off, or have lines that are not records."""
    found = list(flatfiles)
    counted = at_once(lambda flatfile: _count_records(lake, flatfile), found)
    return {flatfile for flatfile, count in zip(found, counted, strict=True) if count is None}


def not_empty(lake: Lake, flatfiles: Iterable[Flatfile]) -> set[Flatfile]:
    """The flatfiles that are not empty, whether they hold records or something else."""
    found = list(flatfiles)
    counted = at_once(lambda flatfile: _count_records(lake, flatfile), found)
    return {flatfile for flatfile, count in zip(found, counted, strict=True) if count != 0}


def _log_strangers(keys: Iterable[str]) -> None:
    # A key that ends with a slash is what S3's console makes for an empty folder.
    strangers = sorted(key for key in keys if not key.endswith("/"))
    if strangers:
        log("Objects beside the flatfiles were left alone", keys=strangers)


def _if_unreleased(lake: Lake, key: str) -> Flatfile | None:
    try:
        found = lake.s3.get_object_tagging(Bucket=lake.bucket, Key=key)
    except ClientError as error:
        if _is_gone(error):
            return None
        raise
    tag = lake.dataset.released_tag
    is_released = {"Key": tag.key, "Value": tag.value} in found["TagSet"]
    return None if is_released else Flatfile(key, found.get("VersionId"))


def _tag(lake: Lake, flatfile: Flatfile) -> int:
    tag = lake.dataset.released_tag
    try:
        lake.s3.put_object_tagging(
            **_request(lake, flatfile), Tagging={"TagSet": [{"Key": tag.key, "Value": tag.value}]}
        )
    except ClientError as error:
        if _is_gone(error):
            return 0
        raise
    return 1


def _count_records(lake: Lake, flatfile: Flatfile) -> int | None:
    """How many records the current version holds, as Spark counts them; None if it is damaged."""
    offsets: set[int] = set()
    count = 0
    try:
        for line in _lines(lake.s3.get_object(Bucket=lake.bucket, Key=flatfile.key)["Body"]):
            offsets.add(json.loads(line)[lake.dataset.source_offset])
            count += 1
    except ClientError as error:
        # The object is missing, archived or forbidden. A status of 500 or more is S3's own trouble.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] < HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        raise
    except (zlib.error, ValueError, LookupError, TypeError, RecursionError):
        return None
    return count if len(offsets) == count else None


def _lines(body: Any) -> Iterator[bytes]:
    """The lines of a gzip stream.

    :raises ValueError: if the stream or its last line is cut off, or something follows the stream
    """
    inflate = zlib.decompressobj(GZIP)
    rest = b""
    for piece in body.iter_chunks(PIECE_BYTES):
        *lines, rest = (rest + inflate.decompress(piece)).split(b"\n")
        yield from lines
    if not inflate.eof or inflate.unused_data or rest:
        raise ValueError("The flatfile is cut off, or has bytes after its end")


def _request(lake: Lake, flatfile: Flatfile) -> dict[str, str]:
    version = {} if flatfile.version_id is None else {"VersionId": flatfile.version_id}
    return {"Bucket": lake.bucket, "Key": flatfile.key, **version}


def _is_gone(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in ("NoSuchKey", "NoSuchVersion", "404")
