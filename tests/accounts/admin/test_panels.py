"""What the first page says that one may do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import RoleAssignment
from apps.accounts.services.roles import give_role
from tests.core.backoffice.visiting import queries_of, signed_in_as

pytestmark = pytest.mark.django_db


def panel(client: Client) -> dict[str, Any]:
    (shown,) = [
        one for one in client.get("/admin/").context["dashboard_panels"] if one["panel"].title == "What you may do here"
    ]
    return shown


def words(client: Client) -> dict[str, dict[str, list[str]]]:
    return {area: {row.title: row.acts for row in rows} for area, rows in panel(client)["areas"]}


def test_the_warehouse_reads_what_it_may_do_by_area() -> None:
    assert words(signed_in_as("warehouse")) == {
        "Sales": {"Orders": ["see"], "Order lines": ["see"], "Status changes": ["see"]},
        "Catalogue": {
            "Products": ["see"],
            "Stock items": ["see", "receive, adjust and count stock"],
            "Stock movements": ["see"],
            "Prices": ["see"],
            "Categories": ["see"],
        },
        "People": {"Users": ["open the back office"]},
        "Messages": {"Notes": ["see", "write on the pages of what they are about"]},
    }


def test_every_link_opens_and_nothing_is_linked_that_may_not_be_seen() -> None:
    for role in ("owner", "support", "auditor"):
        client = signed_in_as(role)
        links = [row.url for _, rows in panel(client)["areas"] for row in rows if row.url]
        assert links
        assert [link for link in links if client.get(link).status_code != 200] == []
    assert {row.title: row.url for _, rows in panel(signed_in_as("warehouse"))["areas"] for row in rows}["Users"] == ""


def test_an_auditor_sees_and_does_nothing_else() -> None:
    acts = {act for rows in words(signed_in_as("auditor")).values() for acts in rows.values() for act in acts}
    assert acts - {"see"} == {
        "follow a request through logs, jobs and mails",
        "open the back office",
        "view own orders",
        "view who is near a limit",
    }


def test_roles_that_count_now_are_named_with_their_end() -> None:
    support = signed_in_as("support")
    soon = timezone.now() + timedelta(days=1)
    give_role(user=support.user, role="warehouse", by=None, reason="holidays", expires_at=soon)
    give_role(user=support.user, role="manager", by=None, reason="past", expires_at=soon)
    RoleAssignment.objects.filter(role__slug="manager").update(
        starts_at=soon - timedelta(days=3), expires_at=soon - timedelta(days=2)
    )
    assert [grant.role.slug for grant in panel(support)["held"]] == ["support", "warehouse"]
    html = " ".join(support.get("/admin/").content.decode().split())
    assert f"reads orders and products, moves stock. Until {soon.day} {soon:%B %Y}" in html
    roles = [sql for sql in queries_of(support, "/admin/") if "accounts_roleassignment" in sql]
    assert len(roles) == 1  # this panel
