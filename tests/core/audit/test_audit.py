import pytest
import structlog
from django.db import IntegrityError, connection, transaction

from apps.core.audit import record
from apps.core.models import AuditEntry


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_object_and_why(people):
    with structlog.contextvars.bound_contextvars(request_id="request-9"):
        record(
            actor=people["manager"],
            action="sample.renamed",
            target=people["support"],
            before={"name": "a"},
            after={"name": "b"},
            reason="asked for it",
        )
    entry = AuditEntry.objects.get(action="sample.renamed")
    assert (entry.actor, entry.object_type, entry.object_id) == (
        people["manager"],
        "accounts.user",
        str(people["support"].pk),
    )
    assert (entry.before, entry.after, entry.reason, entry.request_id) == (
        {"name": "a"},
        {"name": "b"},
        "asked for it",
        "request-9",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET action = 'forged'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_trail_is_append_only(people, statement):
    record(actor=None, action="sample.done", target=people["owner"])
    before = list(AuditEntry.objects.order_by("pk").values())
    assert before
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.order_by("pk").values()) == before
