"""The two tables of limits and costs fit each other and the API."""

from apps.accounts.rules.scopes import SCOPES
from apps.core.rest.rates import COSTS, LIMITS, POLICIES, cost_of


def test_every_cost_is_one_of_the_api_and_no_bucket_is_too_small_for_it() -> None:
    assert set(COSTS) - {"read", "write"} <= set(SCOPES)
    assert min(limit.rule.burst for limit in LIMITS) >= max(COSTS.values())


def test_the_most_exact_cost_counts() -> None:
    assert [cost_of(scope) for scope in ("uploads:write", "orders:write", "orders:read", "")] == [20, 2, 1, 1]


def test_a_policy_says_burst_and_the_time_in_which_it_refills() -> None:
    assert len(POLICIES) == len(LIMITS)
    assert (POLICIES["burst"], POLICIES["sustained"]) == ('"burst";q=100;w=5', '"sustained";q=600;w=60')
