import pytest
from django.test import Client

from apps.core.backoffice.filters import distinct_values
from apps.orders.models import Customer
from tests.core.backoffice.rows import customers
from tests.core.backoffice.visiting import queries_of

pytestmark = pytest.mark.django_db


def test_the_values_that_occur_are_found_each_once_in_order() -> None:
    for country in ("GB", "FR", "GB", "DE", "FR"):
        (customer,) = customers(1)
        Customer.objects.filter(pk=customer.pk).update(country=country)
    assert distinct_values(Customer._meta.get_field("country")) == ["DE", "FR", "GB"]


def test_an_empty_table_has_no_values() -> None:
    assert distinct_values(Customer._meta.get_field("country")) == []


def test_the_filter_reads_no_distinct_over_all_rows_and_narrows_the_list(owner: Client) -> None:
    first, second = customers(2)
    Customer.objects.filter(pk=second.pk).update(country="FR")
    sql = queries_of(owner, "/admin/orders/customer/", {"country": "FR"})
    assert [query for query in sql if 'SELECT DISTINCT "orders_' in query] == []
    found = owner.get("/admin/orders/customer/", {"country": "FR"}).context["cl"].result_list
    assert [customer.pk for customer in found] == [second.pk]
    assert first.country == "GB"
