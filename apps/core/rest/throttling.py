"""The limits of `rates.py`, kept: each call is counted once, whatever becomes of it, and its answer says what is left.

A call is counted after it is known who calls, so a wrong token counts against the address that it came from. Whoever is
turned away earlier (a token that is unknown, a form that there is not) is counted by the handler of exceptions.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.core.limits import Bucket, Verdict, limiter
from apps.core.observability.callers import address_of, network_of
from apps.core.rest.permissions import scope_of
from apps.core.rest.rates import LIMITS, POLICIES, Per, cost_of

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

NOWHERE = "unknown"  # the address of a caller whom nobody can know


class RateThrottle(BaseThrottle):
    """Every limit of a call in one round trip."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        self.verdict = charge(request, view)
        return self.verdict is None or self.verdict.allowed

    def wait(self) -> float | None:
        return self.verdict.retry_after if self.verdict else None


def charge(request: Request, view: Any) -> Verdict | None:
    """Count the call, unless that is done. None where calls are not counted (API_LIMITS)."""
    asked = request._request
    if settings.API_LIMITS and verdict_of(asked) is None:
        asked.rate_verdict = limiter.take(list(buckets_of(request, view)))  # type: ignore[attr-defined]
    return verdict_of(asked)


def verdict_of(request: HttpRequest) -> Verdict | None:
    """What the limits said to this call."""
    return getattr(request, "rate_verdict", None)


def buckets_of(request: Request, view: Any) -> Iterator[Bucket]:
    """Those that the call is taken from. It must be known who calls: nobody is looked up here."""
    user, token = getattr(request, "_user", None), getattr(request, "_auth", None)
    network = network_of(address_of(request._request)) or NOWHERE
    keys = {Per.ADDRESS: network, Per.STRANGER: network}
    if user is not None and user.is_authenticated:
        keys = {
            Per.KEY: f"token-{token.pk}" if token is not None else f"person-{user.pk}",
            Per.PERSON: f"person-{user.pk}",
            Per.ADDRESS: network,
        }
    resource, cost = getattr(view, "resource", ""), cost_of(scope_of(view, str(request.method)))
    for limit in LIMITS:
        if limit.per in keys and (not limit.resources or resource in limit.resources):
            yield Bucket(limit.rule, keys[limit.per], cost)


def words_of(verdict: Verdict) -> str:
    """Why a call was refused, for people."""
    rule = verdict.rule
    return (
        f"The limit `{rule.name}` lets through {rule.burst} at once and that many again in {seconds(rule.window)}."
        f" Try again in {seconds(verdict.retry_after)}."
    )


def seconds(number: int) -> str:
    """`1 second`, `90 seconds`."""
    return f"{number} second{'' if number == 1 else 's'}"


class RateHeadersMiddleware:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11) on answers to counted calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if verdict := verdict_of(request):
            for name, value in headers_of(verdict).items():
                response.headers[name] = value
        return response


def headers_of(verdict: Verdict) -> dict[str, str]:
    """What the limits are, and what is left of each: `r` at once, one more in `t` seconds."""
    standings = verdict.standings()
    return {
        "RateLimit-Policy": ", ".join(POLICIES[rule.name] for rule, _, _ in standings),
        "RateLimit": ", ".join(f'"{rule.name}";r={remaining};t={more_in}' for rule, remaining, more_in in standings),
    }
