"""Who calls: everybody whom the table speaks of, by session and by token; and who no longer or not yet may."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import ApiToken, RoleAssignment, User
from apps.accounts.rules.roles import ROLES
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.people import create_person
from apps.accounts.services.tokens import authenticate_token, issue_token, revoke_token

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Caller:
    """Somebody who calls. `standing` is what the table calls them; by a `token` or, without one, by a session.

    `person` is whose rows are their own, also where nobody believes that it is them.
    """

    name: str
    standing: str
    person: Any
    token: str | None = None
    scopes: frozenset[str] = frozenset(SCOPES)

    @property
    def user(self) -> Any:
        """Whom a session of theirs belongs to: nobody, if the account is closed."""
        return AnonymousUser() if self.standing == "stranger" else self.person


def person(key: str, role: str) -> User:
    made = create_person(
        email=f"{key}@matrix.example", password=None, role=role, by=None, reason="for the matrix", name=key
    )
    return User.objects.acting().get(pk=made.pk)


def token_of(user: User, **values: Any) -> str:
    """A token of which no use is written down any more: calls that are refused must leave no trace at all."""
    raw = issue_token(user=user, name="matrix", by=None, **{"scopes": SCOPES} | values)[1]
    token = authenticate_token(raw=raw)
    ApiToken.objects.filter(pk=token and token.pk).update(last_used_at=timezone.now() + DAY)
    return raw


def anew(user: User) -> User:
    return User.objects.acting().get(pk=user.pk)


def make_callers() -> list[Caller]:
    """One caller of each kind, with the rows that make them what they are."""
    roles = {role.slug: person(role.slug, role.slug) for role in ROLES}
    roles["customer, another"] = person("another", "customer")
    lapsed, coming, closed = (person(key, "owner") for key in ("lapsed", "coming", "closed"))
    now = timezone.now()
    for user, starts, expires in ((lapsed, now - 2 * DAY, now - DAY), (coming, now + DAY, now + 2 * DAY)):
        RoleAssignment.objects.filter(user=user).update(starts_at=starts, expires_at=expires)
    tokens = {name: token_of(user) for name, user in roles.items()}
    ended = {"expired": token_of(roles["owner"]), "revoked": token_of(roles["owner"])}
    tokens |= {"lapsed": token_of(lapsed), "coming": token_of(coming), "closed": token_of(closed)}
    User.objects.filter(pk=closed.pk).update(is_active=False)
    end_tokens(ended)
    stranger = Caller("stranger", "stranger", User())
    found = [stranger]
    for name, user in roles.items():
        standing = name.partition(",")[0]
        found += [Caller(name, standing, anew(user)), Caller(f"{name}, by token", standing, anew(user), tokens[name])]
    for name, user, says in (("lapsed", lapsed, "grant has ended"), ("coming", coming, "grant has not begun")):
        found += [
            Caller(f"owner whose {says}", "nobody", anew(user)),
            Caller(f"owner whose {says}, by token", "nobody", anew(user), tokens[name]),
        ]
    found += [
        Caller("owner whose account is closed", "stranger", anew(closed)),
        Caller("owner whose account is closed, by token", "stranger", anew(closed), tokens["closed"]),
        Caller("owner, by a token that has expired", "stranger", anew(roles["owner"]), ended["expired"]),
        Caller("owner, by a token that is revoked", "stranger", anew(roles["owner"]), ended["revoked"]),
    ]
    return found


def end_tokens(ended: dict[str, str]) -> None:
    tokens = {name: authenticate_token(raw=raw) for name, raw in ended.items()}
    expired, revoked = tokens["expired"], tokens["revoked"]
    assert expired is not None
    assert revoked is not None
    now = timezone.now()
    ApiToken.objects.filter(pk=expired.pk).update(created_at=now - 2 * DAY, expires_at=now - DAY)
    revoke_token(token=revoked, by=revoked.user)


def tokens_without(owner: User) -> dict[str, Caller]:
    """For each scope an owner's token that has every other one."""
    return {
        scope: Caller(
            f"owner, by a token without {scope}", "owner", anew(owner), token_of(owner, scopes=rest), frozenset(rest)
        )
        for scope in SCOPES
        for rest in [[one for one in SCOPES if one != scope]]
    }
