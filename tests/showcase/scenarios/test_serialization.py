"""Exhibit 28: one order there and back in each format, and what a stranger's bytes do."""

from typing import Any

import pytest

from apps.core.rest.renderers import JSONRenderer
from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s28_serialization import comparing, stranger


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "ENOUGH", 0.001)


def rows(result: dict[str, Any], title: str) -> dict[str, list[str]]:
    (section,) = (section for section in result["sections"] if section["title"] == title)
    return {row[0]: row[1:] for row in section["rows"]}


def test_the_shops_formats_lose_nothing_and_floats_do() -> None:
    result = comparing.compare(quiet, lines=20)
    answer, twin = result["answer"], result["twin"]
    assert (answer["holds"], dict(answer["facts"])["Facts changed"]) == (True, "0 of 296")
    assert 15 <= int(answer["figure"].removesuffix("%")) <= 35
    assert (twin["holds"], twin["verdict"], twin["figure"]) == (False, "41 facts changed", "869.9000000000001")
    back = rows(result, "What comes back")
    assert back["pydantic"][:3] == back["marshmallow"][:3] == back["pickle"][:3] == ["148", "0", "0"]
    assert back["pickle"][3] == "runs what it says"
    assert back["json, standard library"][3].startswith("refuses: ")
    assert back["DRF's renderer"][2] == "41"


def test_an_amount_that_the_shop_writes_as_a_number_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JSONRenderer, "encode_amount", lambda self, amount: float(amount))
    answer = comparing.compare(quiet, lines=4)["answer"]
    assert (answer["holds"], answer["verdict"]) == (False, "16 facts changed")


@pytest.mark.parametrize(("effect", "left"), [("file", "I was here."), ("environment", "variables")])
def test_a_strangers_pickle_runs_and_the_shop_refuses_it(effect: str, left: str) -> None:
    result = stranger.receive(quiet, effect=effect)
    assert (result["twin"]["holds"], result["twin"]["verdict"]) == (False, "it ran")
    assert left in dict(result["twin"]["facts"])["It left"]
    assert (result["answer"]["holds"], result["answer"]["figure"]) == (True, "16")
    assert "taken" not in [said for said, *_ in rows(result, "The same bytes at the shop's readers").values()]
    codes = {name: code for name, (_, code, _) in rows(result, "What else a stranger may send").items()}
    assert codes["an extension type"] == "malformed_msgpack"
    assert codes["two million empty arrays"] == "too_large"


def test_a_reader_that_takes_them_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(stranger.READERS, "cache", bytes)
    answer = stranger.receive(quiet, effect="file")["answer"]
    assert (answer["holds"], answer["verdict"]) == (False, "1 taken")
