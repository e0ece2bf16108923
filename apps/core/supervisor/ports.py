"""Loopback ports from fixed ranges below 32768, where the kernel never puts a client's own end."""

import errno
import json
import random
import socket
from collections.abc import Callable
from pathlib import Path

from .errors import CannotRun

LOOPBACK = "127.0.0.1"
LOOPBACK_6 = "::1"

RANGES = {
    "web": range(8000, 8100),
    "postgres": range(15432, 15532),
    "valkey": range(16379, 16429),
    "valkey-cache": range(16479, 16529),
    "mail": range(10250, 10350),
}
THROW_AWAY = range(24000, 32000)
LAST_PORT = 65535
_NO_IPV6 = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT}


class NoFreePort(CannotRun):
    """Every port of a range is taken."""


def is_free(port: int) -> bool:
    """True when nobody listens on this port of either loopback address and a server could bind it.

    Both addresses, because `localhost` may mean either; SO_REUSEADDR, because a connection of the last run that is
    still being forgotten by the kernel does not stop a server.
    """
    for family, address in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, LOOPBACK_6)):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(0.2)
                if probe.connect_ex((address, port)) == 0:
                    return False
            with socket.socket(family, socket.SOCK_STREAM) as server:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind((address, port))
        except OSError as error:
            if family == socket.AF_INET6 and error.errno in _NO_IPV6:
                continue
            return False
    return True


class PortBook:
    """Gives out ports by name and remembers them, so that the next start of this clone uses the same ones."""

    def __init__(self, path: Path, *, say: Callable[[str], None]) -> None:
        self._path = path
        self._say = say
        self._given: dict[str, int] = {}
        try:
            stored = json.loads(path.read_text())
            self._remembered = {str(name): int(port) for name, port in stored.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            self._remembered = {}

    def pick(self, name: str, *, prefer: int | None = None) -> int:
        """The preferred, remembered or first port of this name, or the next free one; a move is said aloud.

        Raises NoFreePort when the whole range is taken, CannotRun when the preferred one can never be used.
        """
        ports = RANGES[name]
        if prefer is not None:
            refuse_unusable(prefer)
        wanted = prefer or self._remembered.get(name, ports.start)
        later = [port for port in ports if port > wanted]
        earlier = [port for port in ports if port < wanted]
        for port in (wanted, *later, *earlier):
            if port not in self._given.values() and is_free(port):
                if port != wanted:
                    self._say(f"port {wanted} is taken: {name} uses {port}")
                self._given[name] = port
                return port
        raise NoFreePort(f"no free port for {name} between {ports.start} and {ports.stop - 1}: end what uses them")

    def save(self) -> None:
        self._path.write_text(json.dumps(self._remembered | self._given, indent=1) + "\n")


def refuse_unusable(port: int) -> None:
    """Raise CannotRun for a number that is no port, and for one that this user may not open. A taken one passes."""
    if not 0 < port <= LAST_PORT:
        raise CannotRun(f"PORT={port} is no port: choose one from 1024 to {LAST_PORT}")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
            server.bind((LOOPBACK, port))
    except PermissionError as error:
        raise CannotRun(f"PORT={port} is not permitted for this user: choose one from 1024 to {LAST_PORT}") from error
    except OSError:
        return  # somebody else has it: the next free one is found and said aloud


def pick_throw_away(count: int) -> list[int]:
    """Some free ports, at a random place of a range that no run uses."""
    found: list[int] = []
    start = random.randrange(len(THROW_AWAY))  # noqa: S311 -- a place to begin, no secret
    for offset in range(len(THROW_AWAY)):
        port = THROW_AWAY[(start + offset) % len(THROW_AWAY)]
        if is_free(port):
            found.append(port)
            if len(found) == count:
                return found
    raise NoFreePort(f"fewer than {count} free ports between {THROW_AWAY.start} and {THROW_AWAY.stop - 1}")
