"""Merges new flatfiles into the tables of all datasets: one row per record, its latest version.

    convert.py --bucket BUCKET --database DATABASE --datasets_file KEY --catalogue_file KEY

A run takes the flatfiles that are not released yet, commits their latest versions to the dataset's
Iceberg table in one snapshot, and then releases them. A run may be repeated, interrupted at any
point, or overtaken by another: the next run finds what is left to do, and nothing is lost or
doubled. Each dataset has commits of its own. One that fails does not hold up the others: the run
goes on, fails at its end, and names those that have failed.

Runs as a Glue 5.1 job, or on any Spark 3.5 with Iceberg 1.10 and boto3.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from typing import Any

import boto3

import catalogue
from conversion import Work, convert_dataset, ensure_table, find_work
from description import parse_descriptions
from failures import ConversionFailed, Failures
from lake import Lake
from result import Figures, Leftovers, refuse_leftovers
from session import open_session
from table import Table
from telemetry import log, measure, measure_dataset


def main(arguments: list[str]) -> None:
    """Runs the conversion.

    :raises ConversionFailed: naming the datasets that have failed, after everything else is done
    """
    began = time.monotonic()
    given = _given(arguments)
    lakes = _lakes_of(given)
    any_lake = lakes[0]
    glue = boto3.client("glue")
    cloudwatch = boto3.client("cloudwatch")
    declared = catalogue.read_catalogue(any_lake, given.catalogue_file)
    is_current = catalogue.are_others_declared(glue, any_lake, declared)
    failures = Failures()
    found: list[Work] = []
    for lake in lakes:
        with failures.of(lake.dataset.table):
            accepts_any = given.accept_orphans == "true"
            found.append(find_work(glue, lake, declared, accepts_any=accepts_any))
    due = [work for work in found if work.is_some or not is_current]
    if due:
        spark = open_session(any_lake.uri("parquet"))
        tables: list[tuple[Work, Table]] = []
        for work in due:
            with failures.of(work.lake.dataset.table):
                table = ensure_table(spark, glue, work, declared, is_current=is_current)
                tables.append((work, table))
        if not is_current and len(tables) == len(lakes):
            with failures.of("the catalogue"):
                catalogue.write_others(glue, any_lake, declared)
        _convert_all(tables, failures, cloudwatch, began)
    elif not failures.sentences:
        # Without Spark, whose start is most of the cost of such a run.
        log("Nothing is new")
    for work in found:
        if not any(work is one for one in due):
            with failures.of(work.lake.dataset.table):
                refuse_leftovers(Leftovers(work.erasures.unreadable))
    failures.end()
    measure(any_lake, cloudwatch, {"runs_succeeded": 1})


def _convert_all(
    tables: list[tuple[Work, Table]], failures: Failures, cloudwatch: Any, began: float
) -> None:
    """Converts one dataset after another, and measures them and the run."""
    lap = began
    for work, table in tables:
        lake = work.lake
        figures = Figures()
        with failures.of(lake.dataset.table):
            left = convert_dataset(table, work, figures)
            figures.duration_seconds = round(time.monotonic() - lap, 3)
            log("Converted", dataset=lake.dataset.table, **asdict(figures))
            measure_dataset(lake, cloudwatch, asdict(figures))
            refuse_leftovers(left)
        lap = time.monotonic()


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("--bucket", "--database", "--datasets_file", "--catalogue_file"):
        parser.add_argument(name, required=True)
    # A person gives this to a single run, after looking at the files (the runbook's article on
    # failed runs).
    parser.add_argument("--accept_orphans", choices=("true", "false"), default="false")
    # Glue adds arguments of its own.
    given, _ = parser.parse_known_args(arguments)
    return given


def _lakes_of(given: argparse.Namespace) -> list[Lake]:
    """The lake as it is for each dataset."""
    s3 = boto3.client("s3")
    described = s3.get_object(Bucket=given.bucket, Key=given.datasets_file)["Body"].read()
    datasets = parse_descriptions(described)
    return [Lake(given.bucket, given.database, dataset, s3) for dataset in datasets]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ConversionFailed as error:
        sys.exit(str(error))
