"""One order with two lines, its owner, and the doors of the API they ask at; nothing of it stays."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import resolve
from django.utils import timezone
from rest_framework.test import force_authenticate

from apps.accounts.services.people import create_person
from apps.catalog.models import Product
from apps.core.rest.deprecation import VersionMiddleware
from apps.orders.models import Customer, Order, OrderLine

NUMBER, CUSTOMER = "VITRINE-27", "2700027"
LINES = (("VITRINE-27-A", "GLASS BALL", 12, Decimal("6.950")), ("VITRINE-27-B", "POSTAGE", 1, Decimal("18.125")))


@contextmanager
def clerk() -> Iterator["Clerk"]:
    """Somebody who may read the order, as long as this lasts. Their calls are not counted among those of the shop."""
    with override_settings(REDIS_URL="", API_LIMITS=False), transaction.atomic():
        yield Clerk()
        transaction.set_rollback(True)


class Clerk:
    """Asks at the doors of the API as a program does, without a server in between."""

    def __init__(self) -> None:
        self.requests = RequestFactory(SERVER_NAME=settings.ALLOWED_HOSTS[0].replace("*", "localhost"))
        self.person = create_person(
            email="exhibit-27@lab.example", password=None, role="auditor", by=None, reason="exhibit 27"
        )
        customer = Customer.objects.create(number=CUSTOMER, name="Ada", country="GB")
        total = sum((quantity * price for _, _, quantity, price in LINES), Decimal())
        order = Order.objects.create(
            number=NUMBER, customer=customer, country="GB", currency="GBP", total=total, line_count=len(LINES),
            placed_at=timezone.now().replace(microsecond=0),
        )  # fmt: skip
        for position, (sku, name, quantity, price) in enumerate(LINES, 1):
            product = Product.objects.create(sku=sku, name=name)
            OrderLine.objects.create(
                order=order, position=position, product=product, sku=sku, name=name, quantity=quantity, unit_price=price
            )

    def get(self, address: str, accept: str = "") -> HttpResponse:
        """The shop's answer."""
        return VersionMiddleware(answer)(self.request(address, accept))

    def request(self, address: str, accept: str = "") -> HttpRequest:
        request = self.requests.get(address, headers={"Accept": accept} if accept else {})
        request.resolver_match = resolve(request.path_info)
        request.user = self.person
        force_authenticate(request, user=self.person)
        return request


def answer(request: HttpRequest) -> HttpResponse:
    """What the view at the address says, unless the version is over."""
    match = resolve(request.path_info)
    refusal = VersionMiddleware(answer).process_view(request, match.func, match.args, match.kwargs)
    if refusal is not None:
        return refusal
    response: Any = match.func(request, *match.args, **match.kwargs)
    return response if response.is_rendered else response.render()


def body_of(response: HttpResponse) -> Any:
    """The body as programs read it; numbers by their own digits."""
    return json.loads(response.content, parse_float=Decimal)
