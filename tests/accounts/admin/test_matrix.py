"""The matrix of roles and permissions: read, edited, looked at once more, saved."""

from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Role
from apps.accounts.selectors import carried_by
from apps.accounts.services.role_editing import set_role_permissions
from apps.core.models import AuditEntry
from tests.core.backoffice.visiting import signed_in_as

pytestmark = pytest.mark.django_db
MATRIX = "/admin/accounts/role/matrix/"
REFUND, STOCK = "payments.add_refund", "catalog.move_stock"
Fields = list[tuple[str, str]]


class Boxes(HTMLParser):
    """What a browser would send of the page's form about roles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: Fields = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        ours = tag == "input" and name.startswith(("role-", "seen-", "limit-"))
        if ours and (found.get("type") != "checkbox" or "checked" in found):
            self.fields.append((name, found.get("value") or ""))


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


def send(client: Client, fields: Fields, step: str, **more: str) -> Any:
    data: dict[str, Any] = {"step": step, **more}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(MATRIX, data)


def carried(slug: str) -> dict[str, Decimal | None]:
    return carried_by(Role.objects.get(slug=slug))


def edited(client: Client) -> Fields:
    """The boxes with three changes: a permission more, one less, another limit."""
    fields = [one for one in Boxes(client.get(MATRIX).content.decode()).fields if one != ("role-warehouse", STOCK)]
    fields = [(name, "250" if name == f"limit-support-{REFUND}" else value) for name, value in fields]
    return [*fields, ("role-warehouse", "orders.view_customer")]


def test_changes_are_shown_before_they_happen_and_saved_with_a_reason(owner: Client) -> None:
    before = {slug: carried(slug) for slug in ("warehouse", "support", "manager")}
    review = send(owner, edited(owner), "review")
    assert {
        str(role): [(change.permission, change.verb, was, becomes) for change, _, was, becomes in made]
        for role, made in review.context["edited"]
    } == {
        "Warehouse": [
            (STOCK, "withdrawn", "yes", "yes"),
            ("orders.view_customer", "granted", "yes", "yes"),
        ],
        "Support": [(REFUND, "limited", "up to 100 GBP", "up to 250 GBP")],
    }
    assert {slug: carried(slug) for slug in before} == before
    answer = send(owner, Boxes(review.content.decode()).fields, "save", reason="spring")
    assert answer.status_code == 302
    assert carried("support")[REFUND] == 250
    assert set(before["warehouse"]) ^ set(carried("warehouse")) == {STOCK, "orders.view_customer"}
    assert carried("manager") == before["manager"]
    found = AuditEntry.objects.filter(action__startswith="accounts.permission_")
    assert {(one.actor, one.reason) for one in found} == {(owner.user, "spring")}
    assert found.count() == 3
    assert Role.objects.get(slug="manager").edited_at is None


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        (" ", "Say why."),
        ("x" * 301, "The reason has 301 characters; at most 300 are kept."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_without_a_reason_that_can_be_kept_nothing_changes_and_nothing_is_lost(
    owner: Client, reason: str, refusal: str
) -> None:
    review = send(owner, Boxes(send(owner, edited(owner), "review").content.decode()).fields, "save", reason=reason)
    assert review.context["refusal"] == refusal
    assert STOCK in carried("warehouse")
    back = send(owner, Boxes(review.content.decode()).fields, "edit")
    assert sorted(Boxes(back.content.decode()).fields) == sorted(edited(owner))


def test_a_limit_that_is_none_is_named_and_stays_in_its_box(owner: Client) -> None:
    for written in ("-1", "0", "1.2345", "much", "NaN", "1e99"):
        fields = [(name, written if name == f"limit-support-{REFUND}" else value) for name, value in edited(owner)]
        page = send(owner, fields, "review")
        assert page.context["unreadable"] == [f"“{written}”"]
        assert (f"limit-support-{REFUND}", written) in Boxes(page.content.decode()).fields
        assert page.content.decode().count('aria-invalid="true"') == 1


def test_somebody_elses_change_meanwhile_is_told_and_the_choices_stay(owner: Client) -> None:
    fields = Boxes(send(owner, edited(owner), "review").content.decode()).fields
    set_role_permissions(role=Role.objects.get(slug="warehouse"), permissions={STOCK: None}, by=None, reason="fire")
    page = send(owner, fields, "save", reason="spring")
    assert "Somebody has changed Warehouse meanwhile" in page.content.decode()
    assert carried("support")[REFUND] == 100
    boxes = Boxes(page.content.decode()).fields
    assert ("role-warehouse", "orders.view_customer") in boxes
    assert send(owner, boxes, "save", reason="looked at").status_code == 302
    assert STOCK not in carried("warehouse")


def test_the_owners_column_has_no_boxes_and_what_is_sent_for_it_is_refused(owner: Client) -> None:
    fields = Boxes(owner.get(MATRIX).content.decode()).fields
    assert not [name for name, _ in fields if name.endswith("-owner")]
    page = send(owner, [("seen-owner", ""), ("role-owner", STOCK)], "save", reason="coup")
    assert page.context["refusal"] == "Owner carries every permission, always."
    assert REFUND in carried("owner")


def test_who_may_only_read_sees_the_same_without_boxes(db: None) -> None:
    auditor = signed_in_as("auditor")
    page = auditor.get(MATRIX)
    assert Boxes(page.content.decode()).fields == []
    lines = {line.code: line for _, found in page.context["apps"] for line in found}
    assert {cell.column.now.role.slug: cell.limit for cell in lines[REFUND].cells if cell.carried} == {
        "owner": "",
        "manager": "1000",
        "support": "100",
    }
    assert send(auditor, [], "save", reason="why").status_code == 403
    assert signed_in_as("support").get(MATRIX).status_code == 403


def test_what_differs_from_the_shops_definition_is_marked_and_taken_back_on_the_roles_page(owner: Client) -> None:
    warehouse = Role.objects.get(slug="warehouse")
    restore = f"/admin/accounts/role/{warehouse.pk}/restore/"
    page = f"/admin/accounts/role/{warehouse.pk}/change/"
    assert restore not in owner.get(page).content.decode()
    begun = carried("warehouse")
    set_role_permissions(
        role=warehouse, permissions={name: None for name in begun if name != STOCK}, by=None, reason="x"
    )
    lines = [line for _, found in owner.get(MATRIX).context["apps"] for line in found]
    marked = {line.code for line in lines for cell in line.cells if cell.differs and cell.column.now.role == warehouse}
    assert marked == {STOCK}
    assert restore in owner.get(page).content.decode()
    answer = owner.post(restore, {"reason": "enough", "_form_submitted": "on"})
    assert answer["HX-Redirect"] == page
    assert carried("warehouse") == begun


def test_a_roles_page_says_up_to_which_amount_it_carries_a_permission(owner: Client) -> None:
    panels = owner.get(f"/admin/accounts/role/{Role.objects.get(slug='support').pk}/change/").context["panels"]
    (shown,) = [panel for panel in panels if panel.title == "Permissions"]
    limits = {row[2]: row[3] for row in shown.table.rows}
    assert limits.pop("add_refund") == "100 GBP"
    assert not any("GBP" in str(limit) for limit in limits.values())
