"""Who may do what: every route by every method, asked by everybody, held against a table that people wrote.

The table is tests/matrix/expected.toml. A new route needs its lines there, a policy at its door, an example of a row in
tests/matrix/objects.py if it takes an argument, and an operation in the OpenAPI document if it is one of the API's.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from drf_spectacular.generators import SchemaGenerator

from apps.accounts.models import User
from apps.accounts.rules.roles import ROLES
from apps.core.doors import policies_of, routes
from tests.matrix import sabotage, showing, table
from tests.matrix.making import make_walk
from tests.matrix.objects import Objects
from tests.matrix.walking import Findings

pytestmark = pytest.mark.django_db
# What the routes of each part begin with; the rest are pages.
PARTS = {
    "the API": ("v1:", "v2:", "api-", "problem", "/api/"),
    "people": ("admin:accounts_", "admin:notifications_"),
    "the engine room": ("admin:core_",),
    "the catalogue and money": ("admin:catalog_", "admin:payments_", "admin:uploads_"),
    "orders and the frame": ("admin:",),
}
# The fewest cells of each, and the fewest pairs of a foreign and a missing row.
SHOWCASE = apps.is_installed("apps.showcase")
LEAST = dict(zip((*PARTS, "pages"), (1_700, 1_500, 1_500, 2_000, 2_000, 1_300 if SHOWCASE else 800), strict=True))
ALIKE = 100 if SHOWCASE else 80


def part_of(route: str) -> str:
    return next((part for part, begins in PARTS.items() if route.startswith(begins)), "pages")


@pytest.mark.timeout(400)  # seconds of work; minutes beside others on a busy machine
@pytest.mark.parametrize(("part", "least"), LEAST.items())
def test_every_cell_answers_as_the_table_says(part: str, least: int) -> None:
    found = make_walk(lambda route: part_of(route) == part).run()
    assert found.wrong == []
    assert found.cells > least
    assert found.alike > ALIKE


def test_every_route_and_method_has_a_policy_and_an_expectation() -> None:
    expected = table.read()
    for route in routes():
        policies = policies_of(route.callback)
        assert policies, f"{route.name} declares no policy"
        assert route.name in expected.routes, f"{route.name} has no line in tests/matrix/expected.toml"
        offered = {method for method, policy in policies.items() if not policy.refusal}
        if route.name not in expected.elsewhere and route.name != "admin:autocomplete":
            asked = {method for method, entry in expected.routes[route.name].items() if entry != table.NOBODY}
            assert offered == asked, route.name
    assert set(expected.routes) == {route.name for route in routes()}


def test_the_page_shows_the_table() -> None:
    assert showing.PAGE.read_text() == showing.page(), "run `python -m tests.matrix.showing`"


def test_the_table_speaks_of_every_role() -> None:
    assert {role.slug for role in ROLES} | {"nobody", "stranger"} == set(table.standings())


def test_policies_say_the_scopes_and_the_rows_of_the_table() -> None:
    for route in routes():
        for method, policy in (policies_of(route.callback) or {}).items():
            expected = table.read().of(route.name, method)
            if expected is not None:
                assert policy.scope == expected.scope, (route.name, method)
                assert policy.development == expected.development, (route.name, method)


def test_every_route_of_the_api_has_its_operations_in_the_document() -> None:
    for version in ("v1", "v2"):
        paths = SchemaGenerator(api_version=version, patterns=None).get_schema(request=None, public=True)["paths"]
        documented = {(address, method.upper()) for address, methods in paths.items() for method in methods}
        wanted = {
            (route.name, method)
            for route in routes()
            if route.name.startswith(f"{version}:") and route.name.partition(":")[2] not in ("index", "docs", "schema")
            for method in policies_of(route.callback) or {}
        }
        assert len(documented) == len(wanted), (version, sorted(documented), sorted(wanted))


# What each of these tests says of a break.


def undeclared(request: Any) -> None:
    """A view that declares nothing."""


def test_a_route_without_a_policy_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert policies_of(undeclared) is None


def test_a_route_without_an_example_of_a_row_is_noticed(people: dict[str, User]) -> None:
    objects = Objects([], people["owner"])
    for name in ("v2:thing-detail", "admin:orders_thing_change"):
        new = type(next(routes()))(name, "/things/<pk>/", undeclared)
        with pytest.raises(KeyError, match=r"has no factory in tests/matrix/objects\.py"):
            objects.arguments(new, people["owner"])


def test_a_protection_that_is_gone_is_named_with_its_cell() -> None:
    walk = make_walk()
    for one in sabotage.BREAKS:
        broken = replace(walk, only=one.routes.__contains__, found=Findings())
        with one.made():
            found = broken.run()
        assert one.cell in [wrong.partition(": expected")[0] for wrong in found.wrong], one.name
