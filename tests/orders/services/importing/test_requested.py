"""Imports of uploaded files: queued by people, performed as jobs."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.accounts.models import RoleAssignment, RolePermission
from apps.core.errors import DomainError, NotAllowed
from apps.core.jobs import sweep
from apps.core.jobs.queue import run_queued
from apps.core.models import AuditEntry, Job, JobState
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, ImportJob, Order
from apps.orders.services.importing.requested import request_import
from apps.uploads.enums import UploadKind
from apps.uploads.services.storing import store_upload
from tests import shop
from tests.orders.files import LONDON, text
from tests.orders.services.importing.samples import BAD, GOOD, SALE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(people):
    """An import that the manager asks for, of these rows."""

    def ask(rows, *, mode="all-or-nothing", dry_run=False, by="manager", kind=UploadKind.ORDER_IMPORT):
        sent = ContentFile(text(rows).encode(), name="orders.csv")
        upload = store_upload(file=sent, kind=kind, by=people["manager"])
        return request_import(upload=upload, mode=ImportMode(mode), dry_run=dry_run, zone=LONDON, by=people[by])

    return ask


def performed(done):
    run_queued(str(done.job_id))
    return ImportJob.objects.select_related("job").get(pk=done.pk)


def test_it_is_queued_with_its_file_and_said_in_the_trail(asked, people):
    done = asked(SALE, mode="skip-bad")
    assert (done.job.kind, done.job.state, done.job.owner) == (
        "orders.import_upload",
        JobState.QUEUED,
        people["manager"],
    )
    assert (done.file_name, done.sha256, done.mode, done.timezone) == (
        "orders.csv",
        done.upload.sha256,
        "skip-bad",
        "Europe/London",
    )
    entry = AuditEntry.objects.get(action="orders.import_requested")
    assert (entry.object_id, entry.after["upload"]) == (str(done.pk), str(done.upload_id))
    assert Order.objects.count() == 0


def test_the_job_stores_it_and_counts_while_it_reads(asked):
    done = performed(asked([*GOOD, BAD], mode="skip-bad"))
    assert (done.job.state, done.job.result["file"], done.lines_stored) == (JobState.SUCCEEDED, "orders.csv", 5)
    figures = done.job.progress_figures
    assert figures.pop("rows_per_second") > 0
    assert figures == {"rejected": 1, "repeated_invoice": 0, "invoice_conflict": 0}


def test_what_it_made_carries_its_time(asked):
    shop.customer("17850")
    done = performed(asked(GOOD))
    assert done.stored_at is not None
    assert set(Order.objects.values_list("created_at", flat=True)) == {done.stored_at}
    assert [customer.number for customer in Customer.objects.filter(created_at=done.stored_at)] == ["14527"]
    assert {line.product.created_at for order in Order.objects.all() for line in order.lines.all()} == {done.stored_at}


@pytest.mark.parametrize("options", [{"dry_run": True}, {"mode": "all-or-nothing"}])
def test_what_stored_nothing_has_no_such_time(asked, options):
    done = performed(asked([*SALE, BAD], **options))
    assert (done.stored_at, done.rows_rejected, Order.objects.count()) == (None, 1, 0)


def test_a_refusal_is_the_cause_of_the_job(asked):
    done = performed(asked([*SALE, BAD]))
    assert done.job.state == JobState.FAILED
    assert done.job.cause == "1 row cannot be taken: nothing was stored (all-or-nothing)."


def test_those_who_may_not_import_ask_in_vain(asked):
    with pytest.raises(NotAllowed):
        asked(SALE, by="support")
    assert Job.objects.count() == ImportJob.objects.count() == 0


def test_a_file_that_the_actor_may_not_see_is_not_imported(asked, people):
    """Who may import sees all uploads in the shop's own roles; a role of the shop's making may see its own alone."""
    RolePermission.objects.filter(role__slug="manager", permission__codename="view_upload").delete()
    before = (Job.objects.count(), ImportJob.objects.count(), AuditEntry.objects.count())
    sent = ContentFile(text(SALE).encode(), name="orders.csv")
    upload = store_upload(file=sent, kind=UploadKind.ORDER_IMPORT, by=people["owner"])
    with pytest.raises(NotAllowed, match="may not see this file"):
        request_import(upload=upload, mode=ImportMode.UPSERT, dry_run=False, zone=LONDON, by=people["manager"])
    after = (Job.objects.count(), ImportJob.objects.count(), AuditEntry.objects.count() - 1)  # the upload's own entry
    assert after == before
    assert asked(SALE).job.owner == people["manager"]  # one's own


def test_the_permission_is_asked_again_when_it_begins(asked, people):
    done = asked(SALE)
    RoleAssignment.objects.filter(user=people["manager"]).delete()
    done = performed(done)
    assert (done.job.state, Order.objects.count()) == (JobState.FAILED, 0)
    assert done.job.cause == "Importing orders needs the permission to do so."


def test_a_file_that_was_sent_as_something_else_is_none(asked):
    with pytest.raises(DomainError, match="not sent as an order file"):
        asked(SALE, kind=UploadKind.DOCUMENT)


def test_a_file_that_changed_on_the_disk_is_not_imported(asked):
    done = asked(SALE)
    with open(default_storage.path(done.upload.path), "a") as stored:  # noqa: PTH123
        stored.write("536366,X,,1,2010-12-01 09:00:00,1,,France\n")
    done = performed(done)
    assert done.job.cause == "The file is not the one that was sent; upload it again."
    assert Order.objects.count() == 0


def test_a_file_that_is_gone_is_said_without_its_path(asked):
    done = asked(SALE)
    default_storage.delete(done.upload.path)
    assert performed(done).job.cause == "The uploaded file is no longer stored; send it again."


def test_one_whose_process_died_begins_again(asked):
    done = asked(SALE)
    long_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.update(state=JobState.RUNNING, attempt=1, lease_until=long_ago)
    assert sweep() == 1
    assert Job.objects.get(pk=done.job_id).state == JobState.QUEUED
    done = performed(done)
    assert (done.job.state, done.job.attempt, Order.objects.count()) == (JobState.SUCCEEDED, 2, 1)
