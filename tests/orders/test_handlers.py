from dataclasses import fields
from decimal import Decimal

import pytest

from apps.core.models import Job, JobState
from apps.notifications.models import Notification
from apps.notifications.services import send_due_mails
from apps.orders.enums import ImportMode
from apps.orders.events import OrdersImported
from apps.orders.handlers import tell_owner_of_import
from apps.orders.models import ImportJob

pytestmark = pytest.mark.django_db


def imported(owner) -> OrdersImported:
    job = Job.objects.create(kind="orders.import", owner=owner, state=JobState.SUCCEEDED)
    done = ImportJob.objects.create(
        job=job, file_name="november.csv", orders_created=3, lines_stored=12, rows_rejected=1, rows_repeated=2
    )
    values = {
        "import_job_id": done.pk,
        "job_id": job.pk,
        "mode": ImportMode.SKIP_BAD,
        "orders_created": 3,
        "orders_replaced": 0,
        "lines_stored": 12,
        "currency": "GBP",
        "net_total": Decimal("99.500"),
    }
    return OrdersImported(**{field.name: values[field.name] for field in fields(OrdersImported)})


def test_whoever_began_an_import_hears_how_it_went(people, mailoutbox):
    event = imported(people["manager"])
    tell_owner_of_import(event)
    tell_owner_of_import(event)
    notification = Notification.objects.get()
    assert (notification.recipient, notification.kind) == (people["manager"], "import_finished")
    send_due_mails()
    [mail] = mailoutbox
    assert mail.subject == "Import of november.csv: 3 new orders"
    assert f"/admin/orders/importjob/{event.import_job_id}/change/" in mail.body
    assert "Rows rejected:         1" in mail.body


def test_an_import_of_the_command_line_tells_nobody():
    tell_owner_of_import(imported(None))
    assert not Notification.objects.exists()
