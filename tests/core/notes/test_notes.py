"""Notes of staff: who may write and read them, and that they stay."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.core.errors import DomainError, NotAllowed
from apps.core.models import AuditEntry, Note
from apps.core.notes import LONGEST_NOTE, add_note
from tests import shop

WRITERS = {"owner", "manager", "support", "warehouse"}


@pytest.mark.django_db
def test_a_note_has_its_author_its_object_and_an_entry_in_the_trail(people):
    order = shop.order("1001")
    note = add_note(target=order, text="  Leave it at the back door.\n", by=people["support"])
    assert (note.text, note.author, note.object_type, note.object_id, note.object_name) == (
        "Leave it at the back door.",
        people["support"],
        "orders.order",
        str(order.pk),
        "1001",
    )
    entry = AuditEntry.objects.get(action="core.note_added")
    assert (entry.actor, entry.object_type, entry.object_id) == (people["support"], "orders.order", str(order.pk))
    assert entry.after == {"note": note.pk}


@pytest.mark.django_db
def test_notes_are_written_by_those_who_may_and_by_nobody_else(people):
    order, customer = shop.order("1001"), shop.customer("9")
    for target, writers in ((order, WRITERS), (customer, WRITERS - {"warehouse"})):
        for slug, person in people.items():
            before = (Note.objects.count(), AuditEntry.objects.count())
            if slug in writers:
                add_note(target=target, text="x", by=person)
            else:
                with pytest.raises(NotAllowed):
                    add_note(target=target, text="x", by=person)
                assert (Note.objects.count(), AuditEntry.objects.count()) == before, slug


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"), [("", "note_empty"), (" \n", "note_empty"), ("x" * (LONGEST_NOTE + 1), "note_too_long")]
)
def test_a_note_says_something_and_not_a_book(people, text, code):
    with pytest.raises(DomainError) as refusal:
        add_note(target=shop.order("1001"), text=text, by=people["owner"])
    assert (refusal.value.code, refusal.value.field) == (code, "text")
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_notes_are_read_by_those_who_may_view_their_objects(people):
    on_order = add_note(target=shop.order("1001"), text="x", by=people["owner"])
    on_customer = add_note(target=shop.customer("9"), text="x", by=people["owner"])
    seen = {slug: set(Note.objects.visible_to(person)) for slug, person in people.items()}
    everything = {on_order, on_customer}
    assert seen == {
        **dict.fromkeys(("owner", "manager", "support", "auditor", "engineer"), everything),
        "warehouse": {on_order},
        "customer": set(),
    }


@pytest.mark.parametrize(
    "statement", ["UPDATE core_note SET text = 'x'", "DELETE FROM core_note", "TRUNCATE core_note"]
)
@pytest.mark.django_db(transaction=True)
def test_notes_are_append_only(people, statement):
    add_note(target=shop.order("1001"), text="as it was", by=people["owner"])
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Note.objects.get().text == "as it was"
