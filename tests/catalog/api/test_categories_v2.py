"""/api/v2/categories/"""

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"
pytestmark = pytest.mark.django_db


def test_list_and_details(people: dict[str, User]) -> None:
    shop.category("toys")
    shop.category("lights", shop.product("85048"))
    client = client_of(people["support"])
    row = {
        "slug": "lights",
        "name": "Lights",
        "url": f"{HOST}/categories/lights/",
        "links": {"products": f"{HOST}/products/?category=lights"},
    }
    found = client.get("/api/v2/categories/").json()["results"]
    assert [one["slug"] for one in found] == ["lights", "toys"]
    assert found[0] == client.get("/api/v2/categories/lights/").json() == row
    assert [one["sku"] for one in client.get(row["links"]["products"]).json()["results"]] == ["85048"]
