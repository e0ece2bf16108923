"""Changing what is known of customers."""

import pytest
from django.db import IntegrityError

from apps.accounts.models import User
from apps.core.contacts import ContactRefused
from apps.core.errors import NotAllowed
from apps.core.models import AuditEntry, OutboxEvent
from apps.orders.models import Customer
from apps.orders.services.customers import change_customer
from tests import shop


def test_a_change_is_written_down_and_told_without_the_values(people: dict[str, User]) -> None:
    ada = shop.customer("13085", name="Ada", email="ada@x.example")
    changed = change_customer(customer=ada, by=people["support"], name="Ada", email="", phone="020 7946 0000")
    assert (changed.name, changed.email, changed.phone) == ("Ada", "", "+442079460000")
    entry = AuditEntry.objects.get(action="orders.customer_changed")
    assert (entry.actor_id, entry.object_id) == (people["support"].pk, str(ada.pk))
    assert entry.before == {"email": "ada@x.example", "phone": ""}
    assert entry.after == {"email": "", "phone": "+442079460000"}
    event = OutboxEvent.objects.get(name="orders.CustomerChanged")
    assert event.payload == {"customer_id": ada.pk, "number": "13085", "fields": ["email", "phone"]}


def test_the_same_in_another_spelling_changes_nothing(people: dict[str, User]) -> None:
    ada = shop.customer("13085", phone="+442079460000")
    change_customer(customer=ada, by=people["support"], phone="(020) 7946-0000")
    assert not AuditEntry.objects.filter(action="orders.customer_changed").exists()
    assert not OutboxEvent.objects.filter(name="orders.CustomerChanged").exists()


def test_refusals_change_nothing(people: dict[str, User]) -> None:
    ada = shop.customer("13085", name="Ada")
    with pytest.raises(NotAllowed):
        change_customer(customer=ada, by=people["warehouse"], name="Eve")
    with pytest.raises(ContactRefused) as refused:
        change_customer(customer=ada, by=people["support"], name="Eve", phone="12")
    assert (refused.value.code, refused.value.field) == ("phone_invalid", "phone")
    ada.refresh_from_db()
    assert ada.name == "Ada"


def test_the_database_keeps_what_is_no_number_out(db: None) -> None:
    ada = shop.customer("13085")
    with pytest.raises(IntegrityError, match="customer_phone_e164"):
        Customer.objects.filter(pk=ada.pk).update(phone="020 7946 0000")
