"""Why somebody may or may not do something, read fresh from the tables."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.accounts.models import RoleAssignment, RolePermission, User
from apps.accounts.selectors import Why, explain, permissions_of
from apps.core.access import Answer
from apps.core.errors import DomainError
from tests import shop


def why(person: User, permission: str, name: str = "", viewer: User | None = None) -> Why:
    return explain(person=person, permission=permission, name=name, viewer=viewer or person)


def failing(found: Why) -> list[str]:
    return [step.rule for step in found.steps if step.answer == Answer.NO]


@pytest.fixture
def order(people: dict[str, User]) -> None:
    own = shop.order("1", ("85048", 1, "5.000"), customer=shop.customer("11", user=people["customer"]))
    foreign = shop.order("2", ("85048", 1, "5.000"), customer=shop.customer("12"))
    shop.payment(own, "pay-1", "5.000")
    shop.payment(foreign, "pay-2", "5.000", refunded="5.000")


@pytest.mark.usefixtures("order")
def test_the_row_decides_with_the_roles(people: dict[str, User]) -> None:
    owner = people["owner"]
    for role, permission, name, expected in (
        ("support", "orders.view_order", "2", []),
        ("customer", "orders.view_order", "1", []),
        ("customer", "orders.view_order", "2", ["row_visible"]),
        ("customer", "payments.view_payment", "pay-1", []),
        ("customer", "orders.change_customer", "11", ["role_carries"]),
        ("warehouse", "payments.view_payment", "pay-1", ["role_carries", "row_visible"]),
        ("auditor", "payments.add_refund", "pay-1", ["role_carries"]),
        ("owner", "payments.add_refund", "pay-1", []),
        ("owner", "payments.add_refund", "pay-2", ["refund_possible"]),
    ):
        found = why(people[role], permission, name, viewer=owner)
        assert (role, permission, name, failing(found)) == (role, permission, name, expected)
        assert (found.answer == Answer.YES) == (not expected)


@pytest.mark.usefixtures("order")
def test_who_asks_for_themselves_hears_the_same_of_a_foreign_row_as_of_a_missing_one(people: dict[str, User]) -> None:
    foreign, missing = (why(people["customer"], "orders.view_order", name) for name in ("2", "3"))
    assert foreign.row is missing.row is None
    assert [step.says.replace("“2”", "“3”") for step in foreign.steps] == [step.says for step in missing.steps]
    assert foreign.answer == Answer.NO


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("permission", "name", "code", "field"),
    [
        ("orders.fly", "", "unknown_permission", "permission"),
        ("orders", "", "unknown_permission", "permission"),
        ("orders.import_orders", "1", "not_about_rows", "object"),
        ("orders.view_order", "nothing", "no_such_row", "object"),
        ("uploads.view_upload", "no key", "no_such_row", "object"),
        ("orders.view_order", "\0", "no_such_row", "object"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(
    people: dict[str, User], permission: str, name: str, code: str, field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        why(people["customer"], permission, name, viewer=people["owner"])
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(("amount", "answer"), [(None, "open"), ("4.99", "yes"), ("5.001", "no"), ("100.01", "no")])
def test_an_amount_is_held_against_the_limit_and_against_what_is_there(
    people: dict[str, User], amount: str | None, answer: str
) -> None:
    found = explain(
        person=people["support"],
        permission="payments.add_refund",
        name="pay-1",
        amount=Decimal(amount) if amount else None,
        viewer=people["owner"],
    )
    assert found.answer == answer
    assert failing(found) == {"5.001": ["refund_possible"], "100.01": ["within_limit", "refund_possible"]}.get(
        str(amount), []
    )


def test_the_answer_is_that_of_the_tables_whatever_a_person_object_remembers(people: dict[str, User]) -> None:
    support = people["support"]
    assert support.has_perm("orders.view_order")
    assert why(support, "orders.view_order").answer == Answer.YES
    RoleAssignment.objects.filter(user=support).update(expires_at=timezone.now() + timedelta(seconds=1))
    assert why(support, "orders.view_order").answer == Answer.YES
    User.objects.filter(pk=support.pk).update(is_active=False)
    assert failing(why(support, "orders.view_order")) == ["account_open"]
    assert permissions_of(support) == []


def test_effective_permissions_are_those_that_has_perm_knows(people: dict[str, User]) -> None:
    for role, person in people.items():
        told = {one.permission for one in permissions_of(person)}
        assert told == person.get_all_permissions(), role
    RolePermission.objects.filter(role__slug="customer").delete()
    assert permissions_of(people["customer"]) == []
