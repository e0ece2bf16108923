"""Changing what is known of customers."""

import pytest
from django.db import IntegrityError

from apps.accounts.models import User
from apps.core.contacts import ContactRefused
from apps.core.errors import NotAllowed
from apps.core.models import AuditEntry, OutboxEvent
from apps.orders.models import Customer
from apps.orders.rules.countries import CountryUnknown
from apps.orders.services.customers import add_customer, change_customer
from tests import shop


def test_a_new_customer_gets_a_number_that_no_file_brought_along(people: dict[str, User]) -> None:
    first = add_customer(by=people["support"], name="Ada", country="gb", phone="020 7946 0000")
    taken = shop.customer(f"C{first.pk + 2}")  # its own row has the id between
    second = add_customer(by=people["support"], name="Bob", country="FR")
    assert (first.number, first.country, first.phone) == (f"C{first.pk}", "GB", "+442079460000")
    assert second.number == f"C{second.pk}" != taken.number
    entry = AuditEntry.objects.get(action="orders.customer_added", object_id=str(first.pk))
    assert (entry.actor_id, entry.after["number"]) == (people["support"].pk, first.number)
    told = OutboxEvent.objects.filter(name="orders.CustomerAdded").order_by("pk").values_list("payload", flat=True)
    assert told[0] == {"customer_id": first.pk, "number": first.number}


def test_a_customer_who_cannot_be_taken_is_not_there(people: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        add_customer(by=people["warehouse"], name="Eve", country="GB")
    with pytest.raises(CountryUnknown):
        add_customer(by=people["support"], name="Eve", country="QQ")
    with pytest.raises(ContactRefused):
        add_customer(by=people["support"], name="Eve", country="GB", email="eve@")
    assert not Customer.objects.exists()


def test_a_national_number_is_one_of_the_country_that_comes_with_it(people: dict[str, User]) -> None:
    ada = shop.customer("13085")
    change_customer(customer=ada, by=people["support"], country="fr", phone="01 42 68 53 00")
    ada.refresh_from_db()
    assert (ada.country, ada.phone) == ("FR", "+33142685300")


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
