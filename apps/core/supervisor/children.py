"""One child process of the supervisor, in a session of its own, and the thread that reads what it writes."""

import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import processes
from .processes import Identity

LINE_BYTES = 64 * 1024


class Child:
    """A started program. `write` is called from a thread of its own with every line, without the line's end."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        write: Callable[[str], None],
        account: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.last_lines: deque[str] = deque(maxlen=12)
        self._write = write
        self._ended = False
        self._process = subprocess.Popen(
            list(argv),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **(account or {}),
        )
        self.identity = Identity.of(self._process.pid) or Identity(pid=self._process.pid, started="ended")
        self._reader = threading.Thread(target=self._read, name=f"output of {name}", daemon=True)
        self._reader.start()

    def exit_code(self) -> int | None:
        """None while it runs. Seeing the end also ends what is left of its process group: orphans would hold ports."""
        code = self._process.poll()
        if code is not None and not self._ended:
            self._ended = True
            processes.send_group(self.identity.pid, signal.SIGKILL)
            self._reader.join(timeout=1)
        return code

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            return
        with pipe:
            for raw in iter(lambda: pipe.readline(LINE_BYTES), b""):
                line = raw.decode(errors="replace").rstrip("\r\n")
                self.last_lines.append(line)
                self._write(line)
