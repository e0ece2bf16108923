"""Experiments for tests: small functions that a child process calls. Little is imported, so that they start at once."""

import os
import time
from pathlib import Path

from apps.showcase.lab.processes import Limits, run_child
from apps.showcase.lab.results import Result, Side


def echo(progress, *, words):
    progress(done=3, total=4, note="almost")
    return Result(Side(True, "said", words), Side(False, "not said", "")).as_json()


def double(progress, *, number):
    print("noise that must not be read as an answer")
    progress(done=1, total=2, note="half")
    return {"twice": number * 2}


def sleep(progress, *, seconds, pid_file):
    Path(pid_file).write_text(str(os.getpid()))
    child = os.fork()
    if child == 0:
        time.sleep(seconds)
        os._exit(0)
    Path(f"{pid_file}.child").write_text(str(child))
    time.sleep(seconds)


def eat(progress, *, megabytes):
    return len(bytearray(megabytes * 1024 * 1024))


def hold(progress, *, megabytes):
    block = bytearray(megabytes * 1024 * 1024)
    for position in range(0, len(block), 4096):
        block[position] = 1


def fail(progress):
    raise ValueError("the row has no price")


def wait_in_the_database(progress):
    from django.db import connection

    connection.ensure_connection()
    progress(note="waiting")
    connection.cursor().execute("SELECT pg_sleep(100)")


def nest(progress, *, megabytes):
    inner = run_child(
        f"{__name__}:eat", {"megabytes": megabytes}, limits=Limits(20, 600), progress=progress, nested=True
    )
    return {"inner": inner.value, "ended": inner.ended}
