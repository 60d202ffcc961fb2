"""Runs a command and prints its cost as one line of JSON on standard output.

The command's standard output is discarded, and its standard error is passed on. The figures
include all processes that the command starts and waits for. `peak_bytes` is the largest of these
processes; `read_bytes` counts the reads of the command's first process, from disk or cache, and is
null where the system does not count them.
"""

import json
import os
import resource
import subprocess
import sys
import time


def bytes_read(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/io") as counters:
            return int(counters.readline().split()[1])
    except OSError:
        return None


begun = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
# The process stays readable in /proc until it is reaped.
os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
wall_seconds = time.perf_counter() - begun
read_bytes = bytes_read(child.pid)
exit_code = child.wait()
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# macOS counts in bytes, Linux in kibibytes.
unit_bytes = 1 if sys.platform == "darwin" else 1024
print(
    json.dumps(
        {
            "exit_code": exit_code,
            "wall_seconds": wall_seconds,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_bytes": usage.ru_maxrss * unit_bytes,
            "read_bytes": read_bytes,
        }
    )
)
