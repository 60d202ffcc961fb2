"""Runs the job again and again in one Spark session, as commands on standard input say.

A command is a line of JSON; so is its answer, on file descriptor 3.

    {"run": ["--bucket", …], "crash": {"at": "table.Table.merge", "when": "after"}}
    {"sql": "SELECT …"}
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
from typing import Any

import convert
from pyspark.sql import SparkSession


def run(arguments: list[str], crash: dict[str, str] | None) -> dict[str, Any]:
    told = io.StringIO()
    error = None
    with contextlib.redirect_stdout(told), crashing(crash):
        try:
            convert.main(arguments)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    return {"log": [json.loads(line) for line in told.getvalue().splitlines()], "error": error}


@contextlib.contextmanager
def crashing(crash: dict[str, str] | None) -> Any:
    """Ends the process, as a lost machine would, before or after a function of the job."""
    if crash is None:
        yield
        return
    *path, name = crash["at"].split(".")
    owner: Any = importlib.import_module(path[0])
    for part in path[1:]:
        owner = getattr(owner, part)
    original = getattr(owner, name)

    def replaced(*args: Any, **kwargs: Any) -> Any:
        if crash["when"] == "before":
            os._exit(137)
        original(*args, **kwargs)
        os._exit(137)

    setattr(owner, name, replaced)
    yield
    setattr(owner, name, original)


def ask(sql: str) -> dict[str, Any]:
    answer = SparkSession.builder.getOrCreate().sql(sql)
    return {
        "columns": [[field.name, field.dataType.simpleString()] for field in answer.schema],
        "rows": [list(row) for row in answer.collect()],
    }


def main() -> None:
    with os.fdopen(3, "w") as answers:
        for line in sys.stdin:
            command = json.loads(line)
            if "run" in command:
                answer = run(command["run"], command.get("crash"))
            else:
                answer = ask(command["sql"])
            answers.write(json.dumps(answer, default=str) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
