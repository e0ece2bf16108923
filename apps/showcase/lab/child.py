"""The inside of a bounded process: `python -m apps.showcase.lab.child FD` does what `processes.run_child` asks for.

The task comes as JSON on standard input; progress and outcome go as JSON lines to the file descriptor FD. What the
experiment prints goes nowhere near them.
"""

import ctypes
import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

from structlog.contextvars import bind_contextvars

from apps.showcase.lab.measuring import limit_memory, peak_bytes


class Channel:
    """Writes messages to the parent."""

    def __init__(self, descriptor: int) -> None:
        self.file = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)

    def send(self, **message: Any) -> None:
        self.file.write(json.dumps(message, default=str) + "\n")

    def progress(self, done: int = 0, total: int | None = None, note: str = "") -> None:
        """Tell how far the work is."""
        self.send(done=done, total=total, note=note)


PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """When the parent is killed, this process is killed too, not only when it next speaks to it. Linux alone can."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before that was asked for
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    channel = Channel(int(sys.argv[1]))
    task = json.load(sys.stdin)
    end_with(task["parent"])
    bind_contextvars(request_id=task["request_id"])
    if task["django"]:
        import django

        django.setup()
    module, name = task["target"].split(":")
    work = getattr(import_module(module), name)
    limit_memory(task["megabytes"])
    try:
        value = work(channel.progress, **task["parameters"])
    except MemoryError:
        channel.send(ended="memory", peak_bytes=peak_bytes())
        return 1
    except Exception as error:
        channel.send(ended="error", cause=f"{type(error).__name__}: {error}", peak_bytes=peak_bytes())
        raise
    channel.send(value=value, peak_bytes=peak_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
