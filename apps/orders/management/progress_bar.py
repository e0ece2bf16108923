"""How far an import is, on a terminal as one moving line, elsewhere as a few lines that a log can bear."""

import time
from typing import TextIO

from apps.orders.services.importing import Progress

WIDTH = 30
REDRAW_SECONDS = 0.1
LOG_SECONDS = 5.0


class ProgressBar:
    """Takes the progress of an import and writes it to `stream`, seldom enough to cost nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._pause = REDRAW_SECONDS if self._is_terminal else LOG_SECONDS
        self._step = ""
        self._step_began = 0.0
        self._written = 0.0
        self._length = 0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.step != self._step:
            self.end_line()
            self._step, self._step_began = progress.step, now
        elif now - self._written < self._pause:
            return
        self._written = now
        self._write(describe(progress, seconds=now - self._step_began))

    def end_line(self) -> None:
        """Leave the moving line as it stands; what follows begins on a new one."""
        if self._length:
            self._stream.write("\n")
            self._stream.flush()
        self._length = 0

    def _write(self, text: str) -> None:
        if self._is_terminal:
            self._stream.write("\r" + text.ljust(self._length))
            self._length = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()


def describe(progress: Progress, *, seconds: float) -> str:
    """`Reading [####......] 42 %  450,000 rows, 240,000 a second, 3 s left`."""
    step = progress.step.capitalize()
    if not progress.rows:
        return step
    parts = [f"{progress.rows:,} rows"]
    if seconds >= 0.5:
        parts.append(f"{progress.rows / seconds:,.0f} a second")
    if progress.rejected:
        parts.append(f"{progress.rejected:,} rejected")
    bar = ""
    if progress.rows_expected:
        share = progress.rows / progress.rows_expected
        done = round(WIDTH * share)
        bar = f" [{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%} "
        if seconds >= 0.5:
            parts.append(f"{seconds / share - seconds:.0f} s left")
    return f"{step}{bar} {', '.join(parts)}"
