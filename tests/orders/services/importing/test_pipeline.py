"""Whole imports: what is stored, in which mode, and that nothing is when nothing shall be."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from apps.catalog.models import Product
from apps.core.errors import Conflict, NotAllowed
from apps.core.jobs import JobCancelled, cancel, lease
from apps.core.models import AuditEntry, Job, JobState, OutboxEvent
from apps.orders.enums import OrderKind
from apps.orders.exceptions import ImportFileError
from apps.orders.models import Customer, ImportJob, Order, OrderLine
from apps.orders.services.importing import pipeline
from tests import shop
from tests.orders.files import row, write
from tests.orders.importing import contents, elsewhere, lines, run_import, structure
from tests.orders.services.importing.samples import BAD, GOOD, SALE
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


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
