"""What the page of exhibit 30 says."""

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s30_rate_limits.bursts import BurstForm
from apps.showcase.scenarios.s30_rate_limits.racing import RaceForm
from apps.showcase.scenarios.scenario import Code, Excerpt, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s30_rate_limits"

SCENARIO = Scenario(
    number=30,
    slug="rate-limits",
    title="Rate limits",
    question="How do you limit callers exactly, across processes?",
    sentence="One burst against six algorithms on a time line; the stock throttle under eight processes.",
    answer="""
        A limit is two questions. How many may come in what stretch of time: that is the algorithm. And who counts:
        several processes that read a number, add one and write it back all let the same call through.

        The shop keeps one number for each caller and rule, the time when the bucket is full again (GCRA). One script in
        Valkey reads all numbers of a call, decides, and writes them, and no other process comes in between. A call is
        let through by all of its limits or charged to none: those of its token, its person, its address, and of money.
        It takes one round trip, and as much memory for a limit of 5 as for one of 5,000.

        Whoever is refused must be able to do better. Every answer says the limits and what is left of them, a refusal
        says in how many seconds the same call is let through, and who keeps to what is announced is never refused.
        While Valkey is away each process lets through its part of the limit, of money half of that; nobody gets an
        error.

        A gateway in front may have a coarse limit for each address, so that a flood costs nothing. It does not know who
        calls: the exact limit stands behind it, where the token is read.
    """,
    serves=(
        Code("apps.core.rest.throttling.RateThrottle", says="The throttle of every view: all limits in one question."),
        Code("apps.core.rest.throttling.buckets_of", ("Per.KEY", "Per.ADDRESS"), "Whose calls are counted together."),
        Excerpt(
            "apps/core/rest/rates.py", "LIMITS = (", ("cautious=True",), "The limits, in one table; so are the costs."
        ),
        Excerpt(
            "apps/core/limits/script.py",
            "TAKE = (",
            ("MGET", "all = all and room >= price"),
            "What Valkey runs, as one.",
        ),
        Code("apps.core.limits.gcra.judge", ("longest > 0",), "The same in Python; a property test compares the two."),
    ),
    experiments=(
        Experiment(
            slug="bursts",
            title="One burst, six algorithms",
            about="The same calls on one clock. The twin counts in fixed windows: each is right by itself, and across"
            " its edge twice the limit comes through within a second.",
            form=BurstForm,
            target=f"{HERE}.bursts:compare",
            limits=Limits(seconds=20, megabytes=300),
            cost="about a second; nothing is stored",
            answer=(Code(f"{HERE}.algorithms.Gcra"), Code("apps.core.limits.gcra.room_of")),
            twin=(Code(f"{HERE}.algorithms.FixedWindow", ("number != self.current",)),),
            twin_title="Broken twin: a fixed window",
        ),
        Experiment(
            slug="race",
            title="Eight processes at once",
            about="So many calls in the same moment, from threads of several processes, round after round. The twin is"
            " the throttle that Django REST framework brings, on the same Valkey.",
            form=RaceForm,
            target=f"{HERE}.racing:compare",
            limits=Limits(seconds=60, megabytes=500),
            cost="2 to 10 s in processes of their own; their keys in Valkey are removed",
            answer=(Code(f"{HERE}.racing.by_the_shop", ("limiter.take",)),),
            twin=(Code(f"{HERE}.racing.StockThrottle", ("SimpleRateThrottle",)),),
            twin_title="Broken twin: the stock throttle",
        ),
    ),
    tests=(
        "tests/core/limits/test_gcra.py::test_the_script_and_the_model_say_the_same",
        "tests/core/limits/test_gcra.py::test_no_period_lets_through_more_than_burst_and_rate",
        "tests/core/limits/test_gcra.py::test_who_keeps_to_the_advertised_window_is_never_refused",
        "tests/core/limits/test_limiter.py::test_eight_processes_let_through_exactly_the_limit",
        "tests/core/rest/test_throttling.py::test_strangers_and_wrong_tokens_are_counted_by_address",
        "tests/core/rest/test_throttling.py::test_every_answer_is_counted_once_and_says_so",
        "tests/showcase/scenarios/test_rate_limits.py::test_the_stock_throttle_lets_through_more",
    ),
    document="docs/api.md",
    curl='curl -si -H "Authorization: Token $TOKEN" "$URL/api/v2/me/" | grep -i ratelimit',
    named=(
        Named(
            "GCRA, generic cell rate algorithm", Use.USED, "one number for each caller: when the bucket is full again"
        ),
        Named("Lua in Redis or Valkey", Use.USED, "reads, decides and writes as one, in one round trip"),
        Named("RateLimit and RateLimit-Policy", Use.USED, "draft-ietf-httpapi-ratelimit-headers-11"),
        Named("429 and Retry-After", Use.USED, "right to the second: then the same call is let through"),
        Named("limits by user, key and address", Use.USED, "all of them in one question; a refusal charges none"),
        Named("cost of a route", Use.USED, "a file counts as twenty calls"),
        Named("token bucket", Use.COMPARED, "GCRA keeps the same promise with one number instead of two"),
        Named("leaky bucket", Use.COMPARED, "as a queue it makes calls wait, and a process with them"),
        Named("fixed window, INCR and EXPIRE", Use.COMPARED, "the twin: twice the limit across an edge"),
        Named(
            "sliding window", Use.COMPARED, "the log is exact and grows with the limit; two counters are an estimate"
        ),
        Named(
            "DRF's throttles",
            Use.COMPARED,
            "the twin: reads, changes and writes back, so processes overtake each other",
        ),
        Named(
            "nginx limit_req, API gateway",
            Use.NOT_USED,
            "good in front, by address; it does not know whose token it is",
        ),
        Named(
            "django-ratelimit, limits, throttled-py", Use.NOT_USED, "one rule a round trip, and no headers of the draft"
        ),
    ),
)
