"""What people and files get to see."""

import io
import json
from pathlib import Path

import pytest

from apps.core.supervisor.console import Console, JsonLog
from apps.core.supervisor.errors import CannotRun


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_prefixes_are_aligned() -> None:
    stream = io.StringIO()
    console = Console(stream, roles=["web", "valkey-cache"])
    console.line("web", "hello")
    console.line("valkey-cache", "hello")
    console.say("hello")
    assert stream.getvalue() == "web          | hello\nvalkey-cache | hello\nvitrine      | hello\n"


def test_only_the_chosen_roles_are_printed_and_always_the_supervisor() -> None:
    stream = io.StringIO()
    console = Console.for_people(stream, roles=["web", "worker", "beat"], environment={"LOG": "worker, beat"})
    for role in ("web", "worker"):
        console.line(role, role)
    console.alarm("something")
    assert stream.getvalue() == "worker  | worker\nvitrine | something\n"


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [(Terminal(), {}, True), (Terminal(), {"NO_COLOR": "1"}, False), (io.StringIO(), {}, False)],
)
def test_colour_is_for_terminals_that_want_it(stream: io.StringIO, environment: dict[str, str], coloured: bool) -> None:
    Console.for_people(stream, roles=["web"], environment=environment).line("web", "hello")
    assert ("\x1b[" in stream.getvalue()) is coloured


def test_two_roles_have_two_colours() -> None:
    stream = Terminal()
    console = Console.for_people(stream, roles=["web", "worker"], environment={})
    console.line("web", "")
    console.line("worker", "")
    first, second = (line.split("m")[0] for line in stream.getvalue().splitlines())
    assert first != second


def test_a_reader_that_went_away_is_no_error() -> None:
    stream = io.StringIO()
    console = Console(stream)
    stream.close()
    console.say("hello")
    console.say("again")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("2026-11-23 21:23:46.123 UTC [4075] LOG:  checkpoint starting: time", "info"),
        ("2026-11-23 21:23:46.123 UTC [4075] WARNING:  there is no transaction in progress", "warning"),
        ('2026-11-23 21:23:46.123 UTC [4075] vitrine-web ERROR:  relation "x" does not exist', "error"),
        ("15090:M 23 Nov 2026 21:39:33.447 # Bad file format reading the append only", "warning"),
    ],
)
def test_json_lines_say_how_bad_it_is(tmp_path: Path, line: str, level: str) -> None:
    log = JsonLog(tmp_path / "postgres.jsonl", role="postgres")
    log.write(line)
    log.close()
    assert json.loads((tmp_path / "postgres.jsonl").read_text())["level"] == level


def test_a_role_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(CannotRun) as refusal:
        Console.for_people(io.StringIO(), roles=["web", "worker"], environment={"LOG": "web,foo"})
    assert str(refusal.value) == "LOG=foo: no such role; there are web, worker"


def test_json_lines_have_the_shape_of_the_shop_s_own(tmp_path: Path) -> None:
    log = JsonLog(tmp_path / "mail.jsonl", role="mail")
    log.write('a "quoted" line')
    log.close()
    log.write("too late")
    (record,) = [json.loads(line) for line in (tmp_path / "mail.jsonl").read_text().splitlines()]
    assert record.pop("timestamp").endswith("Z")
    assert record == {"role": "mail", "service": "vitrine", "level": "info", "event": 'a "quoted" line'}
