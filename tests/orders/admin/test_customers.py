"""The page of a customer."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core.models import AuditEntry
from apps.orders.models import Customer
from tests import shop


@pytest.fixture
def support(people: dict[str, User], client: Client) -> Client:
    client.force_login(people["support"])
    return client


def address(customer: Customer) -> str:
    return f"/admin/orders/customer/{customer.pk}/change/"


def test_name_email_and_phone_are_put_right_by_the_service(support: Client) -> None:
    ada = shop.customer("13085", country="DE")
    asked = {"name": "Ada", "email": "ada@münchen.example", "phone": "030 901820"}
    assert support.post(address(ada), asked).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.phone) == ("Ada", "ada@xn--mnchen-3ya.example", "+4930901820")
    (entry,) = AuditEntry.objects.filter(object_type="orders.customer")
    assert (entry.action, set(entry.after or {})) == ("orders.customer_changed", {"name", "email", "phone"})


def test_a_refusal_stands_beside_its_field_and_nothing_changes(support: Client) -> None:
    ada = shop.customer("13085", name="Ada", country="ZZ")
    page = support.post(address(ada), {"name": "Eve", "email": "<b>@x.example", "phone": "030 901820"})
    found = page.context["adminform"].form.errors.as_data()
    assert {field: [error.code for error in errors] for field, errors in found.items()} == {
        "email": ["email_invalid"],
        "phone": ["phone_country_needed"],
    }
    assert "Of which country?" in page.content.decode()
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.phone) == ("Ada", "", "")


def test_who_may_only_look_reads_the_number(people: dict[str, User], client: Client) -> None:
    ada = shop.customer("13085", phone="+4930901820")
    client.force_login(people["auditor"])
    assert "+4930901820" in client.get(address(ada)).content.decode()
    assert client.post(address(ada), {"name": "Eve"}).status_code == 403
