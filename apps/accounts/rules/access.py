"""Who may do what and why: from an account, its grants and what the roles carry, at a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial, reduce

from apps.accounts.rules.permission_sets import larger
from apps.core.access import Answer, Finding, Place, Remedy, Row, Step


class GrantState(StrEnum):
    NOW = "now"
    LATER = "later"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role that somebody holds or held. `carries` are its permissions with their limits by amount; None: no limit."""

    row: Row
    role: Row
    given_by: Row | None
    reason: str
    starts_at: datetime
    expires_at: datetime | None
    carries: Mapping[str, Decimal | None]
    slug: str = ""
    asks_for_factor: bool = False

    def state_at(self, moment: datetime) -> GrantState:
        if self.starts_at > moment:
            return GrantState.LATER
        ended = self.expires_at is not None and self.expires_at <= moment
        return GrantState.ENDED if ended else GrantState.NOW


@dataclass(frozen=True)
class Person:
    """Somebody as the tables have them."""

    row: Row
    is_active: bool
    grants: tuple[Grant, ...]
    has_factor: bool = False

    def held_at(self, moment: datetime) -> list[Grant]:
        return [grant for grant in self.grants if grant.state_at(moment) == GrantState.NOW]


@dataclass(frozen=True)
class Effective:
    """A permission that counts now, through which grants, up to which amount, and until when (None: no end)."""

    permission: str
    sources: tuple[Grant, ...]
    up_to: Decimal | None
    until: datetime | None


def effective(person: Person, now: datetime) -> list[Effective]:
    """What a person may do now, by permission. Somebody whose account is closed may nothing."""
    if not person.is_active:
        return []
    sources: dict[str, list[Grant]] = {}
    for grant in person.held_at(now):
        for permission in grant.carries:
            sources.setdefault(permission, []).append(grant)
    return [
        Effective(permission, tuple(grants), largest(grant.carries[permission] for grant in grants), last_end(grants))
        for permission, grants in sorted(sources.items())
    ]


def largest(limits: Iterable[Decimal | None]) -> Decimal | None:
    """The limit that counts when several roles carry a permission; None when one of them sets none."""
    return reduce(larger, limits)


def last_end(grants: Sequence[Grant]) -> datetime | None:
    """When the last of them ends; None when one has no end."""
    ends = [grant.expires_at for grant in grants]
    return None if None in ends else max(end for end in ends if end is not None)


def chain(
    person: Person,
    permissions: Sequence[str],
    *,
    carriers: Sequence[Row],
    amount: Decimal | None,
    currency: str,
    now: datetime,
) -> list[Step]:
    """What accounts says to the question whether a person may do something, rule by rule.

    One of `permissions` is enough; the first is the one asked for. `carriers` are all roles that carry it. `amount`
    and the limits are in `currency`, the shop's.
    """
    return [
        account_step(person),
        grant_step(person, now),
        factor_step(person, now),
        permission_step(person, permissions, carriers, now),
        limit_step(person, permissions, amount, currency, now),
    ]


def account_step(person: Person) -> Step:
    answer = Answer.YES if person.is_active else Answer.NO
    says = "The account is open." if person.is_active else "The account is closed: no role counts."
    remedy = None if person.is_active else Remedy("Open the account", Place.ROW, person.row)
    return Step(
        rule="account_open",
        question="Is the account open?",
        answer=answer,
        says=says,
        read=(Finding(says, person.is_active, person.row),),
        remedy=remedy,
    )


def grant_step(person: Person, now: datetime) -> Step:
    held = [grant.role.name for grant in person.held_at(now)]
    return Step(
        rule="role_held",
        question="Does the person hold a role now?",
        answer=Answer.YES if held else Answer.NO,
        says=f"Held now: {listed(held)}." if held else "No role is held now.",
        read=tuple(
            Finding(words_of(grant, now), grant.state_at(now) == GrantState.NOW, grant.row) for grant in person.grants
        ),
        remedy=None if held else Remedy("Give a role", Place.GIVE_ROLE, person.row),
    )


def factor_step(person: Person, now: datetime) -> Step:
    asking = [grant.role for grant in person.held_at(now) if grant.asks_for_factor]
    step = partial(
        Step,
        rule="second_factor",
        question="Is a second factor set up, where a role asks for one?",
        read=tuple(Finding(f"{role.name} asks for a second factor.", person.has_factor, role) for role in asking),
    )
    if not asking:
        return step(answer=Answer.YES, says="No role held now asks for one.")
    if person.has_factor:
        return step(answer=Answer.YES, says="It is set up; pages ask for it at sign-in, API tokens are not asked.")
    return step(
        answer=Answer.NO,
        says="None is set up: every page leads there first. API tokens are not asked.",
        remedy=Remedy("The person sets one up after signing in", Place.ROW, person.row),
    )


def permission_step(person: Person, permissions: Sequence[str], carriers: Sequence[Row], now: datetime) -> Step:
    asked, *_ = permissions
    findings, through = [], []
    for grant in person.grants:
        carried = [one for one in permissions if one in grant.carries]
        counts = bool(carried) and grant.state_at(now) == GrantState.NOW
        if counts:
            through.append(f"{grant.role.name} ({carried[0]})" if carried[0] != asked else grant.role.name)
        not_now = "" if grant.state_at(now) == GrantState.NOW else f", but {state_words(grant, now)}"
        words = f"carries {listed(carried)}{not_now}" if carried else f"does not carry {listed(permissions, 'or')}"
        findings.append(Finding(f"{grant.role.name} {words}.", counts, grant.role))
    names = [role.name for role in carriers]
    others = f" {listed(names)} {'carry' if len(names) > 1 else 'carries'} it." if names else " No role carries it."
    return Step(
        rule="role_carries",
        question=f"Does a role held now carry {listed(permissions, 'or')}?",
        answer=Answer.YES if through else Answer.NO,
        says=f"Through {listed(through)}." if through else f"No role held now carries it.{others}",
        read=tuple(findings),
        remedy=None if through else remedy_of(person, permissions, carriers, now),
    )


def remedy_of(person: Person, permissions: Sequence[str], carriers: Sequence[Row], now: datetime) -> Remedy:
    """The least that would change it: a grant that is there but not now, a role that carries it, or a role's edit."""
    for grant in person.grants:
        if grant.state_at(now) != GrantState.NOW and any(one in grant.carries for one in permissions):
            return Remedy(f"Look at the grant of {grant.role.name}", Place.ROW, grant.row)
    if carriers:
        return Remedy("Give a role that carries it", Place.GIVE_ROLE, person.row)
    return Remedy("Let a role carry it", Place.MATRIX)


def limit_step(
    person: Person, permissions: Sequence[str], amount: Decimal | None, currency: str, now: datetime
) -> Step:
    limits = [
        (grant.role, largest(grant.carries[one] for one in permissions if one in grant.carries))
        for grant in person.held_at(now)
        if any(one in grant.carries for one in permissions)
    ]
    read = tuple(
        Finding(
            f"{role.name}: {'no limit' if limit is None else f'up to {words_of_amount(limit, currency)}'}.",
            limit is None or (amount or 0) <= limit,
            role,
        )
        for role, limit in limits
    )
    step = partial(Step, rule="within_limit", question="Is the amount within the limit?", read=read)
    if not limits:
        return step(answer=Answer.OPEN, says="No role held now carries it, so there is no limit to look at.")
    limit = largest(limit for _, limit in limits)
    if limit is None:
        return step(answer=Answer.YES, says="There is no limit by amount.")
    most = words_of_amount(limit, currency)
    if amount is None:
        return step(answer=Answer.OPEN, says=f"Up to {most}; no amount was asked about.")
    asked = words_of_amount(amount, currency)
    if amount <= limit:
        return step(answer=Answer.YES, says=f"{asked} is within the limit of {most}.")
    remedy = Remedy("Raise the limit of a role", Place.MATRIX)
    return step(answer=Answer.NO, says=f"{asked} is above the limit of {most}.", remedy=remedy)


def words_of(grant: Grant, now: datetime) -> str:
    giver = f"given by {grant.given_by.name}" if grant.given_by else "given by the shop"
    return f"{grant.role.name}: {state_words(grant, now)}; {giver}: {grant.reason}"


def state_words(grant: Grant, now: datetime) -> str:
    state = grant.state_at(now)
    if state == GrantState.LATER:
        return f"starts on {day(grant.starts_at)}"
    if grant.expires_at is None:
        return f"held since {day(grant.starts_at)}"
    if state == GrantState.ENDED:
        return f"ended on {day(grant.expires_at)}"
    return f"held since {day(grant.starts_at)} until {day(grant.expires_at)}"


def words_of_amount(amount: Decimal, currency: str) -> str:
    """1,000 GBP: no more decimals than the amount has."""
    return f"{amount.normalize():,f} {currency}"


def day(moment: datetime) -> str:
    return f"{moment:%d %b %Y %H:%M} UTC"


def listed(words: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    *before, end = words or ("nothing",)
    return f"{', '.join(before)} {last} {end}" if before else end
