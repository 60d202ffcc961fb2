"""Runs the job again and again in one Java, as commands on a socket say.

    driver.py SOCKET

A command is a line of JSON; so is its answer. Several may be connected: their commands take turns.
The process ends with the one that has started it, when its standard input does.

    {"aws": {"endpoint": "http://…", "credentials": {…}}, "scripts": "/…", "run": ["--bucket", …]}
    {…, "run": […], "crash": {"at": "table.Table.merge", "when": "after"}}
    {…, "run": […], "cut": {"at": "table.Table.merge", "when": "after"}}
    {…, "run": […], "gate": {"at": "table.Table.merge", "file": "open"}}
    {…, "run": […], "days_later": 10}
    {…, "run": […], "most_flatfiles": 2}
    {…, "sql": "SELECT …"}

All commands say the address of the emulator on which they are done, as whom, and where the job is.
With another than in the command before, the Spark session is a new one.

A crash ends the process, as a lost machine would, before or after a function of the job. A cut ends
the run there and leaves the process, which saves the start of another: it is a crash to a job that
clears up nothing but its own memory on its way out, in the thread that runs it. A gate makes a file
beside that which it names, to say that it is reached, and waits for that one.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from py4j.java_gateway import JavaClass, JavaMember, JavaPackage, JVMView
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

Function = Callable[..., Any]

ENDPOINTS = (
    "spark.sql.catalog.lake.glue.endpoint",
    "spark.sql.catalog.lake.s3.endpoint",
    "spark.hadoop.fs.s3a.endpoint",
)
"""Spark's settings with the emulator's address."""

CREDENTIALS = {
    "accessKeyId": ("AWS_ACCESS_KEY_ID", "aws.accessKeyId", "spark.hadoop.fs.s3a.access.key"),
    "secretAccessKey": (
        "AWS_SECRET_ACCESS_KEY",
        "aws.secretAccessKey",
        "spark.hadoop.fs.s3a.secret.key",
    ),
    "sessionToken": ("AWS_SESSION_TOKEN", "aws.sessionToken", "spark.hadoop.fs.s3a.session.token"),
}
"""Where boto3, Iceberg and Hadoop look for credentials. The process itself is started without."""


class Cut(BaseException):
    """The end of a run, which no handler of errors in the job takes for one."""


def run(command: dict[str, Any]) -> dict[str, Any]:
    output = io.StringIO()
    error = None
    with contextlib.ExitStack() as changes:
        changes.enter_context(contextlib.redirect_stdout(output))
        if "crash" in command:
            changes.enter_context(ending(lambda: os._exit(137), **command["crash"]))
        if "cut" in command:
            changes.enter_context(ending(cut, **command["cut"]))
        if "gate" in command:
            changes.enter_context(waiting(**command["gate"]))
        if "days_later" in command:
            later = datetime.now(UTC) + timedelta(days=command["days_later"])
            changes.enter_context(replaced("conversion.now", lambda _: lambda: later))
        if "most_flatfiles" in command:
            most = command["most_flatfiles"]
            changes.enter_context(replaced("flatfiles.MOST_FLATFILES", lambda _: most))
        try:
            importlib.import_module("convert").main(command["run"])
        except (Exception, Cut) as raised:
            error = f"{type(raised).__name__}: {raised}"
    return {
        "log": [json.loads(line) for line in output.getvalue().splitlines()],
        "error": error,
    }


def cut() -> None:
    raise Cut


def ending(end: Function, at: str, when: str) -> Any:
    def change(original: Function) -> Function:
        def ends(*args: Any, **kwargs: Any) -> Any:
            if when == "after":
                original(*args, **kwargs)
            end()

        return ends

    return replaced(at, change)


def waiting(at: str, file: str) -> Any:
    def wait(original: Function) -> Function:
        def waits(*args: Any, **kwargs: Any) -> Any:
            Path(f"{file}.{os.getpid()}").touch()
            while not Path(file).exists():
                time.sleep(0.02)
            return original(*args, **kwargs)

        return waits

    return replaced(at, wait)


@contextlib.contextmanager
def replaced(path: str, change: Callable[[Function], Function]) -> Any:
    """Changes a function or a figure of a module, or of a class in it."""
    module, *within, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for part in within:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    setattr(owner, name, change(original))
    try:
        yield
    finally:
        setattr(owner, name, original)


def ask(sql: str) -> dict[str, Any]:
    try:
        answer = importlib.import_module("session").open_session("s3://none/").sql(sql)
        return rows_of(answer)
    except (Py4JJavaError, PySparkException) as refused:
        return {"error": str(refused)}


def rows_of(answer: DataFrame) -> dict[str, Any]:
    return {
        "columns": [[field.name, field.dataType.simpleString()] for field in answer.schema],
        "rows": [list(row) for row in answer.collect()],
    }


class Place:
    """Where commands are done: on which emulator, as whom, and by which scripts."""

    def __init__(self) -> None:
        self.aws: dict[str, Any] = {}
        self.scripts = ""

    def move(self, aws: dict[str, Any], scripts: str) -> None:
        """Leaves the process as if it had been started there, but for Java, which is warm."""
        if scripts != self.scripts:
            end_session()
            forget_modules(self.scripts)
            sys.path = [scripts, *(path for path in sys.path if path != self.scripts)]
            self.scripts = scripts
        if aws != self.aws:
            end_session()
            # It keeps the credentials of its first client.
            boto3.DEFAULT_SESSION = None
            os.environ["AWS_ENDPOINT_URL"] = aws["endpoint"]
            SparkContext._ensure_initialized()
            system = SparkContext._jvm.java.lang.System
            for setting in ENDPOINTS:
                system.setProperty(setting, aws["endpoint"])
            for name, (variable, *settings) in CREDENTIALS.items():
                value = aws["credentials"].get(name)
                os.environ.pop(variable, None)
                if value:
                    os.environ[variable] = value
                for setting in settings:
                    system.clearProperty(setting)
                    if value:
                        system.setProperty(setting, value)
            # Hadoop keeps them by the names of buckets, which another emulator may have, too.
            SparkContext._jvm.org.apache.hadoop.fs.FileSystem.closeAll()
            self.aws = aws


def remember_names() -> None:
    """Has Java asked for each of its packages, classes and functions once.

    By default it is asked each time, and looks through all jars for a class named like a package.
    """
    for kind in (JVMView, JavaPackage, JavaClass):
        kind.__getattr__ = remembering(kind.__getattr__)


def remembering(look_up: Function) -> Function:
    def look(self: Any, name: str) -> Any:
        found = look_up(self, name)
        if isinstance(found, (JavaPackage, JavaClass, JavaMember)):
            self.__dict__[name] = found
        return found

    return look


def end_session() -> None:
    if SparkContext._active_spark_context is not None:
        SparkSession.builder.getOrCreate().stop()


def forget_modules(folder: str) -> None:
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and str(Path(file).parent) == folder:
            del sys.modules[name]


def answer_to(command: dict[str, Any], place: Place) -> dict[str, Any]:
    place.move(command["aws"], command["scripts"])
    return run(command) if "run" in command else ask(command["sql"])


def serve(connection: socket.socket, turns: Executor, place: Place) -> None:
    with connection, connection.makefile("rw") as lines:
        for line in lines:
            answer = turns.submit(answer_to, json.loads(line), place).result()
            lines.write(json.dumps(answer, default=str) + "\n")
            lines.flush()


def end_with_standard_input() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    remember_names()
    # One thread, as Spark's session in use is the thread's.
    turns = ThreadPoolExecutor(max_workers=1)
    place = Place()
    with socket.socket(socket.AF_UNIX) as server:
        path = Path(sys.argv[1])
        path.unlink(missing_ok=True)
        server.bind(str(path))
        server.listen()
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, turns, place), daemon=True).start()


if __name__ == "__main__":
    main()
