import pytest
from django.test import Client

from apps.core.audit import record
from apps.core.backoffice.panels import PanelContent
from apps.orders.models import Customer, Order, OrderLine
from apps.payments.models import Payment
from apps.uploads.models import Upload
from tests import shop
from tests.core.backoffice.rows import customers, imports, lines, orders, payments, products, uploads
from tests.core.backoffice.visiting import Visit, address, queries_of

pytestmark = pytest.mark.django_db


def panels(client: Client, target: object) -> dict[str, PanelContent]:
    shown = client.get(address(type(target), "change", target.pk)).context["panels"]
    return {panel.title: panel for panel in shown}


def add_lines(order: Order, count: int) -> None:
    (product,) = products(1)
    first = order.lines.count() + 1
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=place, product=product, sku=product.sku, quantity=1, unit_price=1)
        for place in range(first, first + count)
    )
    Order.objects.filter(pk=order.pk).update(line_count=first - 1 + count)


def test_an_order_shows_its_lines_changes_and_what_payments_registered(owner: Client) -> None:
    (payment,) = payments(1)
    shown = panels(owner, payment.order)
    assert list(shown) == ["Totals", "Money", "Notes", "Lines", "Status", "Payments"]
    assert payment.reference in shown["Payments"].table.rows[0][0]
    assert shown["Lines"].empty == "This order has no lines."


def test_panels_are_left_out_for_those_who_may_not_see_their_rows(visit: Visit) -> None:
    (payment,) = payments(1)
    assert list(panels(visit("warehouse"), payment.order)) == ["Totals", "Notes", "Lines", "Status"]


def test_a_long_order_shows_200_lines_and_the_way_to_all(owner: Client) -> None:
    (line,) = lines(1)
    add_lines(line.order, 1113)
    panel = panels(owner, line.order)["Lines"]
    assert (len(panel.table.rows), panel.note) == (200, "The first 200 of 1,114")
    assert panel.more_url == f"/admin/orders/orderline/?order__id__exact={line.order_id}"
    assert owner.get(panel.more_url).context["cl"].result_count == 1114


def test_a_page_takes_the_same_queries_for_3_lines_and_for_30(owner: Client) -> None:
    (line,) = lines(1)
    add_lines(line.order, 2)
    page = address(Order, "change", line.order_id)
    owner.get(page)  # content types are asked for once a process
    few = queries_of(owner, page)
    add_lines(line.order, 27)
    assert len(queries_of(owner, page)) == len(few)


def test_a_short_list_says_nothing_of_more(owner: Client) -> None:
    (line,) = lines(1)
    panel = panels(owner, line.order)["Lines"]
    assert (panel.note, panel.more_url) == ("", "")


def test_a_page_shows_the_newest_entries_of_the_trail_to_those_who_may_read_it(owner: Client, visit: Visit) -> None:
    (order,) = orders(1)
    assert "Trail" not in panels(owner, order)
    for number in range(6):
        record(actor=owner.user, action=f"sample.act_{number}", target=order)
    trail = panels(owner, order)["Trail"]
    assert len(trail.table.rows) == 5
    assert "sample.act_5" in trail.table.rows[0][2]
    assert owner.get(trail.more_url).context["cl"].result_count == 6
    assert "Trail" not in panels(visit("support"), order)


def test_a_customers_page_shows_the_files_that_the_customer_sent(owner: Client) -> None:
    first, second = customers(2)
    shop.upload(first.user, "mine.pdf")
    assert "mine.pdf" in panels(owner, first)["Files sent"].table.rows[0][0]
    assert "Files sent" not in panels(owner, second)
    Customer.objects.filter(pk=second.pk).update(user=None)
    assert "Files sent" not in panels(owner, second)


def test_an_upload_shows_the_imports_of_the_same_file(owner: Client) -> None:
    (upload,) = uploads(1)
    assert panels(owner, upload) == {}
    imports(1)
    assert "orders.csv" in panels(owner, Upload.objects.get())["Imports of this file"].table.rows[0][0]


def test_a_payment_is_a_link_from_its_order(owner: Client) -> None:
    (payment,) = payments(1)
    page = owner.get(address(Order, "change", payment.order_id)).content.decode()
    assert f'href="{address(Payment, "change", payment.pk)}"' in page
