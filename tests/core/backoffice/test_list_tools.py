"""Columns, saved filters and files of lists: whose they are, what they refuse."""

import csv
import io

import pytest
from django.test import Client

from apps.core.backoffice.export import csv_parts
from apps.core.backoffice.preferences import MOST_SAVED
from apps.core.models import AuditEntry, ListColumns, SavedFilter
from apps.core.querysets import OwnedQuerySet
from apps.orders.models import Customer
from tests.core.backoffice.rows import categories, customers, orders, products
from tests.core.backoffice.visiting import Visit

pytestmark = pytest.mark.django_db
ORDERS = "/admin/orders/order/"
CUSTOMERS = "/admin/orders/customer/"


def shown(client: Client, url: str = ORDERS) -> list[str]:
    return list(client.get(url).context["cl"].list_display)


def saved(client: Client, name: str, query: str, url: str = ORDERS) -> SavedFilter:
    answer = client.post(f"{url}filters/", {"name": name, "query": query})
    assert answer.status_code == 302
    return SavedFilter.objects.filter(owner=client.user).latest("pk")


def file_of(client: Client, url: str, query: str = "") -> list[list[str]]:
    answer = client.get(f"{url}csv/?{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


# Columns.


def test_a_person_sees_the_columns_they_chose_and_nobody_else_does(owner: Client, visit: Visit) -> None:
    colleague = visit("manager")
    before = shown(colleague)
    answer = owner.post(f"{ORDERS}columns/", {"column": ["total_money", "created"], "query": "country=GB"})
    assert answer.url == f"{ORDERS}?country=GB"
    assert shown(owner) == ["number", "total_money", "created"], "the way to the order's page stays"
    assert shown(colleague) == before


def test_columns_are_reset(owner: Client) -> None:
    before = shown(owner)
    owner.post(f"{ORDERS}columns/", {"column": ["total_money"]})
    owner.post(f"{ORDERS}columns/", {"reset": "1"})
    assert (shown(owner), ListColumns.objects.count()) == (before, 0)
    actions = AuditEntry.objects.filter(actor=owner.user, action__startswith="core.").values_list("action", flat=True)
    assert sorted(actions) == ["core.columns_chosen", "core.columns_reset"]


def test_a_column_that_the_list_does_not_offer_is_refused_by_name_and_nothing_is_kept(owner: Client) -> None:
    answer = owner.post(f"{ORDERS}columns/", {"column": ["number", "customer__user__password"]})
    assert answer.status_code == 400
    assert "The list has no column customer__user__password." in answer.content.decode()
    assert not ListColumns.objects.exists()


def test_a_kept_column_that_is_gone_from_the_code_is_left_out(owner: Client) -> None:
    ListColumns.objects.create(owner=owner.user, list_of="orders.order", columns=["status_chip", "no_more"])
    assert shown(owner) == ["number", "status_chip"]


# Saved filters.


def test_a_saved_filter_brings_back_filters_search_and_order(owner: Client) -> None:
    kept = saved(owner, " Big   French ", "q=5&country=FR&o=-total_money&p=3")
    assert (kept.name, kept.query) == ("Big French", "country=FR&o=-total_money&q=5")
    answer = owner.get(f"{ORDERS}filters/{kept.pk}/")
    assert answer.url == f"{ORDERS}?country=FR&o=-total_money&q=5"
    page = owner.get(answer.url)
    assert [kept.name for kept in page.context["cl"].saved_filters] == ["Big French"]
    assert 'aria-current="true">Big French' in page.content.decode()


def test_nobody_reads_or_deletes_the_filter_of_somebody_else(owner: Client, visit: Visit) -> None:
    kept = saved(visit("manager"), "Mine", "country=FR")
    assert owner.get(ORDERS).context["cl"].saved_filters == []
    assert owner.get(f"{ORDERS}filters/{kept.pk}/").status_code == 404
    assert owner.post(f"{ORDERS}filters/{kept.pk}/delete/").status_code == 404
    assert SavedFilter.objects.get() == kept


def test_without_the_owner_in_the_question_anybody_could(
    owner: Client, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = saved(visit("manager"), "Mine", "country=FR")
    monkeypatch.setattr(OwnedQuerySet, "visible_to", lambda self, user: self.all())
    assert owner.get(f"{ORDERS}filters/{kept.pk}/").status_code == 302
    assert owner.post(f"{ORDERS}filters/{kept.pk}/delete/").status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_saved_filter_is_deleted_by_its_owner_with_an_entry(owner: Client) -> None:
    kept = saved(owner, "French", "country=FR")
    assert owner.get(f"{ORDERS}filters/{kept.pk}/delete/").status_code == 405
    owner.post(f"{ORDERS}filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()
    entry = AuditEntry.objects.get(action="core.filter_deleted")
    assert entry.before == {"list": "orders.order", "name": "French", "query": "country=FR"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "The list cannot be narrowed by colour=red."),
        ("status__exact=lost", "Status cannot be “lost”."),
        ("o=colour", "The list cannot be sorted by colour."),
        ("placed_at__gte=soon", "The list cannot be narrowed by placed_at__gte=soon."),
    ],
)
def test_what_the_list_does_not_understand_is_refused_by_name_when_saved_and_when_stale(
    owner: Client, query: str, words: str
) -> None:
    answer = owner.post(f"{ORDERS}filters/", {"name": "Odd", "query": query})
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert not SavedFilter.objects.exists()
    stale = SavedFilter.objects.create(owner=owner.user, list_of="orders.order", name="Odd", query=query)
    answer = owner.get(f"{ORDERS}filters/{stale.pk}/")
    assert answer.status_code == 400
    assert f"The saved filter “Odd” no longer fits this list. {words}" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "query"), [(" ", "country=FR"), ("x" * 61, "country=FR"), ("a\x00b", "country=FR"), ("All", "")]
)
def test_a_filter_without_name_or_content_is_not_kept(owner: Client, name: str, query: str) -> None:
    owner.post(f"{ORDERS}filters/", {"name": name, "query": query})
    assert not SavedFilter.objects.exists()


def test_a_name_is_kept_once_and_the_number_of_filters_has_an_end(owner: Client) -> None:
    for number in range(MOST_SAVED):
        saved(owner, f"Filter {number}", "country=FR")
    owner.post(f"{ORDERS}filters/", {"name": "One more", "query": "country=FR"})
    assert SavedFilter.objects.count() == MOST_SAVED
    SavedFilter.objects.exclude(name="Filter 0").delete()
    answer = owner.post(f"{ORDERS}filters/", {"name": "Filter 0", "query": "country=DE"}, follow=True)
    assert "You have a filter “Filter 0” of this list already." in answer.content.decode()
    assert SavedFilter.objects.get().query == "country=FR"


# The list as a file.


def test_a_file_has_all_rows_of_the_filtered_list_in_plain_values(owner: Client) -> None:
    first, other = orders(2)
    Customer.objects.filter(pk=first.customer_id).update(name="Ada, Lady")
    rows = file_of(owner, ORDERS, f"customer__id__exact={first.customer_id}")
    assert rows == [
        [
            "number", "kind", "status", "customer number", "customer name", "country", "lines", "total",
            "total currency", "placed",
        ],
        [
            first.number, "sale", "placed", first.customer.number, "Ada, Lady", "GB", "1", "12.500", "GBP",
            first.placed_at.isoformat(),
        ],
    ]  # fmt: skip
    assert other.customer_id != first.customer_id


def test_a_file_has_the_columns_that_the_person_chose(owner: Client) -> None:
    (order,) = orders(1)
    owner.post(f"{ORDERS}columns/", {"column": ["total_money"]})
    assert file_of(owner, ORDERS) == [["number", "total", "total currency"], [order.number, "12.500", "GBP"]]


@pytest.mark.parametrize("name", ["=1+1", "+1-1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_written_as_text(owner: Client, name: str) -> None:
    (customer,) = customers(1)
    Customer.objects.filter(pk=customer.pk).update(name=name)
    (head, row) = file_of(owner, CUSTOMERS)
    assert row[head.index("name")] == f"'{name}"


def test_without_the_guard_the_file_would_carry_the_formula(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    (customer,) = customers(1)
    Customer.objects.filter(pk=customer.pk).update(name="=1+1")
    monkeypatch.setattr("apps.core.backoffice.export.safe_cell", lambda text: text)
    (head, row) = file_of(owner, CUSTOMERS)
    assert row[head.index("name")] == "=1+1"


def test_a_file_is_an_entry_of_the_trail_with_what_was_taken(owner: Client) -> None:
    orders(3)
    answer = owner.get(f"{ORDERS}csv/?country=GB&o=number")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not AuditEntry.objects.filter(action="orders.order_exported").exists(), "nothing was taken yet"
    list(answer.streaming_content)
    entry = AuditEntry.objects.get(action="orders.order_exported")
    assert (entry.actor, entry.object_type, entry.object_id) == (owner.user, "orders.order", "")
    assert entry.request_id == answer["X-Request-ID"]
    assert entry.after == {"rows": 3, "complete": True, "query": "country=GB&o=number", "columns": shown(owner)}


def test_a_file_that_is_given_up_ends_its_query_and_the_trail_says_so(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.core.backoffice.export.ROWS_AT_ONCE", 2)
    orders(5)
    parts = csv_parts(owner.get(ORDERS).context["cl"])
    next(parts), next(parts)
    parts.close()
    entry = AuditEntry.objects.get(action="orders.order_exported")
    assert (entry.after["rows"], entry.after["complete"]) == (2, False)


def test_who_may_not_see_a_list_gets_neither_file_nor_columns_nor_filters(visit: Visit) -> None:
    warehouse = visit("warehouse")
    customers(1)
    kept = SavedFilter.objects.create(
        owner=warehouse.user, list_of="orders.customer", name="French", query="country=FR"
    )
    before = AuditEntry.objects.count()
    answers = (
        warehouse.get(f"{CUSTOMERS}csv/"),
        warehouse.post(f"{CUSTOMERS}columns/", {"column": ["number"]}),
        warehouse.post(f"{CUSTOMERS}filters/", {"name": "German", "query": "country=DE"}),
        warehouse.get(f"{CUSTOMERS}filters/{kept.pk}/"),
        warehouse.post(f"{CUSTOMERS}filters/{kept.pk}/delete/"),
    )
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (SavedFilter.objects.get(), ListColumns.objects.count(), AuditEntry.objects.count()) == (kept, 0, before)


def test_a_file_refuses_what_the_list_refuses(owner: Client) -> None:
    answer = owner.get(f"{ORDERS}csv/?colour=red")
    assert (answer.status_code, "narrowed by colour=red" in answer.content.decode()) == (400, True)


# Counts beside choices.


def choices(client: Client, url: str, title: str) -> list[str]:
    cl = client.get(url).context["cl"]
    (spec,) = [spec for spec in cl.filter_specs if spec.title == title]
    return [str(choice["display"]) for choice in spec.choices(cl)]


def test_each_choice_says_how_many_rows_it_has(owner: Client) -> None:
    first, _, _ = products(3)
    (shelf,) = categories(1)
    first.categories.add(shelf)
    type(first).objects.filter(pk=first.pk).update(is_active=False)
    url = "/admin/catalog/product/"
    assert choices(owner, url, "kind")[:2] == ["All", "Goods (3)"]
    assert choices(owner, url, "is active") == ["All", "Yes (2)", "No (1)"]
    assert choices(owner, url, "categories")[1] == "Shelf (1)"
    orders(2)
    assert choices(owner, ORDERS, "country") == ["All", "United Kingdom (GB) (2)"]


def test_counting_stops(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.backoffice.counts.MOST_COUNTED", 2)
    orders(3)
    assert "United Kingdom (GB) (2+)" in choices(owner, ORDERS, "country")
