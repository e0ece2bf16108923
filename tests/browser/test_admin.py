"""The admin as a browser sees it: nothing in the console, nothing from outside, no page wider than its window."""

import pytest

from apps.accounts.services.people import create_person
from apps.core.models import Job
from apps.orders.models import Order
from tests.browser.conftest import Visitor
from tests.core.backoffice.rows import jobs, lines, payments
from tests.core.backoffice.visiting import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_pages_are_clean(visitor: Visitor, width: int, theme: str) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    (payment,) = payments(1)
    (line,) = lines(1)
    (job,) = jobs(1)
    Job.objects.filter(pk=job.pk).update(request_id="request-1")
    pages = [
        "/admin/",
        "/admin/orders/order/",
        address(Order, "change", payment.order_id),
        address(type(line.product), "change", line.product_id),
        "/admin/accounts/roleassignment/add/",
        "/ops/requests/",
        "/ops/requests/request-1/",
        "/ops/config/",
    ]
    found = {}
    with visitor(owner, width=width, theme=theme) as visit:
        for path in pages:
            visit.open(path)
            violations = visit.violations()
            if visit.problems or visit.overflow() > 0 or violations:
                found[path] = (list(visit.problems), visit.overflow(), violations)
                visit.problems.clear()
    assert found == {}


def test_the_sign_in_page_lets_people_in(visitor: Visitor) -> None:
    create_person(email="owner@vitrine.example", password="a long sentence", role="owner", by=None, reason="for a test")
    with visitor() as visit:
        page = visit.open("/admin/")
        page.fill("[name=username]", "owner@vitrine.example")
        page.fill("[name=password]", "a long sentence")
        with page.expect_navigation():
            page.click("button[type=submit]")
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
