"""Second factors: authenticator app, passkeys, recovery codes. django-allauth keeps them, we say when they change."""

from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.accounts.events import SecurityChanged
from apps.accounts.models import Role, User
from apps.accounts.rules.second_factor import APP, PASSKEY, RECOVERY_CODES, WORDS
from apps.accounts.services.encryption import Unreadable, decrypt, encrypt
from apps.core.audit import record
from apps.core.errors import Conflict, NotAllowed
from apps.core.events import publish

log = structlog.get_logger(__name__)


@transaction.atomic
def add_app(*, user: User, secret: str, code: str, by: User) -> Authenticator:
    """An authenticator app that has shown a `code` of `secret`; with it recovery codes, when there are none.

    Raises Conflict (`wrong_code`, `app_exists`).
    """
    counter = _counter_of(secret, code)
    if counter is None:
        raise Conflict("This code is wrong. The app shows a new one every 30 seconds.", code="wrong_code", field="code")
    if Authenticator.objects.filter(user=user, type=APP).exists():
        raise Conflict("There is an authenticator app already.", code="app_exists", field="code")
    data = {"secret": encrypt(text=secret), "counter": counter}
    return _add(user, APP, data, by)


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], by: User) -> Authenticator:
    """A passkey whose registration was checked; with it recovery codes, when there are none."""
    return _add(user, PASSKEY, {"name": name, "credential": credential}, by)


@transaction.atomic
def rename_passkey(*, factor: Authenticator, name: str, by: User) -> Authenticator:
    """Another name for a passkey, for its owner's eyes."""
    before = factor.data["name"]
    factor.data["name"] = name
    factor.save(update_fields=["data"])
    record(
        actor=by,
        action="accounts.passkey_renamed",
        target=_owner(factor),
        before={"name": before},
        after={"name": name},
    )
    return factor


@transaction.atomic
def remove_factor(*, factor: Authenticator, by: User) -> None:
    """Take a factor away; recovery codes go with the last.

    Raises Conflict when a role of its owner asks for a second factor and this is the last.
    """
    user: User = User.objects.locked().get(pk=factor.user_id)  # who removes two at once keeps one
    others = Authenticator.objects.filter(user=user).exclude(type=RECOVERY_CODES).exclude(pk=factor.pk)
    if not others.exists():
        if user.must_show_second_factor:
            raise Conflict("A role you hold asks for a second factor. Add another one first.", code="last_factor")
        Authenticator.objects.filter(user=user, type=RECOVERY_CODES).delete()
    kind = factor.type
    factor.delete()
    _tell(user, by, "accounts.second_factor_removed", kind, f"Your {WORDS[kind]} was removed.")


@transaction.atomic
def renew_recovery_codes(*, user: User, by: User) -> Authenticator:
    """New recovery codes; the old ones open nothing any more. Raises Conflict without another factor."""
    factors = Authenticator.objects.filter(user=user)
    if not factors.exclude(type=RECOVERY_CODES).exists():
        raise Conflict("Recovery codes stand in for a second factor. Set one up first.", code="no_second_factor")
    factors.filter(type=RECOVERY_CODES).delete()
    codes: Authenticator = RecoveryCodes.activate(user).instance
    _tell(user, by, "accounts.recovery_codes_renewed", RECOVERY_CODES, "Your recovery codes were made anew.")
    return codes


@transaction.atomic
def use_code(*, user: User, code: str) -> Authenticator | None:
    """The factor that this code is of, used up by this; None for a wrong one.

    Each counts once, and of the app none that is older than the last: also in another process at the same moment.
    """
    list(User.objects.locked().filter(pk=user.pk))  # two with the same code take turns
    for factor in Authenticator.objects.filter(user=user, type__in=[APP, RECOVERY_CODES]).order_by("-type"):
        try:
            fits = _use_app_code(factor, code) if factor.type == APP else factor.wrap().validate_code(code)
        except Unreadable:
            log.error("second_factor_unreadable", user=user.pk, kind=factor.type)  # noqa: TRY400 - the type says it
            continue
        if fits:
            return factor
    return None


@transaction.atomic
def require_second_factor(*, role: Role, required: bool, by: User, reason: str) -> Role:
    """Whether whoever holds this role must show a second factor before a session opens anything.

    It holds from their next request on. Raises NotAllowed when `by` may not change roles, Conflict when `by` would lock
    themselves out: who asks others for a second factor has one.
    """
    if not by.has_perm("accounts.change_role"):
        raise NotAllowed("You may not change roles.")
    if required and not Authenticator.objects.filter(user=by).exists():
        raise Conflict("Set up a second factor of your own first: see Security.", code="no_second_factor")
    before = role.requires_second_factor
    if before != required:
        role.requires_second_factor = required
        role.save(update_fields=["requires_second_factor"])
        record(
            actor=by,
            action="accounts.second_factor_required" if required else "accounts.second_factor_not_required",
            target=role,
            before={"requires_second_factor": before},
            after={"requires_second_factor": required},
            reason=reason,
        )
    return role


def _use_app_code(factor: Authenticator, code: str) -> bool:
    counter = _counter_of(decrypt(sealed=factor.data["secret"]), code)
    if counter is None:
        return False
    newer = Authenticator.objects.filter(pk=factor.pk, data__counter__lt=counter)
    return bool(newer.update(data=factor.data | {"counter": counter}, last_used_at=timezone.now()))


def _counter_of(secret: str, code: str) -> int | None:
    """Which of the codes that are good now this is, as a number that grows with time."""
    typed = "".join(code.split())
    fitting = (
        counter
        for counter in yield_hotp_counters_from_time()
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), typed)
    )
    return next(fitting, None)


def _add(user: User, kind: str, data: dict[str, Any], by: User) -> Authenticator:
    factor = Authenticator.objects.create(user=user, type=kind, data=data)
    RecoveryCodes.activate(user)
    _tell(user, by, "accounts.second_factor_added", kind, f"A second factor was added: {WORDS[kind]}.")
    return factor


def _tell(user: User, by: User, action: str, kind: str, change: str) -> None:
    entry = record(actor=by, action=action, target=user, after={"kind": kind})
    event = SecurityChanged(user_id=user.pk, change=change, audit_entry_id=entry.pk)
    publish(event, aggregate=f"accounts.user:{user.pk}")


def _owner(factor: Authenticator) -> User:
    user = factor.user
    assert isinstance(user, User)
    return user
