"""The datasets that a run could not convert: they do not hold up the others."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from catalogue import CatalogueError
from result import DamagedFlatfiles, UnreadableErasures
from table import SchemaError
from telemetry import log
from upkeep import StrangeFiles

TOLD = (CatalogueError, DamagedFlatfiles, SchemaError, UnreadableErasures, StrangeFiles)
"""Errors whose message is a sentence for people. Any other error is shown with its trace."""


class ConversionFailed(Exception):
    """The failures of a run: each dataset, and what was wrong with it."""


class Failures:
    """Gathers the failures of datasets until the end of a run."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Keeps the failure of what is done within the context.

        :param name: the dataset's table, or what else has failed
        """
        try:
            yield
        except Exception as error:
            is_told = isinstance(error, TOLD)
            if not is_told:
                traceback.print_exception(error)
            log("A dataset was not converted as a whole", dataset=name, error=type(error).__name__)
            self.sentences.append(f"{name}: {_wording(error)}")

    def end(self) -> None:
        """Fails the run if anything has failed, which raises the alarm.

        :raises ConversionFailed: naming each dataset that has failed
        """
        if self.sentences:
            raise ConversionFailed("; ".join(self.sentences))


def _wording(error: Exception) -> str:
    """The message of an error that cannot hold a record's content, else its type."""
    if isinstance(error, (*TOLD, BotoCoreError, ClientError)):
        return str(error)
    return f"{type(error).__name__}, whose trace is in the log"
