import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.core.backoffice import pages
from apps.core.backoffice.pages import BoundedPaginator, estimated_rows
from apps.core.models import SlotClaim
from tests.core.backoffice.rows import orders, slots
from tests.core.backoffice.visiting import queries_of

pytestmark = pytest.mark.django_db


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_slotclaim")


def test_few_rows_are_counted_exactly_and_never_beyond_the_limit() -> None:
    slots(7)
    paginator = BoundedPaginator(SlotClaim.objects.order_by("pk"), 3)
    with CaptureQueriesContext(connection) as captured:
        assert (paginator.count, paginator.count_text, paginator.num_pages) == (7, "7", 3)
    assert captured.captured_queries[-1]["sql"] == (
        'SELECT COUNT(*) FROM (SELECT "core_slotclaim"."id" AS "col1" FROM "core_slotclaim" LIMIT 100001) subquery'
    )


def test_filtered_rows_above_the_limit_are_more_than(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", 5)
    slots(7)
    analyse()
    assert BoundedPaginator(SlotClaim.objects.filter(pk__gt=0).order_by("pk"), 3).count_text == "more than 5"


def test_a_big_table_is_not_counted_but_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", 5)
    slots(7)
    analyse()
    paginator = BoundedPaginator(SlotClaim.objects.order_by("pk"), 3)
    with CaptureQueriesContext(connection) as captured:
        assert paginator.count_text == "about 7"
    assert ["COUNT" in query["sql"].upper() for query in captured.captured_queries] == [False]


def test_a_table_that_was_never_analysed_has_no_estimate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_slotclaim")
    assert estimated_rows(SlotClaim.objects.all()) == 0


def test_pages_end_where_an_offset_becomes_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "DEEPEST_PAGE", 2)
    slots(9)
    assert BoundedPaginator(SlotClaim.objects.order_by("pk"), 3).num_pages == 2


def test_past_the_last_page_the_list_says_to_filter_and_reads_no_row(owner: Client) -> None:
    orders(2)
    url = "/admin/orders/order/"
    assert "Filter instead" in owner.get(url, {"p": "1001"}).content.decode()
    assert [sql for sql in queries_of(owner, url, {"p": "1001"}) if "OFFSET" in sql] == []
