"""Values that exist in the mail alone: they open something, so no row, event or log may hold them."""

from collections.abc import Callable

from apps.accounts.models import User
from apps.accounts.services.new_passwords import reset_key

MADE_AT_SENDING: dict[str, Callable[[User], dict[str, str]]] = {
    "password_reset": lambda user: {"key": reset_key(user=user)},
}


def made_at_sending(*, kind: str, recipient: User) -> dict[str, str]:
    """What mails of this kind say beside the message's own context."""
    make = MADE_AT_SENDING.get(kind)
    return make(recipient) if make else {}
