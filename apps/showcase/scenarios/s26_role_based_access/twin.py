"""The broken twin: one flag decides everything."""

from decimal import Decimal

from apps.accounts.models import User


def may(user: User, permission: str, row: str, amount: Decimal | None) -> bool:
    """Staff may, others may not: what is asked for, on which row and about which amount is not looked at."""
    return user.is_staff
