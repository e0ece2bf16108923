"""Ctrl-C, SIGTERM and a closed terminal end a run; asked a second time it ends faster."""

import os
import select
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
        self._terminal: int | None = None

    def install(self) -> None:
        """Handle the signals from now on, also those that were ignored when we were started (`make run &`)."""
        for number in ENDING:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._note)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            self._terminal = foreground_terminal()

    def ignore(self) -> None:
        """Everything has ended: one more Ctrl-C, while Python cleans up, must not turn success into a failure."""
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)

    def check(self) -> None:
        """Raise Interrupted when somebody asked us to end, or closed the terminal we were started on.

        The kernel tells only the leader of the session that its terminal is gone. When that is make, it waits for us
        and says nothing: so we look for ourselves.
        """
        if self._terminal is not None and is_gone(self._terminal):
            self._terminal = None
            self._note(signal.SIGHUP, None)
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


def foreground_terminal() -> int | None:
    """The descriptor of the terminal on which we are what people look at; None in the background or without one."""
    try:
        terminal = sys.stdin.fileno()
        return terminal if os.tcgetpgrp(terminal) == os.getpgrp() else None
    except (OSError, ValueError, AttributeError):
        return None


def is_gone(terminal: int) -> bool:
    """True when the window behind a terminal was closed."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(happened & select.POLLHUP for _, happened in poll.poll(0))


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
