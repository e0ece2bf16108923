import pytest
from django.db import connection
from django.test import Client

from apps.orders.models import Customer, Order, OrderLine
from tests.core.backoffice.rows import lines
from tests.core.backoffice.visiting import queries_of, signed_in_as

pytestmark = pytest.mark.django_db
ORDERS = "/admin/orders/order/"


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


@pytest.fixture
def line() -> OrderLine:
    """One of five orders, each with a line of its own product and a customer of its own."""
    return lines(5)[2]


def found(client: Client, url: str, term: str) -> list[int]:
    return [row.pk for row in client.get(url, {"q": term}).context["cl"].result_list]


def test_orders_are_found_by_number_customer_e_mail_and_sku(owner: Client, line: OrderLine) -> None:
    order = line.order
    for term in (order.number, order.customer.number, order.customer.email.upper(), line.sku.lower(), f" {line.sku} "):
        assert found(owner, ORDERS, term) == [order.pk], term


def test_who_may_not_see_customers_finds_no_orders_by_their_e_mail(line: OrderLine) -> None:
    warehouse = signed_in_as("warehouse")
    assert found(warehouse, ORDERS, line.order.customer.number) == [line.order_id]
    assert found(warehouse, ORDERS, line.order.customer.email) == []


def test_orders_are_found_by_part_of_their_customers_name(owner: Client, line: OrderLine) -> None:
    Customer.objects.filter(pk=line.order.customer_id).update(name="Grace Murray")
    assert found(owner, ORDERS, "murr") == [line.order_id]
    assert found(owner, ORDERS, "mu") == [], "two letters are no trigram: every name would be read"


def test_the_beginning_of_a_number_finds_all_that_begin_so(owner: Client, line: OrderLine) -> None:
    assert len(found(owner, ORDERS, line.order.number[:2])) == 5


def test_an_exact_number_wins_over_numbers_that_begin_with_it(owner: Client, line: OrderLine) -> None:
    other = Order.objects.exclude(pk=line.order_id).first()
    Order.objects.filter(pk=other.pk).update(number=f"{line.order.number}9")
    assert found(owner, ORDERS, line.order.number) == [line.order_id]


def test_a_search_keeps_the_filters_of_the_list(owner: Client, line: OrderLine) -> None:
    answer = owner.get(ORDERS, {"q": line.sku, "status__exact": "cancelled"})
    assert list(answer.context["cl"].result_list) == []


def test_products_and_customers_are_found_by_part_of_their_names(owner: Client, line: OrderLine) -> None:
    assert line.product_id in found(owner, "/admin/catalog/product/", "glass b")
    assert found(owner, "/admin/catalog/product/", line.sku) == [line.product_id]
    assert line.order.customer_id in found(owner, "/admin/orders/customer/", "HOPPER")


@pytest.mark.parametrize("term", ["%", "_", "' OR 1=1 --", "\\", "💡", "x" * 5000])
def test_signs_that_mean_something_to_a_database_are_only_text(owner: Client, line: OrderLine, term: str) -> None:
    assert found(owner, ORDERS, term) == []
    assert found(owner, "/admin/catalog/product/", term) == []


def test_no_search_counts_without_a_limit_or_reads_all_lines(owner: Client, line: OrderLine) -> None:
    """With sequential scans priced out, a plan that still has one on the big tables has no index to use."""
    for term in (line.sku, line.order.number, line.order.customer.email, "nothing like this"):
        for sql in queries_of(owner, ORDERS, {"q": term}):
            assert "COUNT(" not in sql.upper() or "LIMIT 100001" in sql or "LIMIT 10001)" in sql
            if sql.startswith("SELECT") and ("orders_orderline" in sql or "orders_order" in sql):
                plan = explain(sql)
                assert "Seq Scan on orders_orderline" not in plan, plan
                assert "Seq Scan on orders_order " not in plan, plan


def test_names_are_found_by_the_trigram_index(owner: Client, line: OrderLine) -> None:
    (sql,) = [
        sql for sql in queries_of(owner, "/admin/orders/customer/", {"q": "hopp"}) if "ILIKE" in sql and "COUNT" in sql
    ]
    part = Customer.objects.filter(name__icontains="hopp").query
    assert "customer_name_trigram" in explain("SELECT 1 FROM orders_customer WHERE name ILIKE '%hopp%'")
    assert "customer_name_trigram" not in explain(str(part).replace("%hopp%", "'%hopp%'"))
    assert "UPPER" not in sql


def explain(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
