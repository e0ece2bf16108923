"""The life of a program's key in the admin: issued, shown once, rotated, revoked."""

import pytest

from apps.accounts.models import ApiToken
from apps.accounts.services.people import create_person
from tests.browser.conftest import Visit, Visitor
from tests.core.backoffice.visiting import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(visit: Visit) -> None:
    """Here, and where there is the least room."""
    assert visit.violations() == []
    visit.look(width=390, theme="dark")
    assert (visit.violations(looks_only=True), visit.overflow() <= 0) == ([], True)
    visit.look(width=1280, theme="light")


def test_a_key_is_issued_rotated_and_revoked(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    with visitor(owner) as visit:
        page = visit.open(f"{address(ApiToken, 'add')}?user={owner.email}")
        page.fill("[name=name]", "monthly report")
        page.get_by_label("orders:read").focus()
        page.keyboard.press("Space")
        looks_right(visit)
        with page.expect_navigation():
            page.get_by_role("button", name="Add API token").click()
        first = page.locator("#key").inner_text()
        page.get_by_role("button", name="Copy").click()
        assert page.evaluate("getSelection().toString()") == first
        looks_right(visit)

        with page.expect_navigation():
            page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("link", name="Rotate").click()
        page.select_option("[name=overlap]", label="8 hours")
        looks_right(visit)
        page.click("#dialog button[type=submit]")
        page.get_by_text("Shown this once").wait_for()
        second = page.locator("#key").inner_text()
        assert (second != first, first[:12] in page.locator(".key .facts").inner_text()) == (True, True)
        page.locator("[data-dialog]").wait_for(state="hidden", timeout=3000)
        page.locator("[data-copy]:focus").wait_for(timeout=3000)
        looks_right(visit)

        with page.expect_navigation():
            page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("link", name="Revoke").click()
        page.fill("[name=reason]", "no longer needed")
        with page.expect_navigation():
            page.click("#dialog button[type=submit]")
        assert page.get_by_text("Revoked", exact=True).first.is_visible()
        page = visit.open(address(ApiToken, "changelist"))
        assert page.get_by_text("Works for a while").is_visible()
        assert second not in page.content()
        assert visit.problems == []
