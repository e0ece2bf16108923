"""Without a mouse: a way past the navigation, a focus that is seen, menus and dialogs that give the focus back."""

import pytest
from playwright.sync_api import Page

from apps.accounts.services.development import seed_people
from apps.accounts.services.people import create_person
from tests import shop
from tests.browser.conftest import Visitor
from tests.core.backoffice.rows import tokens
from tests.core.backoffice.visiting import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUS = """() => {
  const item = document.activeElement, style = getComputedStyle(item);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // A field in a frame of its own shows the focus on the frame.
  const frame = item.matches("input") && getComputedStyle(item.parentElement).outlineStyle !== "none";
  return [ring || frame, item.outerHTML.slice(0, 160), item.tagName];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(item =>
  getComputedStyle(item).transitionDuration.split(", ").some(time => parseFloat(time) > 0)
  || getComputedStyle(item).animationName !== "none").length"""


@pytest.fixture
def owner():
    return create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


@pytest.mark.parametrize("path", ["/", "/admin/", "/api/v2/orders/"])
def test_the_first_stop_is_a_way_to_the_content(visitor: Visitor, owner, path):
    with visitor(owner) as visit:
        page = visit.open(path)
        page.keyboard.press("Tab")
        assert focused(page) == "To the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["/", "/admin/orders/order/", "/api/v2/orders/", "/scenarios/duplicates/"])
def test_every_stop_shows_that_it_has_the_focus(visitor: Visitor, owner, path):
    shop.orders(2)
    with visitor(owner) as visit:
        page = visit.open(path)
        unseen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            seen, item, tag = page.evaluate(FOCUS)
            if tag == "BODY":
                break
            if not seen:
                unseen.append(item)
        assert unseen == []


def test_the_menu_of_the_person_opens_and_closes(visitor: Visitor, owner):
    with visitor(owner) as visit:
        page = visit.open("/admin/")
        person = page.locator("#nav-sidebar [role=button]", has_text="owner@vitrine.example")
        person.focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Log out").wait_for()
        assert page.get_by_role("button", name="Dark").get_attribute("tabindex") == "0"
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Log out").wait_for(state="hidden")


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(visitor: Visitor, owner):
    (token,) = tokens(1)
    with visitor(owner) as visit:
        page = visit.open(address(type(token), "change", token.pk))
        opener = page.get_by_role("link", name="Revoke")
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Revoke")
        dialog.wait_for()
        for _ in range(8):
            assert page.evaluate("document.activeElement.closest('#modal-content, body').tagName") in ("DIV", "BODY")
            assert not page.evaluate("document.getElementById('page').contains(document.activeElement)")
            page.keyboard.press("Tab")
        assert visit.violations() == []
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.textContent.trim()").endswith(opener.inner_text().strip()[-6:])


def test_who_wants_no_motion_gets_none(visitor: Visitor, owner):
    seed_people()
    shop.orders(2)
    still, moving = {}, {}
    for motion, found in (("reduce", still), ("no-preference", moving)):
        with visitor(owner, motion=motion) as visit:
            for path in ("/", "/scenarios/duplicates/", "/admin/", "/admin/orders/order/", "/api/v2/orders/"):
                visit.page.goto(visit.home + path)
                found[path] = visit.page.evaluate(MOVING)
    assert set(still.values()) == {0}, still
    assert moving["/"] > 0
