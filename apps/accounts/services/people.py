"""Creating people."""

from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services.roles import give_role


@transaction.atomic
def create_person(*, email: str, password: str | None, role: str, by: User | None, reason: str, **fields: Any) -> User:
    """A new user who holds one role. Without a password nobody can sign in as them."""
    user = User.objects.create_user(email, password, **fields)
    give_role(user=user, role=role, by=by, reason=reason)
    return user


def create_owner(*, email: str, password: str | None, **fields: Any) -> User:
    """A new user who may do everything: the first of a shop, or the way back in."""
    return create_person(
        email=email, password=password, role="owner", by=None, reason="created on the command line", **fields
    )
