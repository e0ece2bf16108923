"""What orders does when it hears an event."""

from django.urls import reverse

from apps.core.events import handles
from apps.notifications.services import send
from apps.orders.events import OrdersImported
from apps.orders.models import ImportJob


@handles(OrdersImported)
def tell_owner_of_import(event: OrdersImported) -> None:
    """Whoever began an import hears how it went; one begun on the command line belongs to nobody."""
    done = ImportJob.objects.select_related("job__owner").get(pk=event.import_job_id)
    if done.job.owner is None:
        return
    send(
        recipient=done.job.owner,
        kind="import_finished",
        context={
            "file_name": done.file_name,
            "orders_created": done.orders_created,
            "lines_stored": done.lines_stored,
            "rows_rejected": done.rows_rejected,
            "rows_repeated": done.rows_repeated,
            "path": reverse("admin:orders_importjob_change", args=[done.pk]),
        },
        dedupe_key=f"import_finished:{done.pk}",
    )
