"""The matrix of roles and permissions without a mouse, and the question why."""

import pytest

from apps.accounts.models import Role
from apps.accounts.selectors import carried_by
from apps.accounts.services.role_editing import restore_role
from tests.browser.test_accessibility import check, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def both_looks(visit) -> list[str]:
    found = []
    for width, theme in ((1280, "light"), (390, "dark")):
        visit.look(width=width, theme=theme)
        found += [f"{visit.page.url} ({width}, {theme}): {fault}" for fault in faults_of(visit)]
    visit.look(width=1280, theme="light")
    return found


def test_a_role_is_edited_by_keys_and_the_question_why_knows_it(visitor, people):
    with visitor(people["owner"]) as visit:
        page = visit.open("/admin/accounts/role/matrix/")
        page.get_by_label("Only those with").focus()
        page.keyboard.type("add refund")
        assert page.locator("#matrix [data-row]:visible").count() == 1
        box = page.get_by_label("Warehouse: add refund", exact=True)
        box.focus()
        page.keyboard.press("Space")
        page.get_by_label("Warehouse: add refund up to, GBP").fill("20")
        assert page.locator("[data-changed]").inner_text() == "1 box changed, nothing is saved yet."
        faults = both_looks(visit)
        page.get_by_role("button", name="Look at the changes").press("Enter")
        page.get_by_role("heading", name="These permissions change").wait_for()
        faults += both_looks(visit)
        page.get_by_label("Why?").fill("returns at the gate")
        page.keyboard.press("Enter")
        page.get_by_text("1 change saved.").wait_for()
        page = visit.open(
            f"/admin/accounts/user/why/?person={people['warehouse'].email}&permission=payments.add_refund&amount=21"
        )
        assert page.locator(".why-verdict").inner_text() == "warehouse@vitrine.example may not add refund, 21 GBP."
        faults += both_looks(visit)
        page.get_by_role("link", name="Raise the limit of a role").press("Enter")
        page.get_by_role("heading", name="Roles and permissions").wait_for()
        check(faults)
    warehouse = Role.objects.get(slug="warehouse")
    try:
        assert carried_by(warehouse)["payments.add_refund"] == 20
    finally:
        restore_role(role=warehouse, by=None, reason="for the next test")
