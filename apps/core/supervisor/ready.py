"""Checks that tell when a server can be used; each answers at once or within a second."""

import contextlib
import http.client
import socket
import time

from .ports import LOOPBACK

WRONG_ANSWER_SECONDS = 0.3
"""A pause after a wrong answer: each leaves a line, often a long one, on the console."""


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
        if connection.getresponse().status == 200:
            return True
        time.sleep(WRONG_ANSWER_SECONDS)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return False
