"""The ways that are compared end in the same content; so they did the same work."""

import pytest
from django.db import connection

from apps.orders.models import OrderLine
from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.processes import quiet
from benchmarks.importing.benchmark import BARE, CONTENT, HAND, OURS, Candidate, report_of
from benchmarks.importing.hand_sql import hand_sql
from benchmarks.importing.ways import bulk_create, shops_import
from benchmarks.running import Lap, Laps
from tests.database import empty
from tests.orders.importing import structure

pytestmark = pytest.mark.django_db(transaction=True)


def content() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(CONTENT)
        return cursor.fetchone()


def test_hand_written_sql_and_bulk_create_store_what_the_import_stores(tmp_path):
    path = tmp_path / "sample.csv.gz"
    sample = write_sample(path, lines=1_500)
    before = structure()
    shops_import(quiet, path=str(path))
    right = content()
    assert OrderLine.objects.count() == sample.lines_stored
    for way in (hand_sql, bulk_create):
        empty()
        connection.close()  # its settings are for a session that has no temporary tables yet
        way(quiet, path=str(path))
        assert content() == right, way.__name__
        assert structure() == before
    OrderLine.objects.order_by("id").first().delete()
    assert content() != right


def test_what_a_run_shows_is_told_whether_the_goals_were_reached_or_missed():
    def laps(*seconds: float, peak: int) -> Laps:
        return Laps([Lap({"seconds": one}, peak) for one in seconds])

    chosen = [Candidate(label, "", "") for label in (BARE, HAND, OURS)]
    measured = {BARE: laps(0.0, peak=100_000_000), HAND: laps(4.0, 9.0, 5.0, peak=110_000_000)}
    reached = report_of(
        "", "f", 100, chosen, measured | {OURS: laps(5.0, 7.0, 6.0, peak=140_000_000)}, {HAND: "1", OURS: "1"}
    )
    assert reached.says == [
        "hand-written SQL, the shop's import: the same content, by digest.",
        "Goal reached: 1.20 times hand-written SQL (at most 1.25).",
        "Goal reached: 40 MB above `django.setup()` (at most 40).",
    ]
    missed = report_of(
        "", "f", 100, chosen, measured | {OURS: laps(5.0, 7.0, 8.0, peak=141_000_000)}, {HAND: "1", OURS: "2"}
    )
    assert missed.says == [
        "hand-written SQL, the shop's import: **different content**.",
        "Goal **missed**: 1.40 times hand-written SQL (at most 1.25).",
        "Goal **missed**: 41 MB above `django.setup()` (at most 40).",
    ]


def test_a_way_that_did_not_end_has_no_figures():
    chosen = [Candidate(label, "", "") for label in (BARE, HAND)]
    measured = {BARE: Laps([Lap({"seconds": 0.0}, 1)]), HAND: Laps([Lap({}, 0, "Stopped after 60 s.")])}
    report = report_of("", "f", 100, chosen, measured, {})
    assert report.rows == [[HAND, "0", "–", "–", "–", "–", "did not end: Stopped after 60 s."]]
    assert report.says == []
