"""The way of a file through the admin: upload, preview, start, progress, result, once more."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.core.jobs.queue import run_queued
from apps.core.models import AuditEntry, Job, JobState
from apps.orders.models import ImportJob, Order
from apps.uploads.models import Upload
from tests.core.backoffice.visiting import address, signed_in_as
from tests.orders.files import row, text
from tests.orders.services.importing.samples import BAD, GOOD, SALE

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/orders/importjob/add/"


@pytest.fixture
def manager() -> Client:
    return signed_in_as("manager")


def sent(client, rows, *, query="", name="orders.csv"):
    """The preview's address, after these rows were uploaded."""
    content = rows if isinstance(rows, bytes) else text(rows).encode()
    answer = client.post(f"{ADD}{query}", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def started(client, rows, **values):
    """An import of these rows that waits for its worker."""
    answer = client.post(sent(client, rows), {"mode": "skip-bad", "timezone": "Europe/London", **values})
    assert answer.status_code == 302
    done = ImportJob.objects.latest("id")
    assert answer["Location"] == page(done)
    return done


def performed(client, rows, **values):
    done = started(client, rows, **values)
    run_queued(str(done.job_id))
    return ImportJob.objects.select_related("job").get(pk=done.pk)


def page(done):
    return address(ImportJob, "change", done.pk)


def act(name, done):
    return reverse(f"admin:orders_importjob_{name}", args=[done.pk])


def words(answer):
    """What the page says, without markup and line breaks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_file_is_stored_as_an_upload_and_looked_at(manager):
    where = sent(manager, [*GOOD, BAD])
    upload = Upload.objects.get()
    assert (upload.owner, upload.kind, upload.name) == (manager.user, "order_import", "orders.csv")
    assert where == f"/admin/orders/importjob/preview/{upload.pk}/"
    said = words(manager.get(where))
    assert "1 of 6 rows cannot be taken." in said
    assert "4 orders, 0 of them in the shop already" in said
    assert "A line of zero pieces says nothing." in said
    assert "2010-12-01 08:26:00" in said
    assert Job.objects.count() == Order.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n", "The header is not that of an order file (missing: Invoice, StockCode,"),
        (text([]).encode(), "The file has a header, but no rows."),
        (b"PK\x03\x04 and more", "The file is a zip archive or a spreadsheet; save it as CSV."),
        (text([row(name="caf\xe9")]).encode("latin-1"), "Line 2 is not UTF-8 (byte 0xE9); save the file as UTF-8."),
    ],
)
def test_a_file_that_is_none_is_told_in_one_sentence(manager, content, sentence):
    answer = manager.get(sent(manager, content))
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert b'name="mode"' not in answer.content


def test_a_file_that_is_too_large_is_told_at_its_field_and_not_kept(manager, settings):
    settings.UPLOAD_MAX_BYTES = 100
    answer = manager.post(ADD, {"file": SimpleUploadedFile("orders.csv", text(GOOD).encode())})
    assert (answer.status_code, Upload.objects.count()) == (200, 0)
    assert "The file is larger than 100 bytes." in words(answer)


def test_the_preview_begins_with_what_suits_the_file_or_was_asked_for(manager):
    def chosen(where):
        return manager.get(where).context["form"].initial

    assert chosen(sent(manager, SALE)) == {"mode": "all-or-nothing", "timezone": "Europe/London"}
    assert chosen(sent(manager, [*SALE, BAD]))["mode"] == "skip-bad"
    mending = sent(manager, SALE, query="?mode=upsert&timezone=Asia%2FTokyo")
    assert chosen(mending) == {"mode": "upsert", "timezone": "Asia/Tokyo"}
    assert "2010-11-30 23:26:00" in words(manager.get(mending))
    assert chosen(mending.replace("Asia%2FTokyo", "Atlantis"))["timezone"] == "Europe/London"


def test_the_preview_says_how_many_of_the_problems_it_shows(manager):
    shown = words(manager.get(sent(manager, [*SALE, *[BAD] * 21])))
    assert "; the first 20 below" in shown
    assert " below" not in words(manager.get(sent(manager, [*SALE, *[BAD] * 20])))


def test_orders_that_upsert_would_make_shorter_are_named_before(manager):
    performed(manager, SALE)
    assert "536365 (2 lines, 1 in the file)" in words(manager.get(sent(manager, SALE[:1])))
    assert "fewer lines" not in words(manager.get(sent(manager, SALE)))


def test_it_waits_runs_and_is_watched(manager):
    first = started(manager, SALE)
    second = started(manager, [row("536399")])
    assert "Waiting for another import to end: 1 before this one." in words(manager.get(page(second)))
    assert "Waiting for the bulk worker" in words(manager.get(page(first)))
    Job.objects.filter(pk=first.job_id).update(
        state=JobState.RUNNING,
        done=50_000,
        total=150_000,
        progress_note="Reading",
        progress_figures={"rejected": 12, "repeated_invoice": 3, "invoice_conflict": 0, "rows_per_second": 20_000},
    )
    part = manager.get(act("progress", first))
    assert "50,000 of about 150,000 rows read, 20,000 a second; about 5 s left." in words(part)
    assert "Rows rejected 12 Rows repeated 3 Rows in conflict 0" in words(part)
    assert "HX-Refresh" not in part
    Job.objects.update(state=JobState.SUCCEEDED)
    assert manager.get(act("progress", first))["HX-Refresh"] == "true"


def test_one_that_waits_is_cancelled_and_starts_again(manager):
    done = started(manager, SALE)
    assert manager.post(act("cancel", done)).status_code == 302
    answer = manager.get(page(done))
    assert "Cancelled before it began." in words(answer)
    assert b"Start again" in answer.content
    manager.post(act("again", done), {"mode": "skip-bad", "timezone": "Europe/London"})
    assert ImportJob.objects.latest("id").upload == done.upload


def test_a_dry_run_offers_to_import_now(manager):
    done = performed(manager, [*SALE, BAD], dry_run="on")
    answer = manager.get(page(done))
    assert "2 lines of 1 order would be stored; 1 row rejected. This was a dry run: nothing has changed." in words(
        answer
    )
    assert b"Import now" in answer.content
    assert Order.objects.count() == 0
    manager.post(act("again", done), {"mode": done.mode, "timezone": done.timezone})
    again = ImportJob.objects.latest("id")
    run_queued(str(again.job_id))
    assert (again.dry_run, again.mode, Order.objects.count()) == (False, "skip-bad", 1)


def test_a_refusal_offers_to_store_what_is_good(manager):
    done = performed(manager, [*SALE, BAD], mode="all-or-nothing")
    said = words(manager.get(page(done)))
    assert "1 row cannot be taken: nothing was stored (all-or-nothing)." in said
    assert "Good, not stored 2" in said
    assert "Import what is good" in said


def test_the_result_says_what_was_changed(manager):
    performed(manager, SALE)
    changed = [SALE[0], row("536365", "NEW1", price="1", customer="17850.0"), row("536400", customer="13000")]
    done = performed(manager, changed, mode="upsert")
    answer = manager.get(page(done))
    said = words(answer)
    assert "3 lines of 2 orders were stored." in said
    assert "Orders made 1 Orders replaced 1 Products made 1 Customers made 1" in said
    assert "536365 2 2 35.64 21.30 −14.34 as before import" in said
    shown = answer.context["outcome"]["changes"]
    listed = {
        change.name: manager.get(change.link).context["cl"].result_list for change in shown if change.link[0] != "#"
    }
    assert {name: [str(found) for found in rows] for name, rows in listed.items()} == {
        "Orders made": ["536400"],
        "Products made": ["NEW1 WHITE HANGING HEART"],
        "Customers made": ["13000"],
    }


def test_rows_left_out_are_narrowed_by_verdict_code_and_column(manager):
    bad = row("536382", "22139", price="1,5", at="2011-08-12 15:00:00")
    done = performed(manager, [*SALE, BAD, bad])
    listed = address(ImportJob, "changelist").replace("importjob", "importrejection")

    def lines(**narrowed):
        found = manager.get(listed, {"import_job__id__exact": done.pk, **narrowed}).context["cl"].result_list
        return sorted(rejection.line for rejection in found)

    assert lines() == lines(verdict__exact="rejected") == [4, 5]
    assert lines(code__exact="price_format") == lines(column__exact="Price") == [5]
    assert lines(verdict__exact="repeated_invoice") == []
    file = manager.get(manager.get(page(done)).context["outcome"]["left_out_csv"])
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [["5", "rejected"], ["4", "rejected"]]


@pytest.mark.parametrize("role", ["support", "warehouse", "auditor"])
def test_others_may_not_and_nothing_changes(manager, role):
    where = sent(manager, SALE)
    waiting = started(manager, SALE)
    other = signed_in_as(role)
    before = list(Job.objects.values()), ImportJob.objects.count(), Upload.objects.count(), AuditEntry.objects.count()
    settings = {"mode": "upsert", "timezone": "UTC"}
    answers = [
        other.get(ADD),
        other.post(ADD, {"file": SimpleUploadedFile("orders.csv", text(SALE).encode())}),
        other.get(where),
        other.post(where, settings),
        other.post(act("again", waiting), settings),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    other.post(act("cancel", waiting))
    assert before == (
        list(Job.objects.values()),
        ImportJob.objects.count(),
        Upload.objects.count(),
        AuditEntry.objects.count(),
    )


def test_the_rows_to_mend_are_asked_for_written_and_downloaded(manager):
    done = performed(manager, [*SALE, BAD], mode="skip-bad")
    assert manager.post(act("mend", done)).url == f"{page(done)}#mend"
    assert "The rows to mend are being written" in words(manager.get(page(done)))
    assert "HX-Refresh" not in manager.get(act("mending", done)).headers
    run_queued(str(ImportJob.objects.get().mend_job_id))
    assert manager.get(act("mending", done)).headers["HX-Refresh"] == "true"
    (link,) = re.findall(r'href="([^"]+)" download>Download the rows to mend', manager.get(page(done)).content.decode())
    answer = manager.get(link)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mend-{done.pk}.csv"'
    assert b"".join(answer.streaming_content).count(b"\r\n") == 2


def test_those_who_may_not_see_imports_get_nothing_of_them(manager):
    done = performed(manager, [*SALE, BAD])
    support = signed_in_as("support")
    assert [support.get(act(name, done)).status_code for name in ("progress", "mending")] == [403, 403]
    assert support.post(act("mend", done)).status_code == 403
    auditor = signed_in_as("auditor")
    answer = auditor.get(page(done))
    assert answer.status_code == 200
    assert "2 lines of 1 order were stored; 1 row rejected." in words(answer)
    assert b"Upload the corrected file" not in answer.content
