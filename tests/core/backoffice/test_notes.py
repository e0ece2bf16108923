"""Notes on the pages of orders, customers, products and imports."""

import pytest
from django.test import Client

from apps.core.models import AuditEntry, Note
from apps.core.notes import add_note
from tests.core.backoffice.rows import customers, imports, orders, products
from tests.core.backoffice.visiting import Visit, address, queries_of

pytestmark = pytest.mark.django_db
NOTED = pytest.mark.parametrize("make", [orders, customers, products, imports], ids=lambda make: make.__name__)


def notes(client: Client, target: object) -> object | None:
    shown = client.get(address(type(target), "change", target.pk)).context["panels"]
    return next((panel for panel in shown if panel.title == "Notes"), None)


@NOTED
def test_a_note_is_added_on_the_page_and_shown_there_newest_first(owner: Client, make) -> None:
    (target,) = make(1)
    for text in ("first", "second\nwith <b> a line"):
        answer = owner.post(address(type(target), "note", target.pk), {"text": text})
        assert (answer.status_code, answer.url) == (302, f"{address(type(target), 'change', target.pk)}#notes")
    assert [note.text for note in notes(owner, target).notes] == ["second\nwith <b> a line", "first"]
    html = owner.get(address(type(target), "change", target.pk)).content.decode()
    assert "second<br>with &lt;b&gt; a line" in html
    assert "core.note_added" in owner.get(address(type(target), "history", target.pk)).content.decode()


@NOTED
def test_readers_see_notes_and_write_none(owner: Client, visit: Visit, make) -> None:
    (target,) = make(1)
    auditor = visit("auditor")
    assert notes(auditor, target) is None
    add_note(target=target, text="for all of us", by=owner.user)
    panel = notes(auditor, target)
    assert ([note.text for note in panel.notes], panel.form) == (["for all of us"], None)
    before = (Note.objects.count(), AuditEntry.objects.count())
    assert auditor.post(address(type(target), "note", target.pk), {"text": "x"}).status_code == 403
    assert (Note.objects.count(), AuditEntry.objects.count()) == before


def test_nobody_writes_on_what_they_may_not_view(visit: Visit, client: Client) -> None:
    (customer,), (order,) = customers(1), orders(1)
    page = address(type(customer), "note", customer.pk)
    assert visit("warehouse").post(page, {"text": "x"}).status_code == 403
    assert client.post(address(type(order), "note", order.pk), {"text": "x"}).status_code == 302
    assert visit("customer").post(address(type(order), "note", order.pk), {"text": "x"}).status_code == 302
    assert not Note.objects.exists()


def test_a_note_that_cannot_be_taken_comes_back_with_the_reason(owner: Client) -> None:
    (order,) = orders(1)
    answer = owner.post(address(type(order), "note", order.pk), {"text": "y" * 4_001})
    assert answer.status_code == 422
    assert "at most 4000 characters" in answer.content.decode()
    assert "y" * 4_001 in answer.content.decode()
    assert owner.post(address(type(order), "note", order.pk), {"text": "  "}).status_code == 422
    assert owner.get(address(type(order), "note", order.pk)).status_code == 405
    assert owner.post(address(type(order), "note", 0), {"text": "x"}).status_code == 302
    assert not Note.objects.exists()


def test_many_notes_end_with_the_way_to_all_of_them(owner: Client) -> None:
    first, second = orders(2)
    add_note(target=second, text="on another order", by=owner.user)
    page = address(type(first), "change", first.pk)
    add_note(target=first, text="1", by=owner.user)
    owner.get(page)
    few = queries_of(owner, page)
    for number in range(2, 24):
        add_note(target=first, text=str(number), by=owner.user)
    assert len(queries_of(owner, page)) == len(few)
    panel = notes(owner, first)
    assert (len(panel.notes), panel.notes[0].text, panel.note) == (20, "23", "The newest 20")
    assert owner.get(panel.more_url).context["cl"].result_count == 23
    listed = owner.get(panel.more_url).content.decode()
    assert f'href="{page}"' in listed
