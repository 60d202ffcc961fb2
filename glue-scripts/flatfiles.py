"""Flatfiles in the bucket: which are new, which are whole, and their release.

A flatfile is released by a tag, for which the bucket's lifecycle removes it a day later.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lake import Lake, at_once, keys_below

PIECE_BYTES = 1 << 20
GZIP = 31
"""zlib's word for a gzip header and trailer around 32 KiB windows."""


@dataclass(frozen=True, order=True)
class Flatfile:
    """An object of one version; None where the bucket has no versions."""

    key: str
    version_id: str | None


def unreleased(lake: Lake) -> list[Flatfile]:
    """The flatfiles that no commit holds yet, in the order of their keys."""
    keys = keys_below(lake, lake.dataset.prefixes.flatfiles)
    return [found for found in at_once(lambda key: _if_unreleased(lake, key), keys) if found]


def release(lake: Lake, flatfiles: Iterable[Flatfile]) -> int:
    """Tags them as converted, and says how many.

    It is the version that was taken which is tagged: one that replaced it meanwhile stays new.
    """
    return sum(at_once(lambda flatfile: _tag(lake, flatfile), flatfiles))


def damaged(lake: Lake, flatfiles: Iterable[Flatfile]) -> list[Flatfile]:
    """Those that break off, or hold anything else than one record a line, each once."""
    found = list(flatfiles)
    whole = at_once(lambda flatfile: _is_whole(lake, flatfile), found)
    return [flatfile for flatfile, holds in zip(found, whole, strict=True) if not holds]


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


def _is_whole(lake: Lake, flatfile: Flatfile) -> bool:
    offsets: set[int] = set()
    count = 0
    try:
        for line in _lines(lake.s3.get_object(**_request(lake, flatfile))["Body"]):
            offsets.add(json.loads(line)[lake.dataset.source_offset])
            count += 1
    except (zlib.error, ValueError, KeyError, TypeError):
        return False
    return len(offsets) == count


def _lines(body: Any) -> Iterator[bytes]:
    """The lines of a gzip stream.

    :raises ValueError: if the stream or its last line breaks off, or anything comes after it
    """
    inflate = zlib.decompressobj(GZIP)
    rest = b""
    for piece in body.iter_chunks(PIECE_BYTES):
        *lines, rest = (rest + inflate.decompress(piece)).split(b"\n")
        yield from lines
    if not inflate.eof or inflate.unused_data or rest:
        raise ValueError("The flatfile breaks off, or has something behind its end")


def _request(lake: Lake, flatfile: Flatfile) -> dict[str, str]:
    version = {} if flatfile.version_id is None else {"VersionId": flatfile.version_id}
    return {"Bucket": lake.bucket, "Key": flatfile.key, **version}


def _is_gone(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in ("NoSuchKey", "NoSuchVersion", "404")
