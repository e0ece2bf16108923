"""Processes that write errors as fast as they can: a file for each, and one file that all of them rotate."""

import logging
import multiprocessing
import tempfile
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from django import forms

from apps.core.observability.error_files import ErrorFileHandler
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Result, Side, Table

LINE = 100
LINES_A_FILE = 100
ROOM = 2
"""How many times as many lines as are written the old files could hold: nothing has to be thrown away."""


class RotationForm(forms.Form):
    processes = forms.IntegerField(label="Processes", initial=4, min_value=2, max_value=6)
    lines = forms.IntegerField(label="Lines of each", initial=2_000, min_value=100, max_value=10_000)


Open = Callable[[Path, int], logging.Handler]


def own_file(folder: Path, old_files: int) -> logging.Handler:
    """The shop's handler: the name holds the process id."""
    return ErrorFileHandler(str(folder), "worker", most_bytes=LINE * LINES_A_FILE, old_files=old_files)


def shared_file(folder: Path, old_files: int) -> logging.Handler:
    """The twin: the handler from the tutorial, in every process."""
    return RotatingFileHandler(folder / "errors.log", maxBytes=LINE * LINES_A_FILE, backupCount=old_files)


def write(opened: Open, folder: Path, old_files: int, number: int, lines: int, start: Any) -> None:
    """The work of one process."""
    logging.raiseExceptions = False  # the twin trips over files that its neighbour renamed
    handler = opened(folder, old_files)
    start.wait()
    for line in range(lines):
        text = f"process {number} line {line} ".ljust(LINE - 1, ".")
        handler.handle(logging.LogRecord("shop", logging.ERROR, __file__, 1, text, None, None))
    handler.close()


def kept(opened: Open, processes: int, lines: int) -> tuple[int, int]:
    """How many different lines are there in the end, and in how many files."""
    old_files = ROOM * processes * lines // LINES_A_FILE
    forking = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(prefix="vitrine-rotation-") as name:
        folder, start = Path(name), forking.Barrier(processes)
        crew = [
            forking.Process(target=write, args=(opened, folder, old_files, number, lines, start))
            for number in range(processes)
        ]
        for process in crew:
            process.start()
        for process in crew:
            process.join()
        files = list(folder.iterdir())
        found = {line for path in files for line in path.read_text().splitlines() if len(line) == LINE - 1}
        return len(found), len(files)


def compare(progress: Progress, *, processes: int, lines: int) -> dict[str, Any]:
    """The same lines, the same bounds, once into a file a process and once into one file."""
    written = processes * lines
    progress(done=0, total=2, note="A file for each process")
    own, own_files = kept(own_file, processes, lines)
    progress(done=1, total=2, note="One file for all")
    shared, shared_files = kept(shared_file, processes, lines)
    return Result(
        answer=Side(
            own == written,
            "nothing is lost" if own == written else "lines are lost",
            f"{own:,}",
            f"of {written:,} lines kept",
            [("Files", f"{own_files}"), ("Lost", f"{written - own:,}")],
        ),
        twin=Side(
            shared == written,
            "lines are lost" if shared < written else "nothing was lost this time",
            f"{shared:,}",
            f"of {written:,} lines kept",
            [("Files", f"{shared_files}"), ("Lost", f"{written - shared:,}")],
            "Nobody gets an error. Each process renames files that the other is writing, over files that it has kept.",
        ),
        sections=[
            Bars(
                "Lines kept",
                "lines",
                [
                    Bar("a file a process", own, f"{own:,}"),
                    Bar("one file for all", shared, f"{shared:,}", twin=True),
                ],
                f"{processes} processes wrote {lines:,} lines each; the old files had room for {ROOM} times as many.",
            ),
            Table(
                "What else keeps every line",
                ["Way", "Used here for"],
                [
                    ["one writer: a queue or a socket in front of the file", "nothing: one more process to watch"],
                    ["the system rotates, processes reopen (WatchedFileHandler)", "<role>.jsonl, the full log"],
                    ["no file: lines go to the console", "containers, unless LOG_DIR is set"],
                ],
            ),
        ],
    ).as_json()
