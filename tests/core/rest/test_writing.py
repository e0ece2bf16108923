"""Making rows by the API: the answer is the row as `GET` shows it."""

import pytest

from apps.accounts.models import RolePermission, User
from apps.catalog.models import Product
from apps.orders.models import Customer
from tests.calling import client_of

CUSTOMER = {"name": "Ada", "country": "GB"}
KEY = {"Idempotency-Key": "0191f2b6-8c1e"}


@pytest.mark.parametrize(
    ("resource", "body", "hidden", "model"),
    [
        ("customers", CUSTOMER, "view_customer", Customer),
        ("products", {"sku": "85048", "name": "LAMP"}, "view_product", Product),
    ],
)
def test_who_may_not_see_what_they_would_make_makes_none(
    people: dict[str, User], resource: str, body: dict[str, str], hidden: str, model: type[Customer | Product]
) -> None:
    RolePermission.objects.filter(role__slug="manager", permission__codename=hidden).delete()
    answer = client_of(people["manager"]).post(f"/api/v2/{resource}/", body, format="json", headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert not model.objects.exists()


def test_members_that_nobody_asks_for_change_nothing(people: dict[str, User]) -> None:
    sent = {**CUSTOMER, "number": "MINE", "id": 1, "nmae": "Eve"}
    made = client_of(people["manager"]).post("/api/v2/customers/", sent, format="json", headers=KEY).json()
    assert made["name"] == "Ada"
    assert Customer.objects.get().number == made["number"] != "MINE"
