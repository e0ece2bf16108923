"""Checks that tell when a server can be used; each answers at once or within a second."""

import contextlib
import http.client
import socket

from .ports import LOOPBACK


def listens(port: int) -> bool:
    """True when somebody accepts connections on this loopback port."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def answers_200(port: int, path: str) -> bool:
    """True when GET of this path is answered with 200."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
