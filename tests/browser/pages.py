"""Every page there is, read from the registries and the URLconf: a new one comes in by itself.

The admin's pages of one object take rows of its model; other routes with arguments need an example, and one without is
an error.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.orders.models import OrderLine
from apps.payments.models import Payment
from tests.core.backoffice.rows import ROWS

Examples = dict[str, list[list[Any]]]
API = ("v1:", "v2:", "api-", "problem")
# One page of each of these kinds stands for all models: they are one template with other words.
ONE_FOR_ALL = ("_history", "_delete")
QUESTION = "/admin/accounts/user/why/?person=owner%40vitrine.example&permission=payments.add_refund&object=no-such"
WITHOUT_ROWS = (
    QUESTION,
    "/admin/orders/order/?q=no+such+thing",
    "/admin/orders/order/?p=2000",
    "/admin/accounts/role/?q=nobody",
)


def own_pages(client: Client, examples: Examples) -> list[str]:
    """What is neither admin nor API: map, scenarios, sources, mailbox and what else there is."""
    return _pages(client, examples, [route for route in routes() if not route[0].startswith(("admin:", *API))])


def api_pages(client: Client, examples: Examples) -> list[str]:
    """What the API shows to a browser, and its documentation."""
    versions = {name: examples.get(name.removeprefix("v1:").removeprefix("v2:")) for name, _ in routes()}
    known = {name: found for name, found in versions.items() if found}
    return _pages(client, known, [route for route in routes() if route[0].startswith(API)])


def admin_lists(client: Client) -> list[str]:
    """The admin's lists, with rows and without, its dashboard and its forms."""
    return [*WITHOUT_ROWS, *_admin_pages(client, {}, of_objects=False)]


def admin_objects(client: Client, others: dict[str, str]) -> list[str]:
    """The admin's pages of objects, one of each model.

    `others` are addresses of routes whose argument is no object of their model, by the name of the route.
    """
    return _admin_pages(client, others, of_objects=True)


def _admin_pages(client: Client, others: dict[str, str], *, of_objects: bool) -> list[str]:
    row = {model._meta.label_lower.replace(".", "_"): ROWS[model](1)[0].pk for model in admin.site._registry}
    # An order that has everything, and what it is about.
    line = OrderLine.objects.get(pk=row["orders_orderline"])
    Payment.objects.filter(pk=row["payments_payment"]).update(order=line.order)
    row |= {
        "orders_order": line.order_id,
        "orders_customer": line.order.customer_id,
        "catalog_product": line.product_id,
    }
    found, seen = [], set()
    for route, arguments in routes():
        name = route.removeprefix("admin:")
        model = max((key for key in row if name.startswith(f"{key}_")), key=len, default="")
        kind = name.removeprefix(model)
        if name == route or bool(arguments) != of_objects or (kind in ONE_FOR_ALL and kind in seen):
            continue
        if arguments and not model:
            continue  # the theme's redirects
        if kind.endswith("_filter"):
            continue  # no pages: they lead back to the list
        address = others.get(name) or reverse(f"admin:{name}", args=[row[model]] if arguments else [])
        if shows_a_page(client, address):
            seen.add(kind)
            found.append(address)
    return found


def _pages(client: Client, examples: Examples, wanted: list[tuple[str, int]]) -> list[str]:
    missing = [name for name, arguments in wanted if arguments and name not in examples]
    assert not missing, f"tests/browser/test_accessibility.py has no example for {missing}"
    addresses = [
        reverse(name, args=example) for name, count in wanted for example in (examples[name] if count else [[]])
    ]
    return [address for address in addresses if shows_a_page(client, address)]


def shows_a_page(client: Client, address: str) -> bool:
    """Whether a person gets a page there: no file, no redirect, no part of another page, no form's target."""
    answer = client.get(address, headers={"Accept": "text/html"})
    html = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    part = "sandbox" in answer.headers.get("Content-Security-Policy", "") or not html or b"<html" not in answer.content
    return not part


def routes() -> Iterator[tuple[str, int]]:
    """The name of each route and how many arguments it takes."""
    yield from _routes(get_resolver().url_patterns, "")


def _routes(patterns: list[Any], namespace: str) -> Iterator[tuple[str, int]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "djdt":
                yield from _routes(
                    pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                )
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern.pattern.regex.groups
