"""A worker that is killed while it stores: nothing of the file is there, and the next worker stores it once."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from apps.core.broker import Broker
from apps.core.jobs import sweep
from apps.core.jobs.queue import ring_queued_jobs
from apps.core.models import Job, JobState, OutboxEvent
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, ImportJob, Order
from apps.orders.services.importing.requested import request_import
from apps.uploads.services.storing import store_upload
from tests.broker import forget_everything
from tests.orders.files import LONDON, text
from tests.orders.importing import lines
from tests.orders.services.importing.samples import GOOD
from tests.processes import process
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = ("-m", "celery", "-A", "config", "worker", "-P", "solo", "--without-mingle", "--without-gossip", "-Q", "bulk")


@pytest.fixture
def worker(tmp_path: Path):
    """Starts a bulk worker that sees the files of this test."""
    forget_everything()

    def start():
        return process(
            *WORKER,
            log=tmp_path / "bulk.out",
            DJANGO_SETTINGS_MODULE="config.settings.test",
            VITRINE_ROLE="bulk",
            UPLOAD_ROOT=default_storage.location,
        )

    return start


def ring() -> None:
    """What the relay does."""
    with Broker() as broker:
        assert ring_queued_jobs(broker) == 1


def waits_for_customers() -> bool:
    """Whether somebody stores customers and is not let to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'orders_customer'::regclass AND NOT granted)"
        )
        return bool(cursor.fetchone()[0])


def test_what_a_killed_worker_left_is_nothing_and_the_next_one_stores_it_once(people, worker):
    sent = ContentFile(text(GOOD).encode(), name="orders.csv")
    upload = store_upload(file=sent, kind="order_import", by=people["manager"])
    request_import(upload=upload, mode=ImportMode.ALL_OR_NOTHING, dry_run=False, zone=LONDON, by=people["manager"])

    ring()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE orders_customer IN SHARE MODE")
        with worker() as first:
            eventually(waits_for_customers, seconds=60)
            os.killpg(first.pid, signal.SIGKILL)
            first.wait(timeout=20)
    eventually(lambda: not waits_for_customers(), seconds=20)
    assert (Order.objects.count(), Customer.objects.count(), OutboxEvent.objects.count()) == (0, 0, 0)
    assert Job.objects.get().state == JobState.RUNNING  # nobody has noticed yet

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # as if thirty seconds had gone by
    assert sweep() == 1
    ring()
    with worker():
        eventually(lambda: Job.objects.get().state == JobState.SUCCEEDED, seconds=60)
    done = ImportJob.objects.get()
    assert (Job.objects.get().attempt, done.lines_stored, len(lines())) == (2, 5, 5)
    assert OutboxEvent.objects.filter(name="orders.OrdersImported").count() == 1
