"""Programs' keys: issuing, recognising, rotating and revoking them.

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
from django.db.models import Q
from django.utils import timezone

from apps.accounts.exceptions import (
    AlreadyOver,
    BeyondOwnKey,
    KeyEnded,
    KeyReplaced,
    NoScope,
    OverlapOutOfRange,
    TooManyKeys,
    UnknownScope,
)
from apps.accounts.models import ApiToken, User
from apps.accounts.rules.keys import LONGEST_OVERLAP, MOST_KEYS, beyond, outlives
from apps.accounts.rules.permission_sets import not_covered
from apps.accounts.rules.scopes import in_order, unknown
from apps.accounts.services.permission_sets import find_permissions
from apps.core.audit import record
from apps.core.errors import NotAllowed

ALPHABET = string.ascii_lowercase + string.digits
SHAPE = re.compile(r"(vit_[a-z0-9]{8})_[A-Za-z0-9_-]{43}")
USE_RECORDED_EVERY = timedelta(minutes=1)
AT_ONCE = timedelta(0)


@transaction.atomic
def issue_token(
    *,
    user: User,
    name: str,
    scopes: Collection[str],
    by: User | None,
    expires_at: datetime | None = None,
    within: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """A new key that acts as `user`, and the token itself: it is shown now and cannot be shown again.

    Everybody may have keys for themselves; `by` is None for what the shop does itself. `within` is the key that `by`
    calls with: the new one neither opens more nor lives longer, and is revoked with it.

    Raises NotAllowed when `by` may not issue keys for others, or `user` holds a permission that `by` lacks;
    BeyondOwnKey and KeyEnded on account of `within`; UnknownScope, NoScope for a key that would open nothing,
    AlreadyOver, and TooManyKeys when MOST_KEYS of theirs work already.
    """
    _refuse_for_others(user, by)
    _refuse_odd_scopes(scopes)
    _refuse_too_many(user)
    if within is not None:
        within = ApiToken.objects.locked().get(pk=within.pk)  # whoever revokes it meanwhile finds this key too
    return _make(user=user, name=name, scopes=scopes, expires_at=expires_at, by=by, within=within)


@transaction.atomic
def rotate_token(
    *,
    token: ApiToken,
    by: User | None,
    reason: str,
    overlap: timedelta = AT_ONCE,
    expires_at: datetime | None = None,
    within: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """A new key in the place of `token`: the same person, name and scopes. And the new token itself, shown now alone.

    The old one works for `overlap` more, at most a day, so that programs can change over; without one it ends at once.
    Keys that were made with the old one end when it does. The new one ends at `expires_at`. Who may issue such a key
    may rotate it; `within` as in `issue_token`.

    Raises KeyEnded when `token` does not work any more, KeyReplaced when it was rotated before, OverlapOutOfRange, and
    what `issue_token` raises.
    """
    if not AT_ONCE <= overlap <= LONGEST_OVERLAP:
        raise OverlapOutOfRange("From nothing to 24 hours.", field="overlap")
    _refuse_too_many(token.user, leaving=None if overlap else token)
    locked = {
        key.pk: key for key in ApiToken.objects.locked().filter(pk__in=[key.pk for key in (token, within) if key])
    }
    old, within = locked[token.pk], locked[within.pk] if within else None
    _refuse_for_others(token.user, by)
    now = timezone.now()
    if not old.works_at(now):
        raise KeyEnded("This key does not work any more. Issue a new one.")
    if ApiToken.objects.filter(replaces=old).exists():
        raise KeyReplaced("Another key has replaced this one already.")
    made = _make(
        user=token.user, name=old.name, scopes=old.scopes, expires_at=expires_at, by=by, within=within, replaces=old
    )
    before = {"expires_at": old.expires_at, "revoked_at": None}
    if overlap:
        old.expires_at = min(filter(None, (old.expires_at, now + overlap)))
    else:
        old.revoked_at = now
    old.save(update_fields=["expires_at", "revoked_at"])
    after = {"expires_at": old.expires_at, "revoked_at": old.revoked_at, "replaced_by": made[0].prefix}
    record(actor=by, action="accounts.token_rotated", target=old, before=before, after=after, reason=reason)
    if overlap:
        _shorten(old, by, reason, spared=made[0])
    else:
        _revoke(old, by, reason, spared=made[0])
    return made


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None, reason: str = "") -> ApiToken:
    """The key stops working with the next request, and so do all keys that were made with it. Again changes nothing.

    Everybody may revoke their own keys. Raises NotAllowed when `by` may not revoke those of others.
    """
    if by is not None and by.pk != token.user_id and not by.has_perm("accounts.change_apitoken"):
        raise NotAllowed("You may not revoke keys of others.")
    return _revoke(token, by, reason)


@transaction.atomic
def revoke_all_tokens(*, user: User, by: User | None, reason: str) -> None:
    """All keys that act as `user` stop working with the next request: a part of closing the account."""
    for token in ApiToken.objects.filter(user=user, revoked_at__isnull=True):
        _revoke(token, by, reason)


def _revoke(token: ApiToken, by: User | None, reason: str, *, spared: ApiToken | None = None) -> ApiToken:
    now = timezone.now()
    line = (
        ApiToken.objects.descending_from(token)
        .exclude(pk__in=[spared.pk] if spared else [])
        .filter(revoked_at__isnull=True)
    )
    # A key that is being made at this moment holds the lock of the one it is made with: it is found the next time.
    while found := list(line.locked()):
        for key in found:
            ApiToken.objects.filter(pk=key.pk).update(revoked_at=now)
            record(
                actor=by,
                action="accounts.token_revoked",
                target=key,
                before={"revoked_at": None},
                after={"revoked_at": now} | ({} if key == token else {"made_with": token.prefix}),
                reason=reason,
            )
            if key == token:
                token.revoked_at = now
    return token


def _shorten(old: ApiToken, by: User | None, reason: str, *, spared: ApiToken) -> None:
    """Keys that were made with `old` work no longer than it does."""
    longer = Q(expires_at__isnull=True) | Q(expires_at__gt=old.expires_at)
    line = ApiToken.objects.descending_from(old).exclude(pk=spared.pk).filter(longer, revoked_at__isnull=True)
    while found := list(line.locked()):
        for key in found:
            ApiToken.objects.filter(pk=key.pk).update(expires_at=old.expires_at)
            record(
                actor=by,
                action="accounts.token_shortened",
                target=key,
                before={"expires_at": key.expires_at},
                after={"expires_at": old.expires_at, "made_with": old.prefix},
                reason=reason,
            )


def authenticate_token(*, raw: str) -> ApiToken | None:
    """The key that `raw` is, with its user; None when it is unknown, expired, revoked or its user is not active.

    One query, with every request: a revocation holds from the next one on, in every process. The row is found by the
    unique index on the prefix, which is no secret; how long that takes tells nothing about the 256 bits behind it. The
    digests are compared in constant time all the same, though one of a guessed key is as random as the guess.

    The time of last use is written at most once a minute, by however many processes.
    """
    shape = SHAPE.fullmatch(raw)
    if shape is None:
        return None
    now = timezone.now()
    token = ApiToken.objects.usable_at(now).acting().filter(prefix=shape[1]).first()
    if token is None or not secrets.compare_digest(token.digest, _digest(raw)) or not token.user.is_active:
        return None
    token.user.roles_version = token.roles_version  # type: ignore[attr-defined] # annotated
    long_ago = now - USE_RECORDED_EVERY
    if token.last_used_at is None or token.last_used_at <= long_ago:
        unrecorded = Q(last_used_at__isnull=True) | Q(last_used_at__lte=long_ago)
        ApiToken.objects.filter(unrecorded, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def _make(
    *,
    user: User,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None,
    by: User | None,
    within: ApiToken | None,
    replaces: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    now = timezone.now()
    if expires_at is not None and expires_at <= now:
        raise AlreadyOver("This has passed already.", field="expires_at")
    if within is not None:
        _refuse_beyond(within, scopes, expires_at, now)
    prefix = "vit_" + "".join(secrets.choice(ALPHABET) for _ in range(8))
    raw = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        digest=_digest(raw),
        scopes=in_order(scopes),
        expires_at=expires_at,
        replaces=replaces,
        made_with=within,
    )
    told = {"user": user.email, "name": name, "prefix": prefix, "scopes": token.scopes, "expires_at": expires_at}
    others = {"replaces": replaces, "made_with": within}
    told |= {relation: key.prefix for relation, key in others.items() if key is not None}
    record(actor=by, action="accounts.token_issued", target=token, after=told)
    return token, raw


def _refuse_for_others(user: User, by: User | None) -> None:
    if by is not None and by.pk != user.pk:
        if not by.has_perm("accounts.add_apitoken"):
            raise NotAllowed("You may not issue keys that act as somebody else.")
        if not_covered(find_permissions(user=user), find_permissions(user=by)):
            raise NotAllowed("This person holds permissions that you do not.", field="user")


def _refuse_too_many(user: User, *, leaving: ApiToken | None = None) -> None:
    list(User.objects.locked().filter(pk=user.pk))  # of two that are made at once the second counts the first
    working = (
        ApiToken.objects.usable_at(timezone.now()).filter(user=user).exclude(pk__in=[leaving.pk] if leaving else [])
    )
    if working.count() >= MOST_KEYS:
        raise TooManyKeys(f"{MOST_KEYS} keys of {user} work already. Revoke one that nothing uses any more.")


def _refuse_odd_scopes(scopes: Collection[str]) -> None:
    if odd := unknown(scopes):
        raise UnknownScope(
            f"No part of the API asks for {', '.join(scope[:40] for scope in odd[:10])}.", field="scopes"
        )
    if not scopes:
        raise NoScope("Choose what the key is for: without a scope it opens nothing.", field="scopes")


def _refuse_beyond(key: ApiToken, scopes: Collection[str], expires_at: datetime | None, now: datetime) -> None:
    if not key.works_at(now):
        raise KeyEnded("The key that you call with does not work any more.")
    if more := beyond(scopes, key.scopes):
        raise BeyondOwnKey(f"The key that you call with lacks {', '.join(more)}.", field="scopes")
    if outlives(expires_at, key.expires_at):
        raise BeyondOwnKey(
            f"The key that you call with ends at {key.expires_at:%Y-%m-%dT%H:%M:%SZ}.", field="expires_at"
        )


def _digest(raw: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(raw.encode()).hexdigest()
