"""The pages of the engine room are open to those they are named for, and tell nobody else anything."""

import pytest
from django.test import Client

from apps.accounts.rules.roles import ROLES
from tests.core.backoffice.visiting import Visit

ID = "4f1c2a7e-0000-4000-8000-000000000001"
PAGES = {
    "/ops/requests/": {"owner", "auditor", "engineer"},
    f"/ops/requests/?id={ID}": {"owner", "auditor", "engineer"},
    f"/ops/requests/{ID}/": {"owner", "auditor", "engineer"},
    "/ops/config/": {"owner", "engineer"},
    "/ops/limits/": {"owner", "manager", "auditor", "engineer"},
}


@pytest.mark.parametrize("role", [role.slug for role in ROLES])
def test_each_role_opens_its_pages_and_gets_403_from_the_others(visit: Visit, role: str) -> None:
    client = visit(role)
    opened = {page for page in PAGES if client.get(page).status_code != 403}
    assert opened == {page for page, roles in PAGES.items() if role in roles}


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for page in PAGES:
        answer = client.get(page)
        assert (answer.status_code, answer.url.split("?")[0], answer.content) == (302, "/sign-in/", b"")


def test_a_refusal_holds_nothing_of_the_page(visit: Visit) -> None:
    refusal = visit("auditor").get("/ops/config/").content.decode()
    assert "DATABASE_URL" not in refusal
    assert "You may not do this" in refusal
    assert "Sign in" not in refusal  # they have


def test_the_pages_are_read_only_and_never_cached(engineer: Client) -> None:
    assert engineer.post("/ops/config/").status_code == 405
    assert "no-store" in engineer.get("/ops/config/")["Cache-Control"]


def test_the_navigation_shows_an_auditor_one_of_them(visit: Visit) -> None:
    groups = visit("auditor").get("/admin/").context["sidebar_navigation"]
    titles = [item["title"] for group in groups for item in group["items"]]
    assert "Follow a request" in titles
    assert "Configuration" not in titles


def test_ctrl_k_finds_them(engineer: Client, visit: Visit) -> None:
    assert b"/ops/config/" in engineer.get("/admin/search/", {"s": "config"}).content
    assert b"/ops/config/" not in visit("support").get("/admin/search/", {"s": "config"}).content
