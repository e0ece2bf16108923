"""/api/v2/me/"""

from typing import Any

from apps.accounts.models import ApiToken, User
from apps.accounts.rules.scopes import SCOPES
from tests.calling import client_of


def test_with_a_token(people: dict[str, User]) -> None:
    client = client_of(people["customer"])
    assert client.get("/api/v2/me/").json() == {
        "email": "customer@vitrine.example",
        "name": "",
        "roles": [{"slug": "customer", "name": "Customer", "description": "Sees own orders and payments."}],
        "permissions": ["orders.view_own_orders"],
        "token": {
            "name": "test",
            "prefix": ApiToken.objects.get().prefix,
            "scopes": list(SCOPES),
            "expires_at": None,
        },
    }


def test_with_a_session(people: dict[str, User], client: Any) -> None:
    client.force_login(people["warehouse"])
    document = client.get("/api/v2/me/").json()
    assert (document["email"], document["token"]) == ("warehouse@vitrine.example", None)
    assert document["permissions"] == sorted(people["warehouse"].get_all_permissions())


def test_a_revoked_role_is_gone_with_the_next_call(people: dict[str, User]) -> None:
    client = client_of(people["support"])
    assert client.get("/api/v2/orders/").status_code == 200
    people["support"].role_assignments.all().delete()
    assert client.get("/api/v2/orders/").status_code == 403
    assert client.get("/api/v2/me/").json()["roles"] == []
