"""Tests stay on this machine."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class LeftTheMachine(AssertionError):
    """A test tried to reach something outside."""


@contextmanager
def only_loopback() -> Iterator[None]:
    """Connections of Python's sockets to anything but loopback and Unix sockets raise LeftTheMachine."""
    with (
        mock.patch.object(socket.socket, "connect", _guarded(socket.socket.connect)),
        mock.patch.object(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex)),
    ):
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise LeftTheMachine(f"A test tried to connect to {address[0]}.")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
