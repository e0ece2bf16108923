"""How often the API may be called: every limit and every cost, in two tables.

A limit lets through `burst` at once and then `rate` in each `period`. Answers tell it as `q` in `w` seconds, the time
in which an empty bucket refills: whoever keeps to that is never refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from apps.core.limits import Rule

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Per(StrEnum):
    """Whose calls are counted together."""

    KEY = "an API token, or somebody's session"
    PERSON = "a person, over all tokens and sessions"
    ADDRESS = "an address (IPv6: a /64), whoever calls from there"
    STRANGER = "an address, for calls of nobody known: without or with a wrong token"


@dataclass(frozen=True)
class Limit:
    """A rule, and whose calls it counts: those to `resources` alone, where it names any."""

    rule: Rule
    per: Per
    resources: frozenset[str] = frozenset()

    @property
    def counts(self) -> str:
        """Whose calls of what, in words."""
        return f"{self.per.value}; calls of {', '.join(sorted(self.resources))}" if self.resources else self.per.value


LIMITS = (
    Limit(Rule("burst", rate=20, period=SECOND, burst=100), Per.KEY),
    Limit(Rule("sustained", rate=600, period=MINUTE, burst=600), Per.KEY),
    Limit(Rule("person", rate=1200, period=MINUTE, burst=1200), Per.PERSON),
    Limit(Rule("address", rate=3000, period=MINUTE, burst=3000), Per.ADDRESS),
    Limit(Rule("stranger", rate=120, period=MINUTE, burst=120), Per.STRANGER),
    Limit(Rule("money", rate=300, period=MINUTE, burst=60, cautious=True), Per.PERSON, frozenset({"payments"})),
)

# As how many a call counts: by the scope that it needs, else by what it does.
COSTS: Mapping[str, int] = {
    "read": 1,
    "write": 2,
    "tokens:write": 5,
    "uploads:write": 20,
}


def cost_of(scope: str) -> int:
    """The cost of a call that needs this scope; of one that needs none, that of reading."""
    return COSTS.get(scope) or COSTS.get(scope.partition(":")[2]) or COSTS["read"]


def policy_of(rule: Rule) -> str:
    """A rule as `RateLimit-Policy` tells it (draft-ietf-httpapi-ratelimit-headers-11)."""
    return f'"{rule.name}";q={rule.burst};w={rule.window}'


POLICIES = {limit.rule.name: policy_of(limit.rule) for limit in LIMITS}
