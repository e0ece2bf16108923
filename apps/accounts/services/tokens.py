"""Programs' keys: issuing, recognising and revoking them.

A token is `vit_` + 8 letters and digits people can recognise it by + `_` + 43 secret characters (256 bits). Only the
recognisable part and a SHA-256 digest of the whole are kept: a random secret of this length needs no slow hash.
"""

import hashlib
import re
import secrets
import string
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.exceptions import NoScope, UnknownScope
from apps.accounts.models import ApiToken, User
from apps.accounts.rules.scopes import in_order, unknown
from apps.core.audit import record
from apps.core.errors import NotAllowed

ALPHABET = string.ascii_lowercase + string.digits
SHAPE = re.compile(r"(vit_[a-z0-9]{8})_[A-Za-z0-9_-]{43}")
USE_RECORDED_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(
    *, user: User, name: str, scopes: Collection[str], by: User | None, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key that acts as `user`, and the token itself: it is shown now and cannot be shown again.

    Everybody may have keys for themselves; `by` is None for what the shop does itself. Raises NotAllowed when `by` may
    not issue keys for others, or `user` holds a permission that `by` lacks; UnknownScope, or NoScope for a key that
    could do nothing.
    """
    _refuse_odd_scopes(scopes)
    if by is not None and by.pk != user.pk:
        if not by.has_perm("accounts.add_apitoken"):
            raise NotAllowed("You may not issue keys that act as somebody else.")
        if user.get_all_permissions() - by.get_all_permissions():
            raise NotAllowed("This person holds permissions that you do not.", field="user")
    prefix = "vit_" + "".join(secrets.choice(ALPHABET) for _ in range(8))
    raw = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user, name=name, prefix=prefix, digest=_digest(raw), scopes=in_order(scopes), expires_at=expires_at
    )
    record(
        actor=by,
        action="accounts.token_issued",
        target=token,
        after={"user": user.email, "name": name, "prefix": prefix, "scopes": token.scopes, "expires_at": expires_at},
    )
    return token, raw


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None, reason: str = "") -> ApiToken:
    """The key stops working with the next request. A second revocation changes nothing.

    Everybody may revoke their own keys. Raises NotAllowed when `by` may not revoke those of others.
    """
    if by is not None and by.pk != token.user_id and not by.has_perm("accounts.change_apitoken"):
        raise NotAllowed("You may not revoke keys of others.")
    now = timezone.now()
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        token.revoked_at = now
        record(
            actor=by,
            action="accounts.token_revoked",
            target=token,
            before={"revoked_at": None},
            after={"revoked_at": now},
            reason=reason,
        )
    return token


def authenticate_token(*, raw: str) -> ApiToken | None:
    """The key that `raw` is, with its user; None when it is unknown, expired, revoked or its user is not active.

    The time of last use is written at most once a minute.
    """
    shape = SHAPE.fullmatch(raw)
    if shape is None:
        return None
    now = timezone.now()
    token = ApiToken.objects.usable_at(now).select_related("user").filter(prefix=shape[1]).first()
    if token is None or not secrets.compare_digest(token.digest, _digest(raw)) or not token.user.is_active:
        return None
    if token.last_used_at is None or token.last_used_at <= now - USE_RECORDED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def _refuse_odd_scopes(scopes: Collection[str]) -> None:
    """Raises UnknownScope that names each one the API does not ask for, NoScope when there is none at all."""
    if odd := unknown(scopes):
        raise UnknownScope(
            f"No part of the API asks for {', '.join(scope[:40] for scope in odd[:10])}.", field="scopes"
        )
    if not scopes:
        raise NoScope("Choose what the key is for: without a scope it opens nothing.", field="scopes")


def _digest(raw: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(raw.encode()).hexdigest()
