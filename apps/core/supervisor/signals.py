"""Ctrl-C, SIGTERM and a closed terminal end a run; asked a second time it ends faster."""

import os
import signal
import sys
import time
from types import FrameType

from .crew import Interrupted

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
SAME_REQUEST_SECONDS = 0.5


class Signals:
    """Counts requests to end. make passes SIGTERM on to us even when we have got it already: that is one request."""

    def __init__(self) -> None:
        self.asked_with: int | None = None
        self._first: float | None = None
        self._again = False

    def install(self) -> None:
        """Handle the signals from now on, also those that were ignored when we were started (`make run &`)."""
        for number in ENDING:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._note)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    def ignore(self) -> None:
        """Everything has ended: one more Ctrl-C, while Python cleans up, must not turn success into a failure."""
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)

    def check(self) -> None:
        """Raise Interrupted when somebody asked us to end."""
        if self._first is not None:
            raise Interrupted

    def hurry(self) -> bool:
        """True when somebody asked a second time."""
        return self._again

    def _note(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
            self.asked_with = number
        elif now - self._first > SAME_REQUEST_SECONDS:
            self._again = True


class Foreground:
    """Makes us the only one who hears Ctrl-C on a terminal.

    make would otherwise die of the same Ctrl-C and report an error for a run that ended as it should.
    """

    def __init__(self) -> None:
        self._before: int | None = None

    def take(self) -> None:
        try:
            terminal = sys.stdin.fileno()
            before = os.tcgetpgrp(terminal)
            if before != os.getpgrp() or os.getpid() == os.getsid(0) or before == os.getpid():
                return
            os.setpgid(0, 0)
            self._hand_over(terminal, os.getpgrp())
        except (OSError, ValueError, AttributeError):
            return
        self._before = before

    def give_back(self) -> None:
        if self._before is not None:
            try:
                self._hand_over(sys.stdin.fileno(), self._before)
            except (OSError, ValueError):
                return

    @staticmethod
    def _hand_over(terminal: int, group: int) -> None:
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            os.tcsetpgrp(terminal, group)
        finally:
            signal.signal(signal.SIGTTOU, before)
