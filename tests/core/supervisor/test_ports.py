"""Ports: the same as last time, else the next free one, said aloud."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.core.supervisor import ports
from apps.core.supervisor.errors import CannotRun
from apps.core.supervisor.ports import NoFreePort, PortBook


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def span(monkeypatch: pytest.MonkeyPatch, worker_id: str) -> range:
    """Three ports next to each other that nobody uses just now; each of the processes that test has its own."""
    own = 23000 + 300 * (int(worker_id[2:]) % 3 if worker_id.startswith("gw") else 0)
    base = next(port for port in range(own, own + 300, 3) if all(ports.is_free(port + step) for step in range(3)))
    found = range(base, base + 3)
    monkeypatch.setitem(ports.RANGES, "web", found)
    return found


@pytest.fixture
def first_is_taken(span: range) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", span.start)):
        yield


def test_the_first_port_of_the_range_is_taken_silently(tmp_path: Path, span: range, said: list[str]) -> None:
    assert PortBook(tmp_path / "ports.json", say=said.append).pick("web") == span.start
    assert said == []


@pytest.mark.usefixtures("first_is_taken")
def test_a_taken_port_gives_the_next_free_one_said_aloud(tmp_path: Path, span: range, said: list[str]) -> None:
    assert PortBook(tmp_path / "ports.json", say=said.append).pick("web") == span.start + 1
    assert said == [f"port {span.start} is taken: web uses {span.start + 1}"]


def test_a_port_taken_on_the_other_loopback_address_is_taken(span: range) -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with socket.create_server(("::1", span.start), family=socket.AF_INET6):
        assert not ports.is_free(span.start)
    assert ports.is_free(span.start)


def test_the_next_start_prefers_the_port_of_the_last(tmp_path: Path, span: range, said: list[str]) -> None:
    book = PortBook(tmp_path / "ports.json", say=said.append)
    book.pick("web", prefer=span.start + 2)
    book.save()
    assert PortBook(tmp_path / "ports.json", say=said.append).pick("web") == span.start + 2
    assert said == []


@pytest.mark.parametrize("port", [-1, 0, 65536, 99999])
def test_a_number_that_is_no_port_is_refused(tmp_path: Path, said: list[str], port: int) -> None:
    with pytest.raises(CannotRun) as refusal:
        PortBook(tmp_path / "ports.json", say=said.append).pick("web", prefer=port)
    assert str(refusal.value) == f"PORT={port} is no port: choose one from 1024 to 65535"


def test_a_port_that_this_user_may_not_open_is_not_called_taken(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    with pytest.raises(CannotRun) as refusal:
        PortBook(tmp_path / "ports.json", say=said.append).pick("web", prefer=80)
    assert str(refusal.value) == "PORT=80 is not permitted for this user: choose one from 1024 to 65535"
    assert said == []


def test_two_names_never_get_the_same_port(
    tmp_path: Path, span: range, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ports.RANGES, "mail", span)
    book = PortBook(tmp_path / "ports.json", say=said.append)
    assert [book.pick("web"), book.pick("mail")] == [span.start, span.start + 1]


def test_a_full_range_says_what_to_do(tmp_path: Path, span: range, said: list[str]) -> None:
    servers = [socket.create_server(("127.0.0.1", port)) for port in span]
    try:
        with pytest.raises(NoFreePort, match=f"no free port for web between {span.start} and {span.start + 2}"):
            PortBook(tmp_path / "ports.json", say=said.append).pick("web")
    finally:
        for server in servers:
            server.close()


def test_a_damaged_memory_of_ports_is_ignored(tmp_path: Path, span: range, said: list[str]) -> None:
    (tmp_path / "ports.json").write_text("[1, 2")
    assert PortBook(tmp_path / "ports.json", say=said.append).pick("web") == span.start


def test_all_ranges_lie_below_the_kernels_client_ports_and_apart() -> None:
    spans = [*ports.RANGES.values(), ports.THROW_AWAY]
    given = [port for span in spans for port in span]
    assert max(given) < 32768
    assert len(given) == len(set(given))
    assert ports.RANGES["web"].start == 8000


def test_throw_away_ports_are_free_and_different() -> None:
    found = ports.pick_throw_away(3)
    assert len(set(found)) == 3
    assert all(port in ports.THROW_AWAY and ports.is_free(port) for port in found)
