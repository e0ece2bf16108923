"""`Idempotency-Key`: sent again, a request has one effect, and nobody gets to see what is not theirs."""

import json
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from apps.accounts.models import User
from apps.accounts.services.roles import take_role
from apps.catalog.models import Product
from apps.core.models import IdempotencyKey
from apps.core.policy import SIGNED_IN
from apps.core.rest.idempotency import idempotent
from apps.core.rest.writing import AddViewSet, WriteViewSet
from apps.orders.api.v2.views import OrderViewSet
from apps.orders.models import Customer, Order
from apps.orders.services import customers as services
from tests import shop
from tests.calling import client_of, sign_in
from tests.hands import hands

CUSTOMERS, PRODUCTS = "/api/v2/customers/", "/api/v2/products/"
ADA = {"name": "Ada", "country": "GB"}
KEY = "0191f2b6-8c1e-4f7a"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


def send(client: Any, asked: Any = ADA, key: str | None = KEY, address: str = CUSTOMERS, **headers: str) -> Any:
    sent = headers if key is None else headers | {"Idempotency-Key": key}
    return client.post(address, asked, format="json", headers=sent)


def test_the_same_again_has_one_effect_and_the_same_answer_and_says_so(support: Any) -> None:
    first = send(support)
    again = [send(support), send(support, {"country": "GB", "name": "Ada"}), send(support, key=f'"{KEY}"')]
    assert Customer.objects.count() == 1
    assert (first.status_code, "Idempotent-Replayed" in first) == (201, False)
    for replay in again:
        assert (replay.status_code, replay.content) == (201, first.content)
        for header in ("Content-Type", "ETag", "Location"):
            assert replay[header] == first[header]
        assert replay["Idempotent-Replayed"] == "true"
        assert replay["Original-Request"] == first["X-Request-ID"] != replay["X-Request-ID"]


def test_another_key_is_another_wish_and_another_route_has_other_keys(people: dict[str, User]) -> None:
    owner = client_of(people["owner"])
    send(owner)
    assert send(owner, key=KEY[::-1]).status_code == 201
    assert send(owner, {"sku": "GLOBE", "name": "Globe"}, address=PRODUCTS).status_code == 201
    assert (Customer.objects.count(), Product.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "missing"), ("", "invalid"), ("short", "invalid"), ("k" * 256, "invalid"), ("tab\tbetween", "invalid")],
)
def test_without_a_good_key_nothing_is_made(support: Any, key: str | None, code: str) -> None:
    answer = send(support, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, f"idempotency_key_{code}")
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"
    assert not Customer.objects.exists()


def test_another_body_is_refused_whatever_became_of_the_first(support: Any) -> None:
    send(support)
    for mutated in (ADA | {"name": "Bob"}, ADA | {"email": ""}, ADA | {"country": "gb"}, {}, []):
        answer = send(support, mutated)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Customer.objects.count() == 1


def test_while_the_first_one_runs_nobody_waits(support: Any, people: dict[str, User]) -> None:
    send(support)
    IdempotencyKey.objects.update(status=None, body=None)  # as if it still ran
    answer = send(support)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "idempotency_key_in_use", "1")
    assert send(support, ADA | {"name": "Bob"}).status_code == 422
    IdempotencyKey.objects.update(expires_at=Now() - timedelta(seconds=1))  # its process has died
    assert send(support).status_code == 201


def test_what_is_wrong_with_the_body_frees_the_key(support: Any) -> None:
    for wrong in ({"country": "QQ"}, "{", ADA | {"phone": "1"}):
        assert send(support, wrong).status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert send(support).status_code == 201


def test_a_refusal_of_the_shop_is_an_answer_and_is_kept(people: dict[str, User]) -> None:
    owner = client_of(people["owner"])
    taken = shop.product("GLOBE")
    asked = {"sku": "GLOBE", "name": "Globe"}
    refused = send(owner, asked, address=PRODUCTS)
    assert (refused.status_code, refused.json()["code"]) == (409, "sku_taken")
    taken.delete()
    again = send(owner, asked, address=PRODUCTS)
    assert (again.status_code, again.content) == (409, refused.content)
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotent-Replayed"] == "true"
    assert send(owner, asked, KEY[::-1], PRODUCTS).status_code == 201


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("a bug"), 500), (OperationalError("gone"), 503)])
def test_what_breaks_leaves_no_effect_and_frees_the_key(
    support: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def publish(*args: Any, **kwargs: Any) -> None:
        raise error

    support.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(services, "publish", publish)
        assert send(support).status_code == status
    assert not Customer.objects.exists()
    assert send(support).status_code == 201


def test_whoever_loses_the_claim_while_working_has_no_effect(support: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease ended, another has taken over: two of them would have made two customers."""
    real = services.publish

    def publish(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        IdempotencyKey.objects.update(claim="00000000-0000-4000-8000-000000000000")

    monkeypatch.setattr(services, "publish", publish)
    answer = send(support)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_in_use")
    assert not Customer.objects.exists()


def test_nobody_sees_the_answer_to_somebody_else(people: dict[str, User], support: Any) -> None:
    first = send(support)
    other = send(client_of(people["manager"]))
    assert other.status_code == 201
    assert "Idempotent-Replayed" not in other
    assert other.json()["number"] != first.json()["number"]
    assert send(client_of(people["auditor"])).status_code == 403
    assert send(client_of(None)).status_code == 401
    assert send(client_of(people["support"], ["customers:read"])).status_code == 403
    again = send(client_of(people["support"]))  # another token of the same person
    assert again.content == first.content


def test_who_may_no_more_gets_no_old_answer_either(people: dict[str, User], support: Any) -> None:
    first = send(support)
    take_role(user=people["support"], role="support", by=people["owner"], reason="moved")
    answer = send(support)
    assert answer.status_code == 403
    assert first.json()["number"] not in answer.content.decode()


def test_an_answer_that_nobody_may_keep_is_not_kept(support: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = WriteViewSet.read

    def read(*args: Any, **kwargs: Any) -> Any:
        answer = real(*args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    monkeypatch.setattr(WriteViewSet, "read", read)
    support.raise_request_exception = False
    assert send(support).status_code == 500
    assert not IdempotencyKey.objects.exists()
    assert not Customer.objects.exists()


def test_a_page_is_made_anew_and_its_answer_kept_as_a_document(people: dict[str, User], client: Client) -> None:
    sign_in(client, people["support"])
    headers = {"Idempotency-Key": KEY, "Accept": "text/html"}
    page = client.post(CUSTOMERS, ADA, content_type="application/json", headers=headers)
    assert (page.status_code, page["Content-Type"]) == (201, "text/html; charset=utf-8")
    kept = IdempotencyKey.objects.get()
    assert (kept.headers["Content-Type"], json.loads(kept.body)["name"]) == ("application/json", "Ada")
    again = client.post(CUSTOMERS, ADA, content_type="application/json", headers=headers)
    assert again.content == bytes(kept.body)


def test_who_may_not_see_the_row_any_more_gets_no_old_answer(people: dict[str, User]) -> None:
    """On an address of one row, such as a change of an order: no such one is there yet."""

    class Keyed(OrderViewSet):
        must_key = True
        policy = dict.fromkeys(("read", "add"), SIGNED_IN)
        throttle_classes: ClassVar[Any] = []

        @idempotent
        def press(self, request: Any, number: str) -> Response:
            return Response({"number": self.get_object().number})

    def press(order: Order) -> Any:
        request = APIRequestFactory().post("/", {}, format="json", headers={"Idempotency-Key": KEY})
        force_authenticate(request, people["customer"])
        return Keyed.as_view({"post": "press"}, detail=True)(request, number=order.number)

    mine = shop.order("1", customer=shop.customer("13085", people["customer"]))
    assert (press(mine).content, press(mine)["Idempotent-Replayed"]) == (b'{"number":"1"}', "true")
    Customer.objects.update(user=None)
    answer = press(mine)
    assert (answer.status_code, answer.data["code"]) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_at_the_same_instant_there_is_one_effect(people: dict[str, User]) -> None:
    clients = [client_of(people["support"]) for _ in range(6)]
    with hands(len(clients)) as at_once:
        answers = at_once(lambda number: send(clients[number]))
    assert Customer.objects.count() == 1
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}


@pytest.mark.django_db(transaction=True)
def test_without_the_key_there_are_as_many_effects_as_requests(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddViewSet, "must_key", False)
    clients = [client_of(people["support"]) for _ in range(3)]
    with hands(len(clients)) as at_once:
        at_once(lambda number: send(clients[number], key=None))
    assert Customer.objects.count() == 3
