"""The web server of development, kept to HTTP where Django's is not: bodies in chunks, and bodies that nobody reads.

Django's own reads to the end, into memory, whatever a view has left unread, and takes a body that comes in chunks for
the next request on the connection.
"""

import io
import re
import socket
import time
from contextlib import suppress
from typing import Any

from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler, WSGIServer

MOST_UNREAD = 64 * 1024
"""So much is read to the end, so that the connection can be used again; beyond, it is closed."""
LINGERING_SECONDS = 5.0
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;[^\r\n]{0,200})?\r\n")
LONGEST_LINE = 8192
MOST_TRAILERS = 100


class ChunkedBody(io.RawIOBase):
    """A body as it was before it was sent in chunks (RFC 9112, section 7.1). Raises OSError where it is no such."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._left = 0
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and not self.ended:
            self._begin_chunk()
        if self.ended:
            return 0
        data = self._stream.read1(min(len(buffer), self._left))
        if not data:
            raise OSError("The body has no end.")
        buffer[: len(data)] = data
        self._left -= len(data)
        if not self._left and self._stream.readline(3) != b"\r\n":
            raise OSError("A chunk is longer than it says.")
        return len(data)

    def _begin_chunk(self) -> None:
        line = CHUNK_LINE.fullmatch(self._stream.readline(LONGEST_LINE))
        if line is None:
            raise OSError("A chunk does not say how long it is.")
        self._left = int(line[1], 16)
        if not self._left:
            if not any(self._stream.readline(LONGEST_LINE) == b"\r\n" for _ in range(MOST_TRAILERS)):
                raise OSError("The trailers have no end.")
            self.ended = True


class Exchange(ServerHandler):
    """One request and its answer. What is left of a body is read where the connection is used again, and that only when
    it is soon done; else the connection ends.
    """

    stdin: Any
    headers: Any
    request_handler: Any

    def __init__(self, stdin: Any, stdout: Any, stderr: Any, environ: dict[str, Any], **options: Any) -> None:
        super().__init__(stdin, stdout, stderr, environ, **options)
        self.chunks = ChunkedBody(stdin) if "HTTP_TRANSFER_ENCODING" in environ else None
        if self.chunks:
            self.stdin = io.BufferedReader(self.chunks)

    def unread(self) -> int:
        """How many bytes of the body are left; of one in chunks it is only known whether there are any."""
        if self.chunks:
            return 0 if self.chunks.ended else MOST_UNREAD + 1
        left: int = self.stdin.limit - self.stdin._pos
        return left

    def cleanup_headers(self) -> None:
        super().cleanup_headers()
        unread, connection = self.unread(), self.request_handler
        if unread > MOST_UNREAD:
            self.headers["Connection"] = "close"
            connection.close_connection = True
        connection.lingers = bool(unread) and connection.close_connection

    def close(self) -> None:
        if self.request_handler.lingers:
            self.stdin = io.BytesIO()  # of which nothing is left to read
        super().close()


class Connection(WSGIRequestHandler):
    """A connection, for one request after the other."""

    connection: Any
    server: Any
    lingers = False
    # An answer is two writes, head and body; the second would wait 40 ms until the caller acknowledges the first.
    disable_nagle_algorithm = True

    def handle(self) -> None:
        super().handle()
        if self.lingers:
            self.linger()

    def linger(self) -> None:
        """Let a caller who is still sending read the answer: closed at once, it would see a connection reset."""
        until = time.monotonic() + LINGERING_SECONDS
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)  # whoever waits for the end of the answer has it
            self.connection.settimeout(1)
            while time.monotonic() < until and self.connection.recv(MOST_UNREAD):
                pass

    def handle_one_request(self) -> None:
        """As Django's, with an Exchange."""
        self.raw_requestline = self.rfile.readline(LONGEST_LINE * 8 + 1)
        if len(self.raw_requestline) > LONGEST_LINE * 8:
            self.requestline = self.request_version = self.command = ""
            self.send_error(414)
            return
        if not self.parse_request():
            return
        exchange = Exchange(self.rfile, self.wfile, self.get_stderr(), self.get_environ())
        exchange.request_handler = self
        exchange.run(self.server.get_app())


class Server(WSGIServer):
    """Answers each connection with a Connection."""

    def __init__(self, address: tuple[str, int], handler: type[Any], **options: Any) -> None:
        super().__init__(address, Connection, **options)
