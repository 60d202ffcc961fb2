"""The result of a dataset's work: its figures, and what it has left, which makes the run fail."""

from __future__ import annotations

from dataclasses import dataclass, field

from telemetry import log
from upkeep import StrangeFiles

MOST_NAMED = 20
"""How many keys an error quotes. The log has all of them."""


class DamagedFlatfiles(Exception):
    """Flatfiles that do not consist of whole records."""


class UnreadableErasures(Exception):
    """Erasures that cannot be read, so that nobody knows which contacts they name."""


@dataclass
class Figures:
    """The figures of a dataset's work, which become metrics."""

    rows_read: int = 0
    rows_inserted: int = 0
    rows_updated: int = 0
    rows_ignored: int = 0
    rows_erased: int = 0
    files_released: int = 0
    files_damaged: int = 0
    duration_seconds: float = 0.0


@dataclass
class Leftovers:
    """What the work has left as it is, for somebody to look at."""

    unreadable_erasures: list[str]
    """The keys of erasures that cannot be read."""
    damaged_flatfiles: list[str] = field(default_factory=list)
    """The keys of damaged flatfiles."""
    strange: StrangeFiles | None = None
    """Files among the table's own that may be another table's."""


def refuse_leftovers(left: Leftovers) -> None:
    """Fails what has left something for somebody to look at.

    :raises UnreadableErasures: or DamagedFlatfiles, StrangeFiles
    """
    sentences = []
    if left.unreadable_erasures:
        log("Erasures cannot be read", keys=left.unreadable_erasures)
        sentences.append(
            "Erasures cannot be read, so whom they name may be in the table: "
            f"{_named(left.unreadable_erasures)}"
        )
    if left.damaged_flatfiles:
        log("Flatfiles are damaged", keys=left.damaged_flatfiles)
        sentences.append(
            f"Flatfiles are damaged and were left as they are: {_named(left.damaged_flatfiles)}"
        )
    if sentences:
        error = UnreadableErasures if left.unreadable_erasures else DamagedFlatfiles
        raise error("; ".join(sentences))
    if left.strange:
        raise left.strange


def _named(keys: list[str]) -> str:
    more = len(keys) - MOST_NAMED
    return ", ".join(keys[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
