"""A client that sends bodies by hand, as no library would: without a length, without an end, on and on."""

import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answered:
    """What came of it: the status (0 when the connection ended without one), how much was sent until then, how long."""

    status: int
    form: str
    body: bytes
    sent: int
    seconds: float


def send(shop: str, head: str, pieces: Iterator[bytes], *, stubborn: bool = False) -> Answered:
    """Send the head and piece after piece of the body until there is an answer, or all of it when `stubborn`."""
    place = urlsplit(shop)
    begun, sent = time.monotonic(), 0
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE_SECONDS) as connection:
        try:
            connection.sendall(head.encode())
            for piece in pieces:
                if not stubborn and select.select([connection], [], [], 0)[0]:
                    break
                connection.sendall(piece)
                sent += len(piece)
        except OSError:  # the server has ended the connection: it may have answered before
            pass
        return Answered(*answer_of(connection), sent, time.monotonic() - begun)


def answer_of(connection: socket.socket) -> tuple[int, str, bytes]:
    """Status, content type and body."""
    answer = HTTPResponse(connection)
    try:
        answer.begin()
        return answer.status, answer.headers.get_content_type(), answer.read()
    except (OSError, HTTPException):
        return 0, "", b""


def in_chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces as chunks of HTTP, and the end of them."""
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
