"""The web server of development: bodies in chunks are bodies, and a body that nobody reads costs nothing."""

import io
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer

from apps.core.management.commands import runserver
from apps.core.management.serving import ChunkedBody, Connection, Server

GOOD = {
    b"0\r\n\r\n": b"",
    b"5\r\nhello\r\n0\r\n\r\n": b"hello",
    b"2\r\nhe\r\n003;x=y\r\nllo\r\n0\r\nExpires: never\r\n\r\n": b"hello",
    b"A \r\n0123456789\r\n0\r\n\r\n": b"0123456789",
}
BAD = {
    "no length": b"\r\nhello",
    "no number": b"zz\r\nhello\r\n0\r\n\r\n",
    "a sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "a line feed alone": b"5\nhello\r\n0\r\n\r\n",
    "too short": b"5\r\nhell",
    "too long": b"5\r\nhello!\r\n0\r\n\r\n",
    "no end": b"5\r\nhello\r\n",
    "a length without an end": b"0" * 9000,
    "trailers without an end": b"0\r\n" + b"x: y\r\n" * 101 + b"\r\n",
}


def body(sent: bytes) -> io.BufferedReader:
    return io.BufferedReader(ChunkedBody(io.BytesIO(sent)))


@pytest.mark.parametrize("sent", GOOD)
def test_chunks_become_one_body_and_what_follows_is_left(sent: bytes) -> None:
    stream = io.BytesIO(sent + b"GET / HTTP/1.1")
    assert io.BufferedReader(ChunkedBody(stream)).read() == GOOD[sent]
    assert stream.read() == b"GET / HTTP/1.1"


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_chunk_is_refused(name: str) -> None:
    with pytest.raises(OSError, match=r"chunk|end"):
        body(BAD[name]).read()


def ignoring(environ: Any, start_response: Any) -> list[bytes]:
    """An application that reads no body; its answer says which address it was asked."""
    start_response("200 OK", [("Content-Length", "2")])
    return [environ["PATH_INFO"].encode()[-2:]]


def reading(environ: Any, start_response: Any) -> list[bytes]:
    """An application that answers with what it was sent."""
    content = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(content)))])
    return [content]


def on_and_on(environ: Any, start_response: Any) -> Iterator[bytes]:
    """An application that reads no body, and whose answer ends when the connection does."""
    start_response("200 OK", [])
    yield from (b"/", b"1")


@contextmanager
def served(app: Callable[..., Any], server: type[WSGIServer] = Server) -> Iterator[socket.socket]:
    """A connection to a server of this application."""
    threaded: Any = type("Threaded", (socketserver.ThreadingMixIn, server), {"daemon_threads": True})
    with threaded(("127.0.0.1", 0), WSGIRequestHandler) as listening:
        listening.set_app(app)
        thread = threading.Thread(target=listening.serve_forever, args=[0.01])
        thread.start()
        try:
            with socket.create_connection(listening.server_address, timeout=10) as connection:
                yield connection
        finally:
            listening.shutdown()
            thread.join()


def head(path: bytes, said: bytes) -> bytes:
    return b"POST %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n\r\n" % (path, said)


def everything(connection: socket.socket) -> bytes:
    connection.shutdown(socket.SHUT_WR)
    return b"".join(iter(lambda: connection.recv(65536), b""))


CHUNKED = head(b"/1", b"Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n"


def test_a_body_in_chunks_is_read_and_the_connection_goes_on() -> None:
    with served(reading) as connection:
        connection.sendall(CHUNKED + head(b"/2", b"Content-Length: 5") + b"again")
        said = everything(connection)
    assert said.count(b"HTTP/1.1 200 OK") == 2
    assert b"hello" in said
    assert said.endswith(b"again")


def test_djangos_own_server_takes_the_chunks_for_the_next_request() -> None:
    with served(reading, WSGIServer) as connection:
        connection.sendall(CHUNKED)
        said = everything(connection)
    assert b"hello" not in said.partition(b"\r\n\r\n")[2][:5]
    assert b"Bad request" in said


def test_a_small_body_that_nobody_reads_is_passed_over() -> None:
    with served(ignoring) as connection:
        connection.sendall(head(b"/1", b"Content-Length: 5") + b"hello" + head(b"/2", b"Content-Length: 0"))
        said = everything(connection)
    assert (said.count(b"HTTP/1.1 200 OK"), b"Connection: close" in said) == (2, False)


@pytest.mark.parametrize("said", [b"Content-Length: 1000000000", b"Transfer-Encoding: chunked"])
def test_a_large_body_that_nobody_reads_ends_the_connection(said: bytes) -> None:
    with served(ignoring) as connection:
        connection.sendall(head(b"/1", said))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"Connection: close" in answer
    assert answer.endswith(b"/1")


def test_who_waits_for_the_end_of_an_answer_need_not_send_the_rest() -> None:
    with served(on_and_on) as connection:
        connection.sendall(head(b"/1", b"Content-Length: 5"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.endswith(b"/1")


def test_no_part_of_an_answer_waits_until_the_one_before_is_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    handle = Connection.handle

    def note(self: Connection) -> None:
        at_once.append(self.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        handle(self)

    monkeypatch.setattr(Connection, "handle", note)
    with served(ignoring) as connection:
        connection.sendall(head(b"/1", b"Content-Length: 0"))
        assert everything(connection).endswith(b"/1")
    assert [bool(one) for one in at_once] == [True]


def test_make_run_serves_with_it() -> None:
    assert runserver.Command.server_cls is Server
