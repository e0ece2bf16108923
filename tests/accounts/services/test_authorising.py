"""Permissions that go up to an amount."""

from decimal import Decimal

import pytest

from apps.accounts.models import RolePermission, User
from apps.accounts.services.authorising import authorise, limit_of
from apps.accounts.services.roles import give_role
from apps.core.errors import NotAllowed
from apps.core.money import Money

REFUND = "payments.add_refund"


def refusal_of(by: User, amount: str, currency: str = "GBP") -> NotAllowed | None:
    try:
        authorise(by=by, permission=REFUND, amount=Money.of(amount, currency), act="give money back")
    except NotAllowed as refusal:
        return refusal
    return None


@pytest.fixture(autouse=True)
def _currency(settings: object) -> None:
    settings.CURRENCY = "GBP"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "limit"), [("support", "100"), ("manager", "1000")])
def test_a_limit_is_kept_to_the_last_penny(people: dict[str, User], role: str, limit: str) -> None:
    assert limit_of(user=people[role], permission=REFUND) == Decimal(limit)
    assert refusal_of(people[role], limit) is None
    refusal = refusal_of(people[role], f"{limit}.01")
    assert refusal is not None
    assert refusal.message == f"You may give money back up to {int(limit):,} GBP, not {int(limit):,}.01 GBP."
    assert (refusal.code, refusal.field) == ("above_limit", "amount")


def test_an_owner_has_no_limit_and_the_shop_needs_no_permission(people: dict[str, User]) -> None:
    assert limit_of(user=people["owner"], permission=REFUND) is None
    assert refusal_of(people["owner"], "1000000", "JPY") is None
    authorise(by=None, permission=REFUND, amount=Money.of(5, "GBP"), act="give money back")


def test_a_limit_does_not_compare_currencies(people: dict[str, User]) -> None:
    refusal = refusal_of(people["support"], "1", "JPY")
    assert refusal is not None
    assert (refusal.code, refusal.field) == ("limit_in_other_currency", "currency")


def test_without_the_permission_no_amount_is_small_enough(people: dict[str, User]) -> None:
    refusal = refusal_of(people["warehouse"], "0.01")
    assert refusal is not None
    assert (refusal.message, refusal.field) == ("You may not give money back.", "")
    with pytest.raises(NotAllowed):
        limit_of(user=people["warehouse"], permission=REFUND)


def test_of_two_roles_the_larger_limit_counts_and_a_smaller_one_with_the_next_request(people: dict[str, User]) -> None:
    give_role(user=people["support"], role="manager", by=None, reason="stands in")
    both = User.objects.acting().get(pk=people["support"].pk)
    assert refusal_of(both, "1000") is None
    RolePermission.objects.filter(role__slug="manager", permission__codename="add_refund").update(up_to=500)
    next_time = User.objects.acting().get(pk=both.pk)
    assert refusal_of(next_time, "500") is None
    assert refusal_of(next_time, "501") is not None
