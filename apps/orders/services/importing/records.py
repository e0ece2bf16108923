"""Rows out of lines that are not plain CSV: broken quotes, and fields that go on over the end of their line.

A quote that is never closed must not swallow the rows after it. So each line is first read on its own, then together
with the few after it; what makes a row of all cells in neither way is one broken line.
"""

import csv
from collections.abc import Callable

SPAN = 20


class BrokenRow(list[str]):
    """A line that is no row: its only entry is the line."""


def read_carefully(
    lines: list[str], read_more: Callable[[int], list[str]], *, width: int
) -> tuple[list[list[str]], list[str]]:
    """One entry for each line, and the lines read beyond: those belong to the next block. A row has `width` cells.

    A row that spans several lines stands at its first one, the others get empty entries.
    """
    count = len(lines)
    lines = lines + read_more(SPAN)
    rows: list[list[str]] = []
    while len(rows) < count:
        row, taken = _row_at(lines, len(rows), width)
        rows += [row] + [[] for _ in range(taken - 1)]
    return rows, lines[len(rows) :]


def _row_at(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
    try:
        return next(csv.reader(lines[at : at + 1], strict=True)), 1
    except csv.Error:
        pass
    reader = csv.reader(lines[at : at + SPAN], strict=True)
    try:
        row = next(reader)
    except csv.Error:
        row = []
    if len(row) == width:
        return row, reader.line_num
    return BrokenRow([lines[at].rstrip("\r\n")]), 1
