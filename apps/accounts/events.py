"""What happened to people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PasswordResetAsked:
    """Somebody asked for a new password; `user_id` is None when nobody has the address that was typed.

    It carries no link: that is made when the mail is sent, so that none lies in a row or on the queue.
    """

    user_id: int | None
    audit_entry_id: int


@dataclass(frozen=True)
class SecurityChanged:
    """How somebody signs in is another way now: `change` is a sentence for them."""

    user_id: int
    change: str
    audit_entry_id: int


@dataclass(frozen=True)
class PersonInvited:
    """Somebody was added and shall choose a password; `by` is the name of who added them. It carries no link either."""

    user_id: int
    by: str
    audit_entry_id: int
