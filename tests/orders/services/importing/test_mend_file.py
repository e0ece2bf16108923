"""The file of the rows to mend: no request reads the upload for it, the bulk worker writes it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.core.errors import DomainError, NotAllowed
from apps.core.jobs.queue import run_queued
from apps.core.models import AuditEntry, Job, JobState
from apps.orders.enums import ImportMode
from apps.orders.models import ImportJob
from apps.orders.services.importing.mend_file import file_to_mend, request_rows_to_mend
from apps.orders.services.importing.requested import request_import
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload
from tests import shop
from tests.orders.files import LONDON, row, text
from tests.orders.services.importing.samples import BAD, SALE

pytestmark = pytest.mark.django_db(transaction=True)
FORMULA = row("540001", name="=1+1", quantity="0", at="2010-12-02 09:00:00")


@pytest.fixture
def imported(people):
    def perform(rows):
        sent = ContentFile(text(rows).encode(), name="orders.csv")
        upload = store_upload(file=sent, kind="order_import", by=people["manager"])
        done = request_import(upload=upload, mode=ImportMode.SKIP_BAD, dry_run=False, zone=LONDON, by=people["manager"])
        run_queued(str(done.job_id))
        return ImportJob.objects.get(pk=done.pk)

    return perform


@pytest.fixture
def asked(people):
    """The import anew, after its rows to mend were asked for and, unless told otherwise, written."""

    def ask(done, *, by="manager", work=True):
        job = request_rows_to_mend(import_job=done, by=people[by])
        if work:
            run_queued(str(job.pk))
        return ImportJob.objects.select_related("mend_job").get(pk=done.pk)

    return ask


def test_it_is_written_by_a_job_and_kept_as_an_upload_of_who_asked(imported, asked, people):
    done = asked(imported([*SALE, FORMULA]), work=False)
    assert (done.mend_job.state, file_to_mend(import_job=done)) == (JobState.QUEUED, None)
    done = asked(done)
    file = file_to_mend(import_job=done)
    assert (file.name, file.owner, done.mend_job.result) == (
        f"mend-{done.pk}.csv",
        people["manager"],
        {"upload": str(file.pk), "rows": 1},
    )
    with default_storage.open(file.path) as stored:
        assert stored.read().decode() == (
            "\ufeffInvoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\r\n"
            f"{','.join(FORMULA)}\r\n".replace("=1+1", "'=1+1")
        )
    entry = AuditEntry.objects.get(action="orders.rows_to_mend_requested")
    assert (entry.object_id, entry.after) == (str(done.pk), {"job": str(done.mend_job_id)})


def test_asked_again_it_is_the_same_file(imported, asked):
    done = asked(imported([*SALE, BAD]))
    assert asked(done).mend_job_id == done.mend_job_id
    assert Upload.objects.count() == 2


def test_a_file_that_is_gone_is_the_cause_and_it_may_be_asked_for_again(imported, asked):
    """The request itself does not look into the upload."""
    done = imported([*SALE, BAD])
    default_storage.delete(done.upload.path)
    first = asked(done)
    assert (first.mend_job.state, first.mend_job.cause) == (
        JobState.FAILED,
        "The uploaded file is no longer stored; send it again.",
    )
    assert asked(done, work=False).mend_job_id != first.mend_job_id


def test_a_file_larger_than_an_upload_may_be_is_refused_by_name(imported, asked, settings):
    done = imported([*SALE, BAD])
    settings.UPLOAD_MAX_BYTES = 50
    assert asked(done).mend_job.cause == "The file is larger than 50 bytes."
    assert Upload.objects.count() == 1


def test_nobody_gets_one_of_nothing_or_without_the_permission(imported, people):
    bad, faultless = imported([*SALE, BAD]), imported(SALE)
    unkept = shop.import_job(people["manager"], rejections=1)
    for done, by, code in (
        (bad, "auditor", NotAllowed.code),
        (faultless, "manager", "nothing_to_mend"),
        (unkept, "manager", "file_gone"),
    ):
        with pytest.raises(DomainError) as refused:
            request_rows_to_mend(import_job=done, by=people[by])
        assert refused.value.code == code
    assert not Job.objects.filter(kind="orders.rows_to_mend").exists()
    assert not ImportJob.objects.exclude(mend_job=None).exists()
