"""Guesses at passwords and codes: counted before anything is checked, for each account and each address.

The account is what was typed, whether somebody has it or not: the answers tell no difference. A guess that was right is
given back, so who signs in often meets no limit.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import NotAllowed, TooOften
from apps.core.limits import Bucket, Rule, Verdict, limiter

log = structlog.get_logger(__name__)

# Burst and rate add up to what any stretch of a period holds: at most 5 a minute and 20 an hour for an account, 50 a
# minute for an address.
ACCOUNT = Rule("guess-account", rate=15, period=timedelta(hours=1), burst=5)
ADDRESS = Rule("guess-address", rate=20, period=timedelta(minutes=1), burst=30)
REFUSAL = {
    ACCOUNT: "There were too many wrong tries for this account.",
    ADDRESS: "There were too many tries from your network.",
}


@dataclass(frozen=True)
class Guess:
    """One that was let through, and may be given back."""

    account: Bucket
    verdict: Verdict


def take_guess(*, email: str, address: str) -> Guess:
    """Count a guess at the account with this e-mail, from this address (empty: not over the network).

    Call it before the password or code is looked at. Raises TooOften, known account or not, when there were too many;
    then nothing is counted.
    """
    account = Bucket(ACCOUNT, digest_of(email=email))
    buckets = [account, *([Bucket(ADDRESS, address)] if address else [])]
    verdict = limiter.take(buckets)
    if not verdict.allowed:
        raise TooOften(REFUSAL[verdict.rule], wait=verdict.retry_after)
    if verdict.remaining == 0:
        log.warning("guesses_used_up", rule=verdict.rule.name, account=account.key)
    return Guess(account, verdict)


def take_nameless_guess(*, address: str) -> None:
    """Count a try that does not say whose account it is for, as one with a passkey. Raises TooOften."""
    verdict = limiter.take([Bucket(ADDRESS, address)]) if address else None
    if verdict and not verdict.allowed:
        raise TooOften(REFUSAL[ADDRESS], wait=verdict.retry_after)


def give_guess_back(*, guess: Guess) -> None:
    """The guess was right: it no longer counts against the account."""
    limiter.give_back([guess.account], guess.verdict)


@transaction.atomic
def forgive_guesses(*, user: User, by: User | None, reason: str) -> None:
    """Somebody who is locked out may try again at once. Raises NotAllowed when `by` may not change people."""
    if by is not None and not by.has_perm("accounts.change_user"):
        raise NotAllowed("You may not lift locks of accounts.")
    record(actor=by, action="accounts.guesses_forgiven", target=user, reason=reason)
    limiter.forget([Bucket(ACCOUNT, digest_of(email=user.email))])


def digest_of(*, email: str) -> str:
    """What stands for an account in keys and logs: nobody reads the address from it, or tries a list of them.

    Spellings that the database takes for one address have one digest, so that nobody guesses once for each of them.
    """
    spelled = email.strip().casefold().replace("i\N{COMBINING DOT ABOVE}", "i")
    return salted_hmac("accounts.guesses", spelled, algorithm="sha256").hexdigest()[:32]
