"""What each mode does with bad rows, repeats and conflicts."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from apps.catalog.models import Product
from apps.core.models import AuditEntry, Job, JobState
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, ImportJob, Order, StatusChange
from apps.orders.services.importing import ImportRefused, comparing
from tests import shop
from tests.orders.files import row, text, write
from tests.orders.importing import contents, elsewhere, lines, rejections, run_import, structure
from tests.orders.services.importing.samples import BAD, CREDIT, GOOD, SALE
from tests.waiting import eventually, waiting_for_a_row

pytestmark = pytest.mark.django_db(transaction=True)


def last_job() -> Job:
    return Job.objects.latest("created_at")


def test_skip_bad_stores_the_rest_also_of_the_same_invoice(imported):
    report = imported([SALE[0], row("536365", "71053", price="x"), *CREDIT], mode="skip-bad")
    assert [line[:3] for line in lines()] == [("536365", 1, "85123A"), ("C536379", 1, "D")]
    assert report.stored
    assert Order.objects.get(number="536365").line_count == 1


def test_all_or_nothing_is_nothing_with_one_bad_row_and_tells_all_of_them(imported):
    before, built = contents(), structure()
    with pytest.raises(ImportRefused) as caught:
        imported([BAD, *SALE, BAD])
    assert contents() == before
    assert structure() == built
    assert str(caught.value) == "2 rows cannot be taken: nothing was stored (all-or-nothing)."
    assert rejections() == [
        (2, "Quantity", "quantity_zero", "536381", 1),
        (5, "Quantity", "quantity_zero", "536381", 1),
    ]
    assert (last_job().state, last_job().cause) == (JobState.FAILED, str(caught.value))
    history = ImportJob.objects.get()
    assert (history.rows_read, history.rows_rejected, history.lines_stored, history.orders_created) == (4, 2, 0, 0)


@pytest.mark.parametrize("mode", ImportMode.values)
def test_a_dry_run_tells_the_same_figures_and_stores_nothing(imported, mode):
    shop.order("700000", ("71053", 1, "1.000"))
    before = contents()
    dry = imported([*SALE, *CREDIT, row("536366", at="2010-12-01 07:00:00")], mode=mode, dry_run=True)
    assert contents() == before
    assert last_job().state == JobState.SUCCEEDED
    history = ImportJob.objects.get()
    assert (history.dry_run, history.lines_stored, history.products_created) == (True, 4, 2)
    real = imported([*SALE, *CREDIT, row("536366", at="2010-12-01 07:00:00")], mode=mode)
    assert dry.outcome == real.outcome
    assert (dry.stored, real.stored) == (False, True)


def test_a_dry_run_of_all_or_nothing_says_that_it_would_be_refused(imported):
    report = imported([*SALE, BAD], dry_run=True)
    assert report.refused
    assert report.summary == "1 row cannot be taken: nothing would be stored (all-or-nothing)."
    assert last_job().state == JobState.SUCCEEDED


@pytest.mark.parametrize("mode", ImportMode.values)
def test_the_same_file_twice_gives_the_same_state(imported, mode):
    first = imported([*GOOD, *SALE], mode=mode)
    before = (lines(), list(Order.objects.values()), list(Product.objects.values()), list(Customer.objects.values()))
    second = imported([*GOOD, *SALE], mode=mode)
    after = (lines(), list(Order.objects.values()), list(Product.objects.values()), list(Customer.objects.values()))
    assert after == before
    assert (first.outcome.lines_stored, second.outcome.lines_stored) == (5, 0)
    assert second.problems.rows == {"repeated_invoice": 7}
    assert not second.refused
    assert sorted(rejections()[-5:]) == [
        (2, "", "repeated_invoice", "536365", 2),
        (4, "", "repeated_invoice", "C536379", 1),
        (5, "", "repeated_invoice", "536380", 1),
        (6, "", "repeated_invoice", "A563185", 1),
        (7, "", "repeated_invoice", "536365", 2),
    ]


def test_a_file_that_goes_on_where_the_last_one_ended_adds_what_is_new(imported):
    imported(SALE)
    report = imported([*SALE, *CREDIT])
    assert (report.outcome.orders_created, report.outcome.lines_stored) == (1, 1)
    assert report.problems.rows == {"repeated_invoice": 2}
    assert Order.objects.count() == 2


CHANGED = [SALE[0], row("536365", "71053", quantity="5", price="3.39"), row("536365", "84406B", price="1")]


def test_all_or_nothing_refuses_an_order_that_differs_from_the_shops(imported):
    imported(SALE)
    before = contents()
    with pytest.raises(ImportRefused) as caught:
        imported([*CHANGED, *CREDIT])
    assert contents() == before
    assert caught.value.report.problems.rows == {"invoice_conflict": 3}
    assert rejections() == [(2, "", "invoice_conflict", "536365", 3)]


def test_skip_bad_keeps_the_shops_order_and_stores_the_rest(imported):
    imported(SALE)
    before = lines()
    report = imported([*CHANGED, *CREDIT], mode="skip-bad")
    assert lines()[:2] == before
    assert (report.outcome.orders_created, report.outcome.orders_replaced) == (1, 0)
    assert (
        report.problems.kept[0].reason == "The shop has it with other rows; those stay. Mode upsert would replace them."
    )
    assert not Product.objects.filter(sku="84406B").exists()


def test_upsert_replaces_an_imported_order_that_differs_and_keeps_its_identity(imported):
    imported([*SALE, *CREDIT])
    known = Order.objects.get(number="536365")
    report = imported([*CHANGED, *CREDIT], mode="upsert")
    assert (report.outcome.orders_created, report.outcome.orders_replaced, report.outcome.lines_stored) == (0, 1, 3)
    assert report.problems.rows == {"repeated_invoice": 1}
    assert [line[:5] for line in lines()[:3]] == [
        ("536365", 1, "85123A", "WHITE HANGING HEART", 6),
        ("536365", 2, "71053", "WHITE HANGING HEART", 5),
        ("536365", 3, "84406B", "WHITE HANGING HEART", 6),
    ]
    changed = Order.objects.get(number="536365")
    assert (changed.pk, changed.total, changed.line_count) == (known.pk, Decimal("38.250"), 3)
    assert changed.imported_by_id == report.import_job_id
    assert changed.source_digest != known.source_digest
    assert imported(CHANGED, mode="upsert").problems.rows == {"repeated_invoice": 3}


def test_a_mended_file_is_imported_by_upsert(imported):
    imported([SALE[0], row("536365", "71053", price="3,39")], mode="skip-bad")
    report = imported(SALE, mode="upsert")
    assert report.outcome.orders_replaced == 1
    assert [line[2] for line in lines()] == ["85123A", "71053"]


def test_what_a_replaced_order_was_stays_in_the_audit_trail(imported, monkeypatch):
    first = imported([*SALE, *CREDIT])
    known = Order.objects.get(number="536365")
    assert AuditEntry.objects.get(action="orders.orders_imported").before is None
    imported([*CHANGED, row("C536379", "D", quantity="-2")], mode="upsert")
    was = AuditEntry.objects.filter(action="orders.orders_imported").latest("pk").before["replaced_orders"]
    became = AuditEntry.objects.filter(action="orders.orders_imported").latest("pk").after["replaced_orders"]
    assert [order["number"] for order in was] == [order["number"] for order in became] == ["536365", "C536379"]
    assert [(order["total"], order["rows"]) for order in became] == [("38.250", 3), ("-5.100", 1)]
    assert was[0] == {
        "number": "536365",
        "total": "35.640",
        "digest": known.source_digest,
        "rows": 2,
        "placed_at": "2010-12-01T08:26:00+00:00",
        "import_job": first.import_job_id,
    }
    monkeypatch.setattr(comparing, "REPLACED_KEPT", 1)
    assert imported([*SALE, *CREDIT], mode="upsert").outcome.orders_replaced == 2
    was = AuditEntry.objects.filter(action="orders.orders_imported").latest("pk").before["replaced_orders"]
    assert [order["total"] for order in was] == ["38.250"]


def test_times_of_a_wrong_time_zone_are_mended_by_upsert_alone(imported):
    summer = [row("536400", at="2011-07-01 12:00:00")]
    imported(summer, zone=ZoneInfo("America/New_York"))
    assert imported(summer).problems.rows == imported(summer, mode="skip-bad").problems.rows == {"repeated_invoice": 1}
    assert Order.objects.get().placed_at == datetime(2011, 7, 1, 16, tzinfo=UTC)
    report = imported(summer, mode="upsert")
    assert (report.outcome.orders_replaced, report.problems.rows) == (1, {})
    assert Order.objects.get().placed_at == datetime(2011, 7, 1, 11, tzinfo=UTC)
    assert imported(summer, mode="upsert").problems.rows == {"repeated_invoice": 1}


TORN = {
    "a cell": row("536365", "71053", quantity="six"),
    "too few cells": row("536365", "71053")[:7],
    "a quote that is not closed": row("536365", '"71053'),
    "the customer": row("536365", "71053", customer="17851"),
    "in a later copy": row("536365", "71053", quantity="six", at="2010-12-01 08:00:00"),
}


@pytest.mark.parametrize("torn", TORN.values(), ids=TORN)
@pytest.mark.parametrize("mode", ["skip-bad", "upsert"])
def test_a_copy_with_a_rejected_row_never_replaces_a_stored_order(tmp_path, imported, mode, torn):
    imported([*SALE, *CREDIT])
    before = (lines(), list(Order.objects.values()))
    path = tmp_path / "torn.csv"
    written = text([SALE[0], CREDIT[0]])
    path.write_text(f"{written}{','.join(torn)}\n")
    report = run_import(path, mode=mode)
    assert (lines(), list(Order.objects.values())) == before
    assert report.problems.rows == {"rejected": 1, "invoice_conflict": 1, "repeated_invoice": 1}
    assert report.outcome.lines_stored == 0
    [conflict] = [problem for problem in report.problems.kept if problem.code == "invoice_conflict"]
    assert (conflict.invoice, conflict.rows) == ("536365", 1)
    if mode == "upsert":
        assert conflict.reason == "The shop has it otherwise; that stays, for rows of it in the file were rejected."


def test_a_new_invoice_with_a_rejected_row_is_stored_without_it_and_the_same_file_again_is_a_repeat(imported):
    rows = [SALE[0], row("536365", "71053", price="x"), *CREDIT]
    assert imported(rows, mode="upsert").outcome.orders_created == 2
    again = imported(rows, mode="upsert")
    assert again.problems.rows == {"rejected": 1, "repeated_invoice": 2}
    assert [line[:3] for line in lines()] == [("536365", 1, "85123A"), ("C536379", 1, "D")]


@pytest.mark.parametrize("worked_on", [False, True], ids=["made by the shop", "changed since its import"])
def test_upsert_never_replaces_an_order_that_the_shop_made_or_worked_on(imported, worked_on):
    if worked_on:
        imported(SALE)
        StatusChange.objects.create(order=Order.objects.get(), from_status="completed", to_status="cancelled")
    else:
        shop.order("536365", ("85123A", 1, "2.550"))
    before = lines()
    report = imported(CHANGED, mode="upsert")
    assert lines() == before
    assert report.problems.rows == {"invoice_conflict": 3}
    assert report.problems.kept[0].reason == (
        "The shop has an order of this number that it made or changed itself; no import replaces it."
    )


def test_upsert_waits_for_who_is_at_work_on_an_order_before_it_judges(tmp_path, imported):
    imported(SALE)
    before = lines()
    with transaction.atomic():
        order = Order.objects.select_for_update().get()
        StatusChange.objects.create(order=order, from_status="completed", to_status="cancelled")
        coming = elsewhere(lambda: run_import(write(tmp_path / "changed.csv", CHANGED), mode="upsert"))
        eventually(lambda: coming.done() or waiting_for_a_row(), seconds=20)
    assert coming.result(timeout=20).problems.rows == {"invoice_conflict": 3}
    assert lines() == before


def test_a_conflict_inside_the_file_leaves_the_first_copy_in_every_mode_that_stores(imported):
    rows = [*SALE, row("536366", at="2010-12-01 10:00:00"), SALE[0]]
    with pytest.raises(ImportRefused):
        imported(rows)
    assert Order.objects.count() == 0
    for mode in ("skip-bad", "upsert"):
        imported(rows, mode=mode)
        assert [line[:3] for line in lines() if line[0] == "536365"] == [
            ("536365", 1, "85123A"),
            ("536365", 2, "71053"),
        ]
