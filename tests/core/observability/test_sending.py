"""A query is traced to the line of the project that sent it, also when a library evaluated that line."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import lookup_field
from django.db import connection
from django.template import Context, Origin, Template
from django.test import Client
from rest_framework.serializers import ModelSerializer

from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.observability.sending import Line, sending_line
from apps.payments.admin.refunds import RefundAdmin
from apps.payments.models import Payment
from tests.core.backoffice.rows import payments, refunds
from tests.core.backoffice.visiting import signed_in_as

pytestmark = pytest.mark.django_db
HERE = "tests/core/observability/test_sending.py"


class PaymentLines(ModelSerializer):
    class Meta:
        model = Payment
        fields = (
            "reference",
            "order",
        )
        depth = 1


class PaymentColumns(ShopModelAdmin):
    list_display = (
        "reference",
        "order",
    )


def lines_of(asking: Callable[[], Any]) -> list[Line | None]:
    """The line of each query that is sent meanwhile."""
    found: list[Line | None] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sending_line())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        asking()
    return found


@pytest.fixture
def owner() -> Client:
    return signed_in_as("owner")


@pytest.fixture
def payment() -> Payment:
    payments(1)
    return Payment.objects.get()


def number_of(text: str, after: str = "") -> int:
    lines = (settings.BASE_DIR / HERE).read_text().splitlines()
    first = next((number for number, line in enumerate(lines) if after in line), 0)
    return next(number for number, line in enumerate(lines, 1) if number > first and text in line)


def test_a_line_of_python(payment: Payment) -> None:
    def look() -> None:
        str(payment.order)  # here

    (line,) = lines_of(look)
    assert line == Line(HERE, number_of("# here"), "test_a_line_of_python.<locals>.look")


def test_a_tag_of_a_template(payment: Payment) -> None:
    path = "templates/admin/planted.html"
    text = "a\n\n<p>{{ payment.order.number }}</p>"
    template = Template(text, origin=Origin(name=str(settings.BASE_DIR / path)))
    lines = lines_of(lambda: template.render(Context({"payment": payment})))
    assert lines == [Line(path, 3, "payment.order.number")]
    assert str(lines[0]) == "templates/admin/planted.html:3 (payment.order.number)"


def test_a_tag_of_a_librarys_template_is_what_asked_for_the_page(payment: Payment) -> None:
    template = Template("{{ payment.order.number }}", origin=Origin(name="/usr/lib/site-packages/other/page.html"))

    def answer() -> None:
        template.render(Context({"payment": payment}))  # the page

    (line,) = lines_of(answer)
    assert line is not None
    assert line.number == number_of("# the page")


def test_a_field_of_a_serializer(payment: Payment) -> None:
    first, *_ = lines_of(lambda: PaymentLines(payment).data)
    assert first == Line(HERE, number_of('"order"', after="class PaymentLines"), "PaymentLines.order")


def test_a_column_of_a_list(payment: Payment) -> None:
    columns = PaymentColumns(Payment, admin.site)
    (line,) = lines_of(lambda: lookup_field("order", payment, columns))
    assert line == Line(HERE, number_of('"order"', after="class PaymentColumns"), "PaymentColumns.order")


def test_what_all_pages_are_made_by_is_named_when_no_line_of_a_page_is_under_way(owner: Client) -> None:
    payments(2)
    lines = lines_of(lambda: owner.get("/admin/payments/payment/"))
    named = {line.path for line in lines if line}
    assert "apps/core/backoffice/pages.py" in named
    assert HERE not in named


def test_a_column_of_a_page_is_named_before_what_shows_it(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RefundAdmin, "list_select_related", False)
    refunds(1)
    lines = [str(line) for line in lines_of(lambda: owner.get("/admin/payments/refund/"))]
    assert [
        line for line in lines if re.match(r"apps/payments/admin/refunds\.py:\d+ \(RefundAdmin.payment_link\)", line)
    ]
