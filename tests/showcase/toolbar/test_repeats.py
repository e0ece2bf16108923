"""Planted mistakes: the panel names the line and the call that cures it, is silent after the cure and when unsure."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.showcase.toolbar import planted, wasteful
from tests.showcase.toolbar.conftest import Diagnosed

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def few(db: None) -> None:
    """Three orders, whose customers are users, and four products with stock."""
    for number, order in enumerate(shop.orders(3)):
        assert order.customer is not None
        order.customer.user = User.objects.create(email=f"{number}@vitrine.example")
        order.customer.save()
    shop.category("shelf", *(shop.stock(shop.product(sku), 3).product for sku in "ABCD"))


def place_of(name: str) -> str:
    """File and line of the planted query."""
    view = {**planted.VIEWS, **wasteful.VIEWS}[name]
    lines, first = inspect.getsourcelines(view)
    number = next(number for number, text in enumerate(lines, first) if text.endswith("# asks\n"))
    return f"{view.__module__.replace('.', '/')}.py:{number}"


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("forward", 'Order: select_related("customer")'),
        ("reverse", 'Order: prefetch_related("lines")'),
        ("many_to_many", 'Product: prefetch_related("categories")'),
        ("one_to_one_from_behind", 'Product: select_related("stock")'),
        ("after_a_join", 'Order: select_related("customer__user")'),
        ("after_a_prefetch", 'Order: prefetch_related("lines__product")'),
        ("some_of_the_lines", 'Order: prefetch_related(Prefetch("lines", queryset=…, to_attr="…"))'),
        ("number_of_lines", 'Order: annotate(Count("lines"))'),
        ("left_out", 'Order: only(…, "country")'),
        ("twice", "Ask once and keep the answer."),
    ],
)
def test_line_and_cure_are_named_and_after_the_cure_it_is_silent(diagnosed: Diagnosed, name: str, cure: str) -> None:
    (found,) = diagnosed(name)
    assert found["cure"] == cure
    assert found["where"].startswith(place_of(name))
    assert found["code"].endswith("# asks")
    assert diagnosed(f"{name}_cured") == []


def test_each_hop_has_its_path(diagnosed: Diagnosed) -> None:
    found = diagnosed("several_hops")
    assert {one["says"]: one["cure"] for one in found} == {
        "Each order asks for its lines.": 'Order: prefetch_related("lines")',
        "Each order line asks for its product.": 'Order: prefetch_related("lines__product")',
    }
    assert {one["title"] for one in found} == {"3 queries of one shape", "6 queries of one shape"}


def test_a_relation_followed_by_hand_counts_when_the_line_names_it(diagnosed: Diagnosed) -> None:
    assert [one["cure"] for one in diagnosed("by_hand")] == ['Order: select_related("customer")']


def test_without_proof_it_names_the_line_and_no_relation(diagnosed: Diagnosed) -> None:
    (found,) = diagnosed("unsure")
    assert found["where"].startswith(place_of("unsure"))
    assert found["cure"] == ""


def test_of_two_lists_it_names_neither(diagnosed: Diagnosed) -> None:
    """That products ask for their stock is certain, and where: the path then begins at the product."""
    (found,) = diagnosed("ambiguous")
    assert (found["says"], found["cure"]) == ("Each product asks for its stock.", 'Product: select_related("stock")')


def test_a_serializer_that_asks_is_named_with_its_field(diagnosed: Diagnosed) -> None:
    (found,) = diagnosed("in_an_api")
    assert found["where"].endswith("(OrderSerializer.customer)")
    assert found["code"] == 'customer = CharField(source="customer.name")  # asks'
    assert found["cure"] == 'Order: select_related("customer")'


def test_a_template_that_asks_is_named_with_its_line(diagnosed: Diagnosed, settings: Any) -> None:
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], HERE / "templates"]}]
    (found,) = diagnosed("in_a_template")
    assert found["where"] == "tests/showcase/toolbar/templates/planted.html:3 (order.customer.name)"
    assert found["code"] == "{{ order.customer.name }}"
    assert found["cure"] == 'Order: select_related("customer")'


def test_the_same_object_looked_up_in_two_places_is_chance(diagnosed: Diagnosed) -> None:
    assert diagnosed("chance") == []
