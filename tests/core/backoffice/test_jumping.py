import pytest
from django.test import Client

from apps.core.backoffice.jumping import MOST_OF_A_KIND
from tests.core.backoffice.rows import imports, lines
from tests.core.backoffice.visiting import Visit, address

pytestmark = pytest.mark.django_db


def jump(client: Client, term: str) -> list[str]:
    return [result.link for result in client.get("/admin/search/", {"s": term, "extended": "1"}).context["results"]]


def test_a_number_a_code_or_an_address_leads_to_its_object(owner: Client) -> None:
    (line,) = lines(1)
    order, product = line.order, line.product
    pages = {order.number: order, product.sku.lower(): product, order.customer.email: order.customer}
    for term, target in pages.items():
        assert address(type(target), "change", target.pk) in jump(owner, f" {term} ")


def test_lists_are_found_by_their_titles(owner: Client) -> None:
    assert jump(owner, "refunds") == ["/admin/payments/refund/"]


def test_only_what_the_person_may_open_is_found(visit: Visit) -> None:
    (line,) = lines(1)
    warehouse = visit("warehouse")
    assert jump(warehouse, line.order.customer.email) == []
    assert jump(warehouse, "refunds") == []
    assert len(jump(warehouse, line.sku)) == 1


def test_many_of_a_kind_are_cut(owner: Client) -> None:
    imports(MOST_OF_A_KIND + 2)
    assert len([link for link in jump(owner, "ab" * 32) if "importjob" in link]) == MOST_OF_A_KIND


@pytest.mark.parametrize("term", ["", "\0", "no such thing", "x" * 5000])
def test_nonsense_finds_nothing(owner: Client, term: str) -> None:
    assert jump(owner, term) == []


def test_strangers_ask_in_vain(client: Client) -> None:
    assert client.get("/admin/search/", {"s": "1"}).status_code == 302
