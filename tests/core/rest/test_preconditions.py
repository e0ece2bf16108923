"""`If-Match`: nobody overwrites what they have not read."""

from collections import Counter
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from apps.accounts.models import User
from apps.catalog.services.prices import set_price
from apps.core.models import AuditEntry
from apps.core.rest.preconditions import check_if_match
from apps.orders.querysets import CustomerQuerySet
from tests import shop
from tests.calling import client_of
from tests.hands import hands

ADA, LAMP = "/api/v2/customers/13085/", "/api/v2/products/85048/"
EDITORS = 8


@pytest.fixture
def manager(people: dict[str, User]) -> Any:
    shop.customer("13085", name="Ada")
    shop.category("lights", shop.product("85048", name="Lamp"))
    return client_of(people["manager"])


def change(client: Any, address: str, name: str, **headers: str) -> Any:
    return client.patch(address, {"name": name}, format="json", headers=headers)


@pytest.mark.parametrize("address", [ADA, "/api/v2/customers/13085/?version=2", LAMP])
def test_the_validator_that_was_read_changes_once_and_the_answer_has_the_next_one(manager: Any, address: str) -> None:
    read = manager.get(address)["ETag"]
    changed = change(manager, address, "Bob", **{"If-Match": f'"other", {read}'})
    assert (changed.status_code, changed.json()["name"]) == (200, "Bob")
    assert changed["ETag"] == manager.get(address)["ETag"] != read
    stale = change(manager, address, "Eve", **{"If-Match": read})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert manager.get(address).json()["name"] == "Bob"
    assert change(manager, address, "Ada", **{"If-Match": changed["ETag"]}).status_code == 200


def test_who_does_not_say_what_they_have_read_changes_nothing(manager: Any) -> None:
    read = manager.get(ADA)["ETag"]
    for status, code, headers in (
        (428, "precondition_required", {}),
        (400, "validation_failed", {"If-Match": "Ada"}),
        (412, "precondition_failed", {"If-Match": f"W/{read}"}),  # a proxy has made it weak
    ):
        answer = change(manager, ADA, "Eve", **headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer["Content-Type"] == "application/problem+json"
    for address, accept in ((LAMP, "*/*"), (ADA, "application/vnd.msgpack"), (f"{ADA}?fields=name", "*/*")):
        other = manager.get(address, headers={"Accept": accept})["ETag"]
        refused = change(manager, ADA, "Eve", **{"If-Match": other}).json()
        assert (refused["code"], "another address or form" in refused["detail"]) == ("precondition_failed", True)
    assert manager.get(ADA).json()["name"] == "Ada"
    assert not AuditEntry.objects.filter(action="orders.customer_changed").exists()
    assert change(manager, ADA, "Eve", **{"If-Match": "*"}).status_code == 200


def test_what_is_not_there_is_told_before_what_is_missing(manager: Any, people: dict[str, User]) -> None:
    assert change(manager, "/api/v2/customers/9/", "Eve").status_code == 404
    assert change(client_of(people["auditor"]), ADA, "Eve").status_code == 403


def test_a_price_that_has_changed_is_part_of_what_was_read(manager: Any, people: dict[str, User]) -> None:
    read = manager.get(LAMP)["ETag"]
    lamp = shop.product("85048")
    set_price(product=lamp, amount=Decimal(5), currency="GBP", by=people["owner"], reason="list")
    assert change(manager, LAMP, "Moon", **{"If-Match": read}).status_code == 412


def edit_at_once(editors: list[Any]) -> Counter[int]:
    """All have read the same state, and all change it at the same time."""
    read = [editor.get(ADA)["ETag"] for editor in editors]
    with hands(len(editors)) as at_once:
        answers = at_once(lambda n: change(editors[n], ADA, f"Name {n}", **{"If-Match": read[n]}))
    return Counter(answer.status_code for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_read_the_same_one_changes_it(people: dict[str, User]) -> None:
    shop.customer("13085")
    answers = edit_at_once([client_of(people[slug]) for slug in ("manager", "support", "owner", "manager") * 2])
    assert answers == {200: 1, 412: EDITORS - 1}
    assert AuditEntry.objects.filter(action="orders.customer_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_change_is_lost(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    """Validators are compared while nobody holds the row: both editors find theirs to be the newest."""
    shop.customer("13085")
    both_have_compared = Barrier(2)

    def compare(*args: Any, **kwargs: Any) -> None:
        check_if_match(*args, **kwargs)
        both_have_compared.wait(10)

    monkeypatch.setattr(CustomerQuerySet, "locked", lambda customers: customers)
    monkeypatch.setattr("apps.core.rest.writing.check_if_match", compare)
    assert edit_at_once([client_of(people["manager"]), client_of(people["support"])]) == {200: 2}
