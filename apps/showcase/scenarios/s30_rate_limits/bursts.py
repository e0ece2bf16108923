"""One story of calls, told to every algorithm: what each lets through, and the most in any stretch of a window."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms

from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Column, Lane, Lanes, Result, Side
from apps.showcase.scenarios.s30_rate_limits.algorithms import (
    Algorithm,
    FixedWindow,
    Gcra,
    LeakyBucket,
    SlidingCounter,
    SlidingLog,
    TokenBucket,
)

WINDOW, STEP = 10, 1
EDGE, BURST, STEADY = "edge", "burst", "steady"
LAST = {EDGE: 20, BURST: 30, STEADY: 30}  # the second in which each story ends
STORIES = [
    (EDGE, "in two bursts, across an edge"),
    (BURST, "in a burst, then steadily"),
    (STEADY, "steadily, twice too often"),
]
SHOP, TWIN = "GCRA, the shop's own", "fixed window"


class BurstForm(forms.Form):
    story = forms.ChoiceField(label="Calls come", choices=STORIES, initial=EDGE)
    limit = forms.IntegerField(label=f"Limit in {WINDOW} seconds", initial=20, min_value=2, max_value=100)
    burst = forms.IntegerField(
        label="Of these at once, GCRA", initial=10, min_value=1, max_value=99, help_text="The rest is spread out."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("burst", 0) >= cleaned.get("limit", 101):
            raise forms.ValidationError({"burst": "Less than the limit: some must be left to be spread out."})
        return cleaned


def algorithms(limit: int, burst: int) -> dict[str, Algorithm]:
    """Each anew, by the name on the page."""
    return {
        SHOP: Gcra(limit, WINDOW, burst),
        TWIN: FixedWindow(limit, WINDOW),
        "sliding window, a log of times": SlidingLog(limit, WINDOW),
        "sliding window, two counters": SlidingCounter(limit, WINDOW),
        "token bucket of the whole limit": TokenBucket(limit, WINDOW),
        "leaky bucket, a queue": LeakyBucket(limit, WINDOW),
    }


def calls(story: str, limit: int) -> list[float]:
    """The seconds in which calls come."""
    told: dict[str, Callable[[], list[float]]] = {
        EDGE: lambda: [WINDOW - 0.5] * limit + [WINDOW + 0.5] * limit,
        BURST: lambda: sorted([1.0] * (limit * 3 // 2) + steadily(1, 2 * limit, LAST[BURST])),
        STEADY: lambda: steadily(0, 2 * limit, LAST[STEADY]),
    }
    return told[story]()


def steadily(begin: float, often: int, end: float) -> list[float]:
    """So often in each window, from the beginning to the end."""
    each = WINDOW / often
    return [begin + place * each for place in range(int((end - begin) / each))]


def most_in_a_window(seconds: list[float]) -> int:
    """The most that were let through in any stretch of a window."""
    ordered = sorted(seconds)
    return max((sum(at <= later < at + WINDOW for later in ordered) for at in ordered), default=0)


def compare(progress: Progress, *, story: str, limit: int, burst: int) -> dict[str, Any]:
    """The same calls through every algorithm, on a clock of the experiment's own."""
    asked = calls(story, limit)
    answers = {name: [one.ask(at) for at in asked] for name, one in algorithms(limit, burst).items()}
    through = {name: [at for at in found if at is not None] for name, found in answers.items()}
    most = {name: most_in_a_window(found) for name, found in through.items()}
    return Result(
        answer=side(SHOP, most, through, asked, limit, "Burst and rate add up to the limit: no stretch holds more."),
        twin=side(
            TWIN, most, through, asked, limit, "Each window is right by itself, and nobody looks across its edge."
        ),
        sections=[
            Lanes(
                "What comes, and what each lets through",
                x="s",
                last=LAST[story],
                edges=[*range(WINDOW, LAST[story], WINDOW)],
                step=STEP,
                lanes=[lane(name, asked, answers[name], name == TWIN) for name in answers],
                note="Filled: let through, at the time when it is. Hollow: refused. Dotted: where the fixed window"
                " begins anew. The queue lets calls wait, so its columns stand later.",
            ),
            Bars(
                f"The most in any {WINDOW} seconds",
                f"calls; the limit is {limit}",
                [Bar(name, most[name], str(most[name]), twin=most[name] > limit) for name in most],
                note="A token bucket is as exact as GCRA, which is one with a single number; filled with the whole"
                " limit, as textbooks do, it lets through up to twice of it.",
            ),
        ],
    ).as_json()


def side(
    name: str, most: dict[str, int], through: dict[str, list[float]], asked: list[float], limit: int, note: str
) -> Side:
    holds = most[name] <= limit
    return Side(
        holds,
        f"never more than {limit} in {WINDOW} s" if holds else f"{most[name]} in {WINDOW} s, {limit} are allowed",
        str(most[name]),
        f"at most in any {WINDOW} s",
        [("Calls", str(len(asked))), ("Let through", str(len(through[name])))],
        note,
    )


def lane(name: str, asked: list[float], answered: list[float | None], twin: bool) -> Lane:
    """How many were let through and refused in each step of time."""
    taken = Counter(int(at / STEP) for at in answered if at is not None)
    refused = Counter(int(at / STEP) for at, answer in zip(asked, answered, strict=True) if answer is None)
    places = sorted(taken.keys() | refused.keys())
    return Lane(name, [Column(place * STEP, taken[place], refused[place]) for place in places], twin)
