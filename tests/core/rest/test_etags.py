"""Validators: the same answer has the same one, any other has another, and whoever has the answer gets a 304."""

from collections.abc import Iterator
from typing import Any

import msgpack
import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.core.rest import etags
from apps.core.rest.message_pack import MEDIA_TYPE
from apps.core.rest.views import ListViewSet
from apps.orders.models import Order
from tests import shop
from tests.calling import client_of
from tests.core.rest.routes import routes

LISTS = [
    "/api/v2/orders/",
    "/api/v2/orders/?expand=customer,lines.product",
    "/api/v2/customers/?expand=orders",
    "/api/v2/products/",
    "/api/v2/categories/",
    "/api/v2/payments/?expand=order,refunds",
    "/api/v2/uploads/",
    "/api/v2/me/tokens/",
    "/api/v2/imports/",
    "/api/v1/orders/",
    "/api/v1/customers/",
    "/api/v1/products/",
]


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> None:
    settings.API_LIMITS = False  # a fast machine makes more calls in a second than `burst` lets through


@pytest.fixture
def owner(people: dict[str, User]) -> Any:
    return client_of(people["owner"])


@pytest.fixture
def rows(people: dict[str, User]) -> dict[str, models.Model]:
    order = shop.order("1001", ("85048", 2, "6.950"), customer=shop.customer("13085", email="a@x.example"))
    payment = shop.payment(order, "pay-1")
    imported = shop.import_job(people["owner"], rejections=1)
    upload = shop.upload(people["owner"])
    return {
        "order": order,
        "customer": order.customer,
        "line": order.lines.get(),
        "product": shop.product("85048"),
        "stock": shop.stock(shop.product("85048"), 5),
        "category": shop.category("lights", shop.product("85048")),
        "payment": payment,
        "refund": shop.refund(payment, "1.000"),
        "import": imported,
        "job": imported.job,
        "rejection": imported.rejections.get(),
        "upload": upload,
        "owner": people["owner"],
    }


def details(rows: dict[str, Any]) -> list[str]:
    imported, upload = rows["import"].job_id, rows["upload"].pk
    return [
        "/api/v2/orders/1001/",
        "/api/v2/customers/13085/",
        "/api/v2/products/85048/",
        "/api/v2/categories/lights/",
        "/api/v2/payments/pay-1/",
        f"/api/v2/uploads/{upload}/",
        f"/api/v2/imports/{imported}/",
        f"/api/v2/imports/{imported}/rejections/",
        "/api/v1/orders/1001/",
    ]


def changes(row: models.Model) -> Iterator[tuple[str, Any]]:
    """For each column that an ordinary change could reach, another value."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.is_relation or isinstance(field, models.GeneratedField):
            continue
        if field.choices:
            yield field.attname, next(choice for choice, _ in field.flatchoices if choice != value)
        elif isinstance(field, models.BooleanField):
            yield field.attname, not value
        elif isinstance(field, models.IntegerField):
            yield field.attname, (value or 0) + 1
        elif isinstance(field, models.DateTimeField):
            yield field.attname, shop.FIRST_MORNING.replace(microsecond=1)
        elif field.attname in ("number", "sku", "slug"):
            yield field.attname, "CHANGED"
        elif field.attname in ("name", "email", "reason", "cause", "progress_note", "file_name", "invoice", "column"):
            yield field.attname, "changed@x.example"


def test_every_list_and_detail_is_asked_here(rows: dict[str, Any]) -> None:
    views = {name for name, callback in routes() if issubclass(callback.cls, ListViewSet) and name.endswith("-list")}
    assert {reverse(name) for name in views} == {address.partition("?")[0] for address in LISTS}


def test_whoever_has_the_answer_gets_no_second_one(owner: Any, rows: dict[str, Any]) -> None:
    for address in [*LISTS, *details(rows)]:
        first = owner.get(address)
        etag = first.headers["ETag"]
        assert first.status_code == 200, address
        assert etag.startswith('"'), address
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert set(first.headers["Vary"].split(", ")) == {"Accept", "Authorization", "Cookie"}
        for asked in (etag, f'"other", W/{etag}', "*"):
            second = owner.get(address, headers={"If-None-Match": asked})
            assert (second.status_code, second.content) == (304, b""), (address, asked)
            assert second.headers["ETag"] == etag
            assert second.headers["Vary"] == first.headers["Vary"]
            assert second.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert "Content-Type" not in second.headers
        head = owner.head(address)
        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", etag), address
        assert owner.head(address, headers={"If-None-Match": etag}).status_code == 304, address
        again = owner.get(address, headers={"If-None-Match": '"other"'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, etag), address


SHOWN_AT = {
    "order": ["/api/v2/orders/?expand=lines", "/api/v2/customers/?expand=orders", "/api/v2/payments/?expand=order"],
    "customer": ["/api/v2/orders/?expand=customer", "/api/v1/orders/"],
    "line": ["/api/v2/orders/?expand=lines", "/api/v1/orders/1001/"],
    "product": ["/api/v2/orders/?expand=lines.product", "/api/v2/products/"],
    "stock": ["/api/v2/products/"],
    "category": ["/api/v2/products/", "/api/v2/categories/"],
    "payment": ["/api/v2/payments/"],
    "refund": ["/api/v2/payments/pay-1/"],
    "import": ["/api/v2/imports/"],
    "job": ["/api/v2/imports/"],
    "rejection": ["rejections"],
    "upload": ["/api/v2/uploads/"],
    "owner": ["/api/v2/uploads/"],
}


@pytest.mark.parametrize("name", SHOWN_AT)
def test_whatever_changes_the_answer_changes_its_validator(owner: Any, rows: dict[str, Any], name: str) -> None:
    row = rows[name]
    rejections = f"/api/v2/imports/{rows['import'].job_id}/rejections/"
    addresses = [rejections if address == "rejections" else address for address in SHOWN_AT[name]]
    before = {address: owner.get(address) for address in addresses}
    changed: set[str] = set()
    for column, value in changes(row):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    type(row)._default_manager.filter(pk=row.pk).update(**{column: value})
            except IntegrityError:  # a constraint: no such change can happen
                continue
            for address in addresses:
                after = owner.get(address)
                if after.status_code == 200 and after.content != before[address].content:
                    changed.add(address)
                    assert after.headers["ETag"] != before[address].headers["ETag"], (address, column)
            transaction.set_rollback(True)
    assert changed == set(addresses)


def test_one_more_row_or_another_page_is_another_answer(owner: Any) -> None:
    shop.orders(3)
    etag = owner.get("/api/v2/orders/?limit=3").headers["ETag"]
    shop.order("1")  # it stands on the next page: only the link to it is new
    response = owner.get("/api/v2/orders/?limit=3", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.json()["next"] is not None


def test_another_caller_form_or_address_has_another_validator(people: dict[str, User], rows: dict[str, Any]) -> None:
    owner, support = client_of(people["owner"]), client_of(people["support"])
    address = "/api/v2/orders/"
    found = [
        owner.get(address).headers["ETag"],
        support.get(address).headers["ETag"],
        owner.get(address, headers={"Accept": "application/json; indent=2"}).headers["ETag"],
        owner.get(f"{address}?fields=number").headers["ETag"],
        owner.get(f"{address}?format=json").headers["ETag"],
        owner.get(address, headers={"Accept": MEDIA_TYPE}).headers["ETag"],
        owner.get("/api/v1/orders/").headers["ETag"],
    ]
    assert len(set(found)) == len(found)


def test_both_forms_say_the_same_of_every_row_and_are_validated_alike(owner: Any, rows: dict[str, Any]) -> None:
    for address in [*LISTS, *details(rows)]:
        if address.startswith("/api/v1/"):
            continue
        packed = owner.get(address, headers={"Accept": MEDIA_TYPE})
        assert packed.headers["Content-Type"] == MEDIA_TYPE
        assert msgpack.unpackb(packed.content) == owner.get(address).json(), address
        again = owner.get(address, headers={"Accept": MEDIA_TYPE, "If-None-Match": packed.headers["ETag"]})
        assert (again.status_code, again.headers["Vary"]) == (304, packed.headers["Vary"])


def test_after_an_update_of_the_code_no_old_validator_holds(
    owner: Any, rows: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = owner.get("/api/v2/orders/").headers["ETag"]
    monkeypatch.setattr(etags, "code_digest", lambda: "another release")
    assert owner.get("/api/v2/orders/", headers={"If-None-Match": etag}).status_code == 200


def test_pages_for_people_and_problems_have_none(owner: Any, rows: dict[str, Any]) -> None:
    assert "ETag" not in owner.get("/api/v2/orders/", headers={"Accept": "text/html"}).headers
    assert "ETag" not in owner.get("/api/v2/orders/?colour=1").headers
    assert owner.get("/api/v2/orders/9/", headers={"If-None-Match": "*"}).status_code == 404


def test_who_may_not_read_gets_no_304(people: dict[str, User], rows: dict[str, Any]) -> None:
    etag = client_of(people["owner"]).get("/api/v2/imports/").headers["ETag"]
    for caller, status in ((client_of(None), 401), (client_of(people["support"]), 403)):
        for asked in (etag, "*"):
            assert caller.get("/api/v2/imports/", headers={"If-None-Match": asked}).status_code == status


def test_a_304_of_rows_needs_no_serializer(owner: Any, rows: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    etag = owner.get("/api/v2/orders/").headers["ETag"]
    view = dict(routes())["v2:order-list"].cls
    monkeypatch.setattr(view, "get_serializer", lambda *_, **__: pytest.fail("serialized"))
    assert owner.get("/api/v2/orders/", headers={"If-None-Match": etag}).status_code == 304


def test_rows_that_point_at_each_other_are_told_once(db: None) -> None:
    order = shop.order("1", ("85048", 1, "1.000"))
    (read,) = Order.objects.filter(pk=order.pk).with_lines()
    assert str(etags.state_of(read, set())).count("orders.OrderLine") == 1
