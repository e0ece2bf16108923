"""Values that exist in the mail alone: they open something, so no row, event or log may hold them."""

from collections.abc import Callable

from apps.accounts.models import User
from apps.accounts.services.new_passwords import reset_key


def _password_key(user: User) -> dict[str, str]:
    return {"key": reset_key(user=user)}


MADE_AT_SENDING: dict[str, Callable[[User], dict[str, str]]] = {
    "invitation": _password_key,
    "password_reset": _password_key,
}


def made_at_sending(*, kind: str, recipient: User) -> dict[str, str]:
    """What mails of this kind say beside the message's own context."""
    make = MADE_AT_SENDING.get(kind)
    return make(recipient) if make else {}
