"""Permissions that go up to an amount: asked for by the service that moves the money."""

from decimal import Decimal

from django.conf import settings

from apps.accounts.models import User
from apps.accounts.rules.access import words_of_amount
from apps.accounts.services.permission_sets import find_permissions
from apps.core.errors import NotAllowed
from apps.core.money import Money


def limit_of(*, user: User, permission: str) -> Decimal | None:
    """Up to which amount, in the shop's currency, the person may; None: any. Raises NotAllowed when they may not."""
    held = find_permissions(user=user)
    if permission not in held:
        raise NotAllowed("You may not do this.")
    return held[permission]


def authorise(*, by: User | None, permission: str, amount: Money, act: str) -> None:
    """Let `by` do `act`, such as "set prices", over `amount`, or say why not; None is the shop itself.

    Raises NotAllowed: without a field when they lack the permission, `above_limit` at `amount` when it goes up to less,
    `limit_in_other_currency` at `currency` when the limit cannot be compared with it.
    """
    if by is None:
        return
    held = find_permissions(user=by)
    if permission not in held:
        raise NotAllowed(f"You may not {act}.")
    up_to = held[permission]
    if up_to is None:
        return
    limit = f"You may {act} up to {words_of_amount(up_to, settings.CURRENCY)}"
    if amount.currency != settings.CURRENCY:
        raise NotAllowed(
            f"{limit}; amounts in {amount.currency} cannot be compared with that.",
            code="limit_in_other_currency",
            field="currency",
        )
    if amount.amount > up_to:
        raise NotAllowed(
            f"{limit}, not {words_of_amount(amount.amount, amount.currency)}.", code="above_limit", field="amount"
        )
