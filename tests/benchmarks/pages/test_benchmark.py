import pytest

from apps.orders.models import Order
from benchmarks.pages.benchmark import report
from benchmarks.pages.walk import admin_pages, api_pages, api_routes, turned
from tests.core.backoffice.rows import orders
from tests.core.backoffice.visiting import signed_in_as

LIST = ("admin:orders_order_changelist", "page 1")
LAST = ("admin:orders_order_changelist", "page 1,000")


def says(few: int, many: int, *, status: int = 200) -> list[str]:
    small, big = {LIST: (200, few, 5.0)}, {LIST: (200, few, 5.0), LAST: (status, many, 9.0)}
    return list(report("a machine", small, big, few_lines=10_000, many_lines=1_000_000).says)


def test_pages_that_take_no_more_queries_in_the_big_shop_are_well():
    assert says(12, 12) == ["2 pages. No page takes more queries."]


def test_a_last_page_that_takes_more_queries_than_the_first_of_the_small_shop_is_named():
    assert says(12, 13) == [
        "2 pages. Queries grow with rows: admin:orders_order_changelist page 1,000: 12 → 13 queries."
    ]


def test_a_page_that_does_not_open_is_named():
    assert says(12, 12, status=500)[1] == "Refused: admin:orders_order_changelist page 1,000 answers 500."


@pytest.mark.django_db
def test_lists_are_walked_to_their_last_page_and_to_a_row():
    owner = signed_in_as("owner")
    orders(51)
    pages = list(admin_pages(owner, "admin:orders_order", Order))
    assert [(page.route.rpartition("_")[2], page.part) for page in pages] == [
        ("changelist", "page 1"), ("changelist", "page 2"), ("change", ""), ("history", ""),
    ]  # fmt: skip
    view = dict(api_routes())["v2:order-list"]
    pages = list(api_pages(owner, "v2:order-list", view))
    assert [page.part for page in pages] == ["page 1", "page 2", "from the end", ""]
    assert [owner.get(page.url).status_code for page in pages] == [200] * 4


def test_an_ordering_is_turned_around():
    assert [turned("-placed_at"), turned("number")] == ["placed_at", "-number"]
