"""What customers and products are called: one rule, one code, at the field of each door."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.catalog.services.products import add_product, change_product
from apps.core.models import AuditEntry
from apps.core.names import NameRefused, check_name
from apps.orders.models import Customer
from apps.orders.rules.importing import cells
from apps.orders.rules.importing.faults import Fault
from apps.orders.services.customers import add_customer, change_customer
from tests import shop
from tests.calling import client_of

CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
REAL = [
    "Zoë O'Brien-Łukasz",
    "Zoe\u0308 Nguye\u0302\u0303n",
    "محمد علی",
    "می\u200cخواهم",  # ZWNJ, as Persian is written
    "ශ්\u200dරී",  # ZWJ, as Sinhala is written
    "אברהם כהן",
    "山田 太郎",
    "👩\u200d👩\u200d👧 & Co. № 1",
    "LAMP 4\u00d75\u00a0cm \u00ab\u00c9clair\u00bb",
]
TURNED = "Ada\u202egpj.exe"
V1, V2 = "/api/v1/", "/api/v2/"


@pytest.mark.parametrize("name", REAL)
def test_real_names_stay_as_they_are(name: str) -> None:
    assert check_name(name) == cells.description(name) == name


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"{control:04X}")
def test_no_control_is_part_of_a_name(control: int) -> None:
    with pytest.raises(NameRefused, match=f"U\\+{control:04X}") as refused:
        check_name(f"A{chr(control)}da")
    assert (refused.value.code, refused.value.field) == ("control_character", "name")
    with pytest.raises(Fault) as fault:
        cells.description(f"A{chr(control)}da")
    assert fault.value.code == ("line_break" if chr(control) in "\r\n" else "control_character")


@pytest.fixture
def shop_with_both(people: dict[str, User]) -> tuple[Customer, Product]:
    return shop.customer("13085", name="Ada"), shop.product("85048", name="Lamp")


@pytest.mark.parametrize(
    ("method", "address", "field", "body"),
    [
        ("post", f"{V2}customers/", "name", {"country": "GB"}),
        ("patch", f"{V2}customers/13085/", "name", {}),
        ("post", f"{V2}products/", "name", {"sku": "NEW"}),
        ("patch", f"{V2}products/85048/", "name", {}),
        ("post", f"{V1}customers/", "customer_name", {"country": "GB"}),
        ("patch", f"{V1}customers/13085/", "customer_name", {}),
        ("post", f"{V1}products/", "description", {"product_code": "NEW"}),
        ("patch", f"{V1}products/85048/", "description", {}),
    ],
)
def test_the_api_names_the_field(
    people: dict[str, User], shop_with_both: Any, method: str, address: str, field: str, body: dict[str, str]
) -> None:
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*"}
    ask = getattr(client_of(people["manager"]), method)
    refused = ask(address, body | {field: TURNED}, format="json", headers=headers)
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, "control_character")]
    assert not AuditEntry.objects.exclude(action__startswith="accounts.").exists()
    taken = ask(address, body | {field: REAL[3]}, format="json", headers=headers)
    assert taken.json()[field] == REAL[3]


def test_the_admin_names_the_field(people: dict[str, User], shop_with_both: Any, client: Client) -> None:
    client.force_login(people["manager"])
    for row in shop_with_both:
        address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
        page = client.post(address, {"name": TURNED})
        found = page.context["adminform"].form.errors.as_data()
        assert {field: [error.code for error in errors] for field, errors in found.items()} == {
            "name": ["control_character"]
        }
        assert client.post(address, {"name": REAL[4]}).status_code == 302
        row.refresh_from_db()
        assert row.name == REAL[4]


def test_the_services_refuse_it_too(people: dict[str, User], shop_with_both: Any) -> None:
    customer, product = shop_with_both
    by = people["manager"]
    for change in (
        lambda: add_customer(by=by, name=TURNED, country="GB"),
        lambda: change_customer(customer=customer, by=by, name=TURNED),
        lambda: add_product(by=by, sku="NEW", name=TURNED),
        lambda: change_product(product=product, by=by, name=TURNED),
    ):
        with pytest.raises(NameRefused):
            change()
