"""Whole imports: what is stored, in which mode, and that nothing is when nothing shall be."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from apps.catalog.models import Product
from apps.core.errors import Conflict, NotAllowed
from apps.core.jobs import JobCancelled, cancel, lease
from apps.core.models import AuditEntry, Job, JobState, OutboxEvent
from apps.orders.enums import ImportMode, OrderKind
from apps.orders.exceptions import ImportFileError
from apps.orders.models import Customer, ImportJob, Order, OrderLine, StatusChange
from apps.orders.services.importing import ImportRefused, pipeline
from tests import shop
from tests.orders.files import row, write
from tests.orders.importing import contents, elsewhere, lines, rejections, run_import, structure
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

SALE = [
    row("536365", "85123a", quantity="6", price="2.55"),
    row("536365", "71053", name=" WHITE METAL LANTERN ", quantity="6", price="3.39", at="2010-12-01 08:27:00"),
]
CREDIT = [row("C536379", "D", name="Discount", quantity="-1", price="27.5", customer="14527.0", country="EIRE")]
WRITE_OFF = [row("536380", "22139", name="", quantity="-10", price="0", customer="", at="2010-12-01 09:41:00")]
BAD_DEBT = [
    row("A563185", "B", name="Adjust bad debt", quantity="1", price="-11062.06", customer="", at="2011-08-12 14:50:00")
]
GOOD = [*SALE, *CREDIT, *WRITE_OFF, *BAD_DEBT]
BAD = row("536381", "22139", quantity="0", at="2011-08-12 15:00:00")


def last_job() -> Job:
    return Job.objects.latest("created_at")


def test_orders_are_stored_as_the_file_has_them(imported, people):
    report = imported(GOOD, by=people["manager"])
    assert lines() == [
        ("536365", 1, "85123A", "WHITE HANGING HEART", 6, Decimal("2.550"), Decimal("15.300")),
        ("536365", 2, "71053", "WHITE METAL LANTERN", 6, Decimal("3.390"), Decimal("20.340")),
        ("536380", 1, "22139", "", -10, Decimal("0.000"), Decimal("0.000")),
        ("A563185", 1, "B", "Adjust bad debt", 1, Decimal("-11062.060"), Decimal("-11062.060")),
        ("C536379", 1, "D", "Discount", -1, Decimal("27.500"), Decimal("-27.500")),
    ]
    fields = ("number", "kind", "status", "customer__number", "country", "currency", "total", "line_count", "placed_at")
    london = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert list(Order.objects.order_by("id").values_list(*fields)) == [
        ("536365", "sale", "completed", "17850", "GB", "GBP", Decimal("35.640"), 2, london),
        ("C536379", "credit_note", "completed", "14527", "IE", "GBP", Decimal("-27.500"), 1, london),
        ("536380", "adjustment", "completed", None, "GB", "GBP", Decimal(0), 1, london.replace(hour=9, minute=41)),
        (
            "A563185",
            "adjustment",
            "completed",
            None,
            "GB",
            "GBP",
            Decimal("-11062.060"),
            1,
            datetime(2011, 8, 12, 13, 50, tzinfo=UTC),
        ),
    ]
    assert list(Customer.objects.values_list("number", "country")) == [("14527", "IE"), ("17850", "GB")]
    assert list(Product.objects.order_by("sku").values_list("sku", "name", "kind", "is_active")) == [
        ("22139", "", "goods", True),
        ("71053", "WHITE METAL LANTERN", "goods", True),
        ("85123A", "WHITE HANGING HEART", "goods", True),
        ("B", "Adjust bad debt", "service", True),
        ("D", "Discount", "service", True),
    ]
    assert report.outcome.orders_by_kind == {OrderKind.SALE: 1, OrderKind.CREDIT_NOTE: 1, OrderKind.ADJUSTMENT: 2}


def test_an_order_keeps_where_it_came_from(imported):
    report = imported([*SALE, row("536366", at="2010-12-01 08:00:00")])
    first, second = Order.objects.order_by("number")
    assert (first.imported_by_id, first.source_rows, first.source_section) == (report.import_job_id, 2, 1)
    assert (second.source_rows, second.source_section) == (1, 2)
    assert len(first.source_digest) == len(second.source_digest) == 32
    assert first.source_digest != second.source_digest


def test_the_import_tells_job_history_audit_and_other_apps(imported, people):
    report = imported([*SALE, BAD], mode="skip-bad", by=people["manager"])
    job = last_job()
    assert (job.kind, job.state, job.owner_id, job.done) == (
        "orders.import",
        JobState.SUCCEEDED,
        people["manager"].pk,
        3,
    )
    figures = {**report.figures(), "seconds": job.result["seconds"]}
    assert job.result == figures
    history = ImportJob.objects.get()
    assert (history.job_id, history.file_name, history.mode, history.dry_run, history.timezone) == (
        job.pk,
        "orders.csv",
        "skip-bad",
        False,
        "Europe/London",
    )
    assert history.sha256 == report.sha256
    assert (history.rows_read, history.lines_stored, history.rows_rejected) == (3, 2, 1)
    assert (history.orders_created, history.products_created, history.customers_created) == (1, 2, 1)
    assert history.net_total == Decimal("35.640")
    assert history.counts_by_code == {"quantity_zero": 1}
    entry = AuditEntry.objects.get(action="orders.orders_imported")
    assert (entry.actor_id, entry.object_id) == (people["manager"].pk, str(history.pk))
    assert entry.after["lines_stored"] == 2
    event = OutboxEvent.objects.get(name="orders.OrdersImported")
    assert event.aggregate == f"orders.importjob:{history.pk}"
    assert event.payload == {
        "import_job_id": history.pk,
        "job_id": str(job.pk),
        "mode": "skip-bad",
        "orders_created": 1,
        "orders_replaced": 0,
        "lines_stored": 2,
        "currency": "GBP",
        "net_total": "35.640",
    }


def test_a_rejection_is_kept_with_the_row_as_it_stood(imported):
    imported([*SALE, BAD], mode="skip-bad")
    rejection = ImportJob.objects.get().rejections.get()
    assert (rejection.verdict, rejection.line, rejection.column, rejection.code, rejection.invoice, rejection.rows) == (
        "rejected",
        4,
        "Quantity",
        "quantity_zero",
        "536381",
        1,
    )
    assert rejection.reason == "A line of zero pieces says nothing."
    assert rejection.raw == BAD


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
    assert str(caught.value) == "2 rows cannot be taken, 0 are in conflict: nothing was stored (all-or-nothing)."
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
    assert report.summary == "1 rows cannot be taken, 0 are in conflict: nothing would be stored (all-or-nothing)."
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


def test_a_product_is_not_renamed_unless_it_has_no_name(imported):
    shop.product("85123A", name="Our own name")
    shop.product("71053", name="")
    imported(SALE)
    assert dict(Product.objects.values_list("sku", "name")) == {
        "85123A": "Our own name",
        "71053": "WHITE METAL LANTERN",
    }
    assert OrderLine.objects.get(sku="85123A").name == "WHITE HANGING HEART"


def test_a_customer_that_is_there_stays_and_a_new_one_gets_the_country_of_the_last_order(imported):
    shop.customer("17850", name="Ann", country="FR")
    imported(
        [
            row("536365"),
            row("536366", customer="13047.0", country="Spain"),
            row("536367", customer="13047.0", country="Portugal", at="2010-12-02 08:00:00"),
        ]
    )
    assert list(Customer.objects.values_list("number", "name", "country")) == [
        ("13047", "", "PT"),
        ("17850", "Ann", "FR"),
    ]


def test_times_are_those_of_the_zone_that_was_named(imported):
    imported(SALE, zone=ZoneInfo("Asia/Tokyo"))
    assert Order.objects.get().placed_at == datetime(2010, 11, 30, 23, 26, tzinfo=UTC)


def test_ids_go_on_after_an_import(imported):
    imported(GOOD)
    order = shop.order("700000", ("NEW", 1, "1.000"))
    assert order.pk > Order.objects.get(number="A563185").pk
    assert Product.objects.get(sku="NEW").pk == Product.objects.latest("id").pk


def test_without_the_permission_nothing_begins(imported, people):
    with pytest.raises(NotAllowed):
        imported(SALE, by=people["auditor"])
    assert Job.objects.count() == ImportJob.objects.count() == Order.objects.count() == 0


def test_a_cancelled_import_stores_nothing(imported, people, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    before, built = contents(), structure()

    def on_progress(progress):
        if progress.step != "comparing with the shop":
            return
        elsewhere(lambda: cancel(job=last_job(), by=people["owner"])).result()
        for _ in range(2):  # once the lease was renewed twice, the job has looked whether it shall stop
            seen = last_job().lease_until
            eventually(lambda seen=seen: last_job().lease_until > seen)

    with pytest.raises(JobCancelled):
        imported(SALE, on_progress=on_progress)
    after = contents()
    assert after.pop("core_auditentry")[len(before.pop("core_auditentry")) :]  # of the cancellation
    assert (after, structure()) == (before, built)
    assert last_job().state == JobState.CANCELLED


def test_an_order_stored_by_somebody_else_meanwhile_is_a_conflict_and_nothing_is_stored(imported, monkeypatch):
    shop.order("700000", ("85123A", 1, "1.000"))
    store = pipeline.store_staged

    def after_somebody_else(*args, **kwargs):
        elsewhere(lambda: shop.order("536365", ("85123A", 1, "1.000"))).result()
        store(*args, **kwargs)

    monkeypatch.setattr(pipeline, "store_staged", after_somebody_else)
    with pytest.raises(Conflict, match="The shop changed meanwhile; import the file again"):
        imported(SALE)
    assert Order.objects.get(number="536365").line_count == 1
    assert last_job().state == JobState.FAILED


def test_what_a_file_cannot_be_read_for_is_the_cause_of_its_job(tmp_path):
    before = contents()
    for name, content in {"empty.csv": b"", "other.csv": b"a,b\n1,2\n", "cut.csv.gz": b"\x1f\x8b\x08\x00"}.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ImportFileError) as caught:
            run_import(path)
        assert (last_job().state, last_job().cause) == (JobState.FAILED, str(caught.value))
    assert contents() == before
    assert ImportJob.objects.count() == 3


def test_a_file_without_rows_is_refused(tmp_path):
    before, built = contents(), structure()
    with pytest.raises(ImportFileError, match="but no rows"):
        run_import(write(tmp_path / "orders.csv", []))
    assert (contents(), structure()) == (before, built)
