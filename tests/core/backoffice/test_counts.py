"""What stands beside the choices of filters: exact where that is bounded, the planner's word elsewhere."""

import pytest
from django.db import connection
from django.db.models import Q

from apps.core.backoffice.counts import SMALL_TABLE, counted, counts, leads_an_index
from apps.orders.models import Order
from apps.payments.models import Payment
from tests.core.backoffice.rows import orders, payments

pytestmark = pytest.mark.django_db
BIG = SMALL_TABLE + 1
STATUS = {("status", 0): Q(status__exact="captured"), ("status", 1): Q(status__exact="failed")}


def test_a_column_that_leads_an_index_is_counted_also_in_a_big_table() -> None:
    orders(3)
    choices = {("status", 0): Q(status__exact="placed"), ("status", 1): Q(status__exact="paid")}
    assert counts(Order.objects.all(), choices, total=BIG) == {("status", 0): "3", ("status", 1): "0"}


def test_counting_is_one_query_each_part_of_which_ends_by_an_index(django_assert_num_queries: object) -> None:
    orders(2)
    choices = {("country", 0): Q(country="GB"), ("kind", 0): Q(kind__exact="sale"), ("status", 0): Q(status="placed")}
    with django_assert_num_queries(1) as captured:
        counted(Order.objects.all(), choices)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + captured.captured_queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    for index in ("order_of_country_newest", "order_of_kind_newest", "order_of_status_newest"):
        assert index in plan, plan


def test_without_index_a_big_table_is_not_counted_but_estimated(django_assert_num_queries: object) -> None:
    payments(4)
    assert not leads_an_index(Payment._meta.get_field("method"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_payment")
    choices = {("method", 0): Q(method__exact="card"), ("method", 1): Q(method__exact="paypal")}
    with django_assert_num_queries(1) as captured:
        shown = counts(Payment.objects.all(), choices, total=BIG)
    assert "COUNT(" not in captured.captured_queries[0]["sql"]
    assert shown == {("method", 0): f"about {BIG:,}", ("method", 1): "few"}


def test_a_small_table_is_counted_whatever_its_indexes() -> None:
    payments(4)
    assert counts(Payment.objects.all(), STATUS, total=4) == {("status", 0): "4", ("status", 1): "0"}


def test_an_estimate_is_not_told_where_only_some_rows_are_the_viewers() -> None:
    payments(2)
    choices = {("method", 0): Q(method__exact="card")}
    assert counts(Payment.objects.filter(reference=""), choices, total=BIG) == {("method", 0): "?"}


def test_rows_of_nobody_count_nothing() -> None:
    assert counted(Order.objects.none(), {("status", 0): Q(status="placed")}) == {("status", 0): "0"}
