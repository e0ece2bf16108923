"""The writes of the pages about oneself, of the doors for strangers, and of the admin about people and roles."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession

from apps.accounts.models import ApiToken, Role, User
from apps.accounts.rules.role_editing import digest
from apps.accounts.selectors import carried_by
from apps.accounts.services.factors import add_app
from apps.accounts.services.new_passwords import reset_key
from apps.accounts.services.role_editing import set_role_permissions
from tests.conftest import PASSWORD
from tests.matrix.operation import Operation

NEW = "another horse, another battery"
TWICE = {"password": NEW, "password_again": NEW}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of nobody
OF_MINE = "mfa.authenticator"


def codes() -> list[str]:
    """Codes of the app that are good now, the oldest first."""
    return [format_hotp_value(hotp_value(SECRET, counter)) for counter in yield_hotp_counters_from_time()]


def see_secret(tries: Any) -> None:
    """The page with the key for the app; its code is sent."""
    shown = re.search(r'id="app-key">([^<]+)<', tries.client.get("/security/app/").content.decode())
    assert shown
    tries.secret = shown[1].replace(" ", "")


def code_of_seen(tries: Any) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(tries.secret, counters[1]))


def half_way(tries: Any) -> None:
    """Somebody with an app has typed their password."""
    add_app(user=tries.plain, secret=SECRET, code=codes()[0], by=tries.plain)
    tries.stranger.post("/sign-in/", {"login": tries.plain.email, "password": PASSWORD})


def passkey_of(tries: Any) -> list[Any]:
    return [Authenticator.objects.get(user=tries.owner, type="webauthn").pk]


def other_session(tries: Any) -> list[Any]:
    return [UserSession.objects.get_or_create(user=tries.owner, ip="192.0.2.9", session_key="elsewhere")[0].pk]


def closed_person(tries: Any) -> list[Any]:
    return [User.objects.get_or_create(email="closed@matrix.example", is_active=False)[0].pk]


def support(tries: Any = None) -> list[Any]:
    return [Role.objects.get(slug="support").pk]


def edit_support(tries: Any) -> None:
    role = Role.objects.get(slug="support")
    set_role_permissions(role=role, permissions={"orders.view_order": None}, by=None, reason="for a test")


OF_PEOPLE = (
    Operation("account_login", "accounts.user", stranger=True,
              body={"login": lambda tries: tries.plain.email, "password": PASSWORD}, optional=("remember", "next")),
    Operation("mfa_authenticate", "accounts.user", stranger=True, before=half_way, body={"code": lambda _: codes()[1]},
              optional=("credential",)),
    Operation("account_reset_password", "core.outboxevent", stranger=True,
              body={"email": lambda tries: tries.plain.email}),
    Operation("password_reset_by_key", "accounts.user", stranger=True,
              body={"key": lambda tries: reset_key(user=tries.plain), **TWICE}),
    Operation("sign-out", "accounts.user", optional=("next",)),
    Operation("account_change_password", "accounts.user", body={"old_password": PASSWORD, **TWICE}),
    Operation("end-session", "usersessions.usersession", other_session),
    Operation("end-other-sessions", "usersessions.usersession", before=other_session),
    Operation("mfa_activate_totp", OF_MINE, before=see_secret, body={"code": code_of_seen}),
    Operation("mfa_deactivate_totp", OF_MINE,
              before=lambda tries: add_app(user=tries.owner, secret=SECRET, code=codes()[0], by=tries.owner)),
    Operation("mfa_edit_webauthn", OF_MINE, passkey_of, {"name": "telephone"}),
    Operation("mfa_remove_webauthn", OF_MINE, passkey_of),
    Operation("mfa_generate_recovery_codes", OF_MINE),
    Operation("admin:accounts_user_open", "accounts.user", closed_person, {"reason": "because"}),
    Operation("admin:accounts_role_matrix", "accounts.role",
              body={"step": "save", "reason": "because", "role-support": ["orders.view_order"],
                    "seen-support": lambda _: digest(carried_by(Role.objects.get(slug="support")))}),
    Operation("admin:accounts_role_restore", "accounts.role", support, {"reason": "because"}, before=edit_support),
    Operation("admin:accounts_apitoken_rotate", "accounts.apitoken",
              lambda _: [ApiToken.objects.order_by("pk").last().pk], {"overlap": "60", "reason": "because"}),
)  # fmt: skip
