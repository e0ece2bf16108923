"""Exhibit 14 on small files: the shop's import beside the careless one, in the lab's database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from apps.orders.models import Order, OrderLine
from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.guarding import NotTheLab, refuse_outside_the_lab
from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s14_million_rows import exporting, racing
from apps.showcase.scenarios.s14_million_rows.importing import (
    HERE,
    answer,
    import_sample,
    in_lab,
    run_import,
    what_is_there,
)
from apps.showcase.scenarios.s14_million_rows.lab_tables import empty_from_outside, empty_tables
from apps.showcase.scenarios.s14_million_rows.racing import race
from tests import shop
from tests.showcase.conftest import Copied

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def lab(lab_copied: Copied, django_db_blocker) -> Iterator[None]:
    """The lab's database of this test run."""
    with lab_copied(""), django_db_blocker.unblock():
        yield


def facts(side: dict) -> dict[str, str]:
    return dict(map(tuple, side["facts"]))


@pytest.fixture(scope="module")
def outcome(lab: None, django_db_blocker) -> dict:
    """One run for the tests that look at it from several sides, with an order of the shop's beside it."""
    told: list[str] = []
    with django_db_blocker.unblock():
        kept = shop.order("990000", ("85048", 2, "6.950"))
        result = import_sample(
            lambda done=0, total=None, note="": told.append(note), lines=1_000, mode="skip-bad", bad=10
        )
        result["told"] = told
        result["shop"] = (list(Order.objects.values_list("number", flat=True)), OrderLine.objects.count())
        kept.lines.all().delete()
        kept.delete()
    return result


def test_the_shops_import_is_exact_and_the_careless_one_is_not(outcome):
    answer, twin = outcome["answer"], outcome["twin"]
    assert (answer["holds"], answer["verdict"]) == (True, "exact to the penny")
    assert (answer["figure"], answer["unit"]) == ("979", "lines stored of 1,010 rows")
    assert facts(answer)["Rejected, each with its reason"] == "10 rows"
    assert facts(answer)["Came twice, left out"].startswith("21 rows of ")
    assert facts(answer)["The same file once more"] == "0 lines added"
    assert (twin["holds"], twin["verdict"]) == (False, "half a file in the shop")
    assert twin["note"].startswith("ValueError at line ")
    assert "'twelve'" in twin["note"]


def test_rejected_rows_are_shown_with_line_column_code_and_reason(outcome):
    rejected = outcome["sections"][0]
    assert rejected["columns"] == ["Line", "Column", "Code", "Reason"]
    assert len(rejected["rows"]) == 10
    assert [row[1:3] for row in rejected["rows"][:3]] == [
        ["Quantity", "quantity_format"],
        ["Quantity", "quantity_zero"],
        ["InvoiceDate", "date_format"],
    ]


def test_progress_tells_each_step(outcome):
    assert outcome["told"][0] == "Making the lab's database"
    assert any(note.startswith("Writing the file: 1,010 rows") for note in outcome["told"])
    assert any(note.startswith("Importing. ") for note in outcome["told"])


def test_the_shops_own_tables_are_not_touched(outcome):
    assert outcome["shop"] == (["990000"], 1)


def test_what_writes_in_the_lab_refuses_the_shops_database():
    order = shop.order("990001", ("85048", 2, "6.950"))
    with pytest.raises(NotTheLab, match="is not a lab's database"):
        refuse_outside_the_lab()
    with pytest.raises(NotTheLab):
        empty_tables()
    assert Order.objects.get() == order


def test_a_refused_file_leaves_nothing(lab, tmp_path):
    sample = write_sample(tmp_path / "sample.csv", lines=400, bad=2)
    empty_from_outside()
    imported = run_import(tmp_path / "sample.csv", "all-or-nothing", quiet)
    assert (imported["exit"], imported["figures"]["rows_rejected"]) == (1, 2)
    _, stored = what_is_there()
    assert (stored["lines"], stored["orders"]) == (0, 0)
    side = answer(sample, imported, None, stored)
    assert (side.holds, side.verdict, side.figure) == (True, "refused as a whole, nothing changed", "0")


def test_without_bad_rows_the_careless_import_counts_days_twice(lab):
    result = import_sample(quiet, lines=400, mode="all-or-nothing", bad=0)
    assert result["answer"]["verdict"] == "exact to the penny"
    assert result["twin"]["verdict"] == "16 rows are in the shop twice"
    assert result["twin"]["figure"] == "400"
    assert facts(result["twin"])["Off by"] != "0.000"


def test_every_other_way_puts_all_rows_away_or_is_measured_on_a_slice(lab, monkeypatch):
    *others, slowest = racing.WAYS
    monkeypatch.setattr(racing, "WAYS", (*others, replace(slowest, seconds=0.05)))
    speed, _, table = race(quiet, lines=400)["sections"]
    assert [row[:2] for row in table["rows"][:-1]] == [
        ["the shop's import", "400"],
        ["raw COPY", "400"],
        ["pandas, chunks", "400"],
        ["csv, row by row + COPY", "400"],
        ["list(csv) + COPY", "400"],
        ["bulk_create", "400"],
    ]
    assert [bar["remark"] for bar in speed["bars"][:-1]] == [""] * 6
    assert speed["bars"][-1]["label"] == "ORM save()"
    assert speed["bars"][-1]["remark"].startswith("measured on the first ")


def test_a_way_that_did_not_run_has_no_figures():
    shop_lap = racing.Lap("the shop's import", "", 1000, 0.5, 90_000_000, True, False)
    dead = racing.Lap("ORM save()", "", 0, 2.0, 0, False, True, "ValueError: no")
    side = racing.slow_side(shop_lap, dead, 1000)
    assert (side.verdict, side.figure, list(side.facts), side.note) == ("did not run", "–", [], "ValueError: no")
    assert racing.table([dead]).rows[0][1:5] == ["0", "2.00", "did not run", "did not run"]
    assert racing.slow_side(shop_lap, replace(dead, rows=100), 1000).verdict == "40 times slower"


def test_the_export_writes_every_line_and_stays_small(outcome, tmp_path):
    """The twin is the negative control: of the same lines it takes several times the memory."""
    path = str(tmp_path / "out.csv")
    reports = {
        name: in_lab(f"{HERE}.exporting:{name}", {"path": path}, limits=exporting.LIMITS, progress=quiet)
        for name in ("by_export", "by_list")
    }
    shop, twin = (exporting.side(report, holds=True, verdict="") for report in reports.values())
    _, stored = what_is_there()
    assert dict(shop.facts)["Lines"] == dict(twin.facts)["Lines"] == f"{stored['lines']:,}"
    assert exporting.above(reports["by_export"]) < 10
