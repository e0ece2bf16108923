"""The admin in a browser: signing in, and Ctrl K. What holds for every page is in test_accessibility.py."""

import pytest

from apps.accounts.services.people import create_person
from apps.orders.models import Order
from tests import shop
from tests.browser.conftest import Visitor
from tests.core.backoffice.rows import orders, payments
from tests.core.backoffice.visiting import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sign_in_page_lets_people_in(visitor: Visitor) -> None:
    create_person(email="owner@vitrine.example", password="a long sentence", role="owner", by=None, reason="for a test")
    with visitor() as visit:
        page = visit.open("/admin/")
        page.fill("[name=login]", "owner@vitrine.example")
        page.fill("[name=password]", "a long sentence")
        with page.expect_navigation():
            page.get_by_role("button", name="Sign in", exact=True).click()
        assert page.url == f"{visit.home}/admin/"
        assert visit.problems == []


def test_ctrl_k_and_a_number_lead_to_the_order(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    (payment,) = payments(1)
    number, target = payment.order.number, address(Order, "change", payment.order_id)
    with visitor(owner) as visit:
        page = visit.open("/admin/")
        page.keyboard.press("Control+k")
        page.locator("#search-input-command:focus").wait_for()
        page.keyboard.type(number)
        page.locator(".destinations .active").wait_for()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url == visit.home + target
        assert visit.problems == []


def test_the_dashboard_is_asked_for_days_and_a_number_leads_to_its_orders(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    orders(3)
    with visitor(owner, width=390, theme="dark") as visit:
        page = visit.open("/admin/")
        page.get_by_label("From").fill("2011-10-30")
        page.get_by_label("To").fill("2011-11-01")
        with page.expect_navigation():
            page.get_by_label("To").press("Enter")
        assert page.get_by_text("30 October 2011 to 1 November 2011, compared with 27 October").is_visible()
        page.get_by_text("The figures as a table").first.click()
        assert page.get_by_role("columnheader", name="The period before").first.is_visible()
        assert visit.violations() == []
        with page.expect_navigation():
            page.locator(".figures").get_by_role("link", name="3", exact=True).first.click()
        assert page.locator("#result_list tbody tr").count() == 3
        assert (visit.problems, visit.overflow() <= 0) == ([], True)


def test_a_note_is_written_with_the_keyboard_and_stays_off_the_printed_sheet(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    (payment,) = payments(1)
    with visitor(owner) as visit:
        page = visit.open(address(Order, "change", payment.order_id))
        page.get_by_text("Add a note", exact=True).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("Ring twice.")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.get_by_text("Ring twice.").is_visible()
        assert visit.violations() == []
        page.emulate_media(media="print")
        words = ("Ring twice.", "Print", "History")
        assert [word for word in words if page.get_by_text(word, exact=True).first.is_visible()] == []
        assert page.locator("#heading-name").is_visible()
        assert page.get_by_role("heading", name="Lines").is_visible()
        assert visit.problems == []


def test_a_dialog_keeps_what_was_typed_until_it_is_right(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    lamp = shop.product("85048", name="Lamp")
    shop.stock(lamp, 10, reserved=4)
    target = address(type(lamp), "change", lamp.pk)
    with visitor(owner) as visit:
        page = visit.open(target)
        page.get_by_role("button", name="Stock", expanded=False).focus()  # once the menu's script is there
        page.keyboard.press("Enter")
        page.locator(".actions-menu a").last.wait_for()
        for _ in range(5):
            page.keyboard.press("Tab")
        assert visit.violations() == []
        assert page.evaluate("document.activeElement.textContent.trim()").endswith("Take stock")
        page.keyboard.press("Enter")
        page.fill("[name=counted]", "3")
        page.fill("[name=reason]", "yearly count")
        page.click("#dialog button[type=submit]")
        page.get_by_text("4 are reserved: release some of them, then count again.").wait_for()
        assert page.input_value("[name=reason]") == "yearly count"
        page.fill("[name=counted]", "9")
        with page.expect_navigation():
            page.click("#dialog button[type=submit]")
        assert page.url == visit.home + target
        page.get_by_text("Counted -1: now 9 on hand, 4 of them reserved.").wait_for()
        assert visit.problems == []
