"""Exhibit 27: one order in every way, and a client of version 1 whose field is renamed."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.orders.models import Order
from apps.showcase.lab.guarding import NotTheLab
from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s27_api_versions import asking, cast, changing

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's rows, in the tests' own database."""
    for module in (asking, changing):
        monkeypatch.setattr(module, "refuse_outside_the_lab", lambda: None)


def table(result: dict[str, Any], place: int = 0) -> list[list[str]]:
    return [section for section in result["sections"] if section["kind"] == "table"][place]["rows"]


def test_each_way_leads_to_its_version_and_the_twin_guesses(lab: None) -> None:
    result = asking.in_lab(quiet, day=cast.NOW)
    assert (result["answer"]["holds"], result["answer"]["figure"]) == (True, "0")
    assert result["answer"]["facts"][0] == ("Answers of version 1 that say when it ends", "4 of 4")
    assert (result["twin"]["holds"], result["twin"]["figure"]) == (False, "5")
    assert [row[2] for row in table(result)] == [
        *["200, version 1"] * 3,
        *["200, version 2"] * 3,
        "400, version_missing",
        "400, version_contradiction",
        "400, version_contradiction",
        "406, version_unknown",
    ]
    told = {row[0]: row[1:] for row in table(result, 1)}
    assert told["order_no"] == ['"VITRINE-27"', "number", '"VITRINE-27"', "Rename."]
    assert told["amount"][:3] == ["101.525", "total", '"101.525"']
    assert told["items[].price"][:3] == ["6.950", "lines[].unit_price", '"6.950"']


def test_after_the_last_day_version_1_refuses_and_the_twin_goes_on(lab: None) -> None:
    result = asking.in_lab(quiet, day=cast.OVER)
    assert result["answer"]["holds"]
    assert [row[2] for row in table(result)][:3] == ["410, version_ended"] * 3
    assert not result["twin"]["holds"]


@pytest.mark.parametrize(
    ("change", "reads", "named"),
    [
        (cast.RENAMED, "KeyError: 'item_count'", "GET /api/v1/orders/ 200 results[].item_count: is gone"),
        (
            cast.RETYPED,
            "{'currency': 'GBP', 'number': 'VITRINE-27'} of ",
            "results[].order_no: can now be anything",
        ),
    ],
)
def test_what_version_2_renames_breaks_the_twin_alone(lab: None, change: str, reads: str, named: str) -> None:
    result = changing.in_lab(quiet, change=change)
    assert (result["answer"]["holds"], result["answer"]["figure"]) == (True, "0")
    assert result["answer"]["facts"][0][1].endswith(": 2 items, 101.525")
    assert not result["twin"]["holds"]
    assert result["twin"]["facts"][0][1].startswith(reads)
    assert named in result["sections"][0]["steps"][1]["text"]


def test_what_is_added_breaks_neither(lab: None) -> None:
    result = changing.in_lab(quiet, change=cast.ADDED)
    assert (result["answer"]["holds"], result["twin"]["holds"]) == (True, True)
    added = {row[0]: row[1:] for row in table(result)}["gift_note"]
    assert added == ["–", "–", ""]


def test_what_version_1_renames_is_named(lab: None) -> None:
    result = changing.in_lab(quiet, change=cast.OLD)
    assert (result["answer"]["holds"], result["twin"]["holds"]) == (True, False)
    assert "GET /api/v1/orders/ 200 results[].order_no: is gone" in result["sections"][0]["steps"][0]["text"]
    assert result["twin"]["facts"][0][1] == "KeyError: 'order_no'"


def test_nothing_of_it_stays_and_nothing_happens_outside_the_lab(lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    view = changing.view_of("v1").serializer_class
    changing.in_lab(quiet, change=cast.RENAMED)
    assert (User.objects.count(), Order.objects.count()) == (0, 0)
    assert changing.view_of("v1").serializer_class is view
    monkeypatch.undo()
    for run in (lambda: asking.in_lab(quiet, day="now"), lambda: changing.in_lab(quiet, change="added")):
        with pytest.raises(NotTheLab):
            run()
