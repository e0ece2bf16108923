"""What people and files get to see."""

import io
import json
from pathlib import Path

import pytest

from apps.core.supervisor.console import Console, JsonLog


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
    console = Console.for_people(stream, roles=["web", "worker"], environment={"LOG": "worker, beat"})
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


def test_json_lines_hold_time_role_and_message(tmp_path: Path) -> None:
    log = JsonLog(tmp_path / "mail.jsonl", role="mail")
    log.write('a "quoted" line')
    log.close()
    log.write("too late")
    (record,) = [json.loads(line) for line in (tmp_path / "mail.jsonl").read_text().splitlines()]
    assert record.pop("timestamp").endswith("Z")
    assert record == {"role": "mail", "message": 'a "quoted" line'}
