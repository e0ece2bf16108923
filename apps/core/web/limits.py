"""Who is near a limit, and which limits there are."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.core.backoffice.cells import Tone, link_to
from apps.core.limits import limiter
from apps.core.limits.known import known_rules, owners
from apps.core.limits.survey import Charged
from apps.core.policy import door, holders
from apps.core.rest.rates import COSTS
from apps.core.web.access import VIEW_LIMITS

NEAR = 0.8


@dataclass(frozen=True)
class Row:
    """A bucket as the page shows it."""

    charged: Charged
    caller: str

    @property
    def state(self) -> tuple[str, Tone]:
        if self.charged.remaining == 0:
            return "At the limit", Tone.BAD
        near = self.taken >= NEAR * self.charged.known.rule.burst
        return ("Near", Tone.WARN) if near else ("Well below", Tone.OK)

    @property
    def taken(self) -> int:
        return self.charged.known.rule.burst - self.charged.remaining

    @property
    def percent(self) -> int:
        return round(self.charged.share * 100)


@door(GET=holders(VIEW_LIMITS))
def limits(request: HttpRequest) -> HttpResponse:
    """What all processes know together; while Valkey is away, what this one knows."""
    survey = limiter.survey()
    callers = callers_of(survey.charged)
    rows = [Row(charged, callers[charged.key]) for charged in survey.charged]
    context = {
        **admin.site.each_context(request),
        "title": "Limits",
        "survey": survey,
        "rows": rows,
        "near": sum(row.state[1] is not Tone.OK for row in rows),
        "rules": known_rules.values(),
        "costs": COSTS,
    }
    return TemplateResponse(request, "admin/ops/limits.html", context)


def callers_of(charged: list[Charged]) -> dict[str, str]:
    """Who stands behind each key, as a link where there is a row: one question for each kind of key."""
    numbers = defaultdict[str, dict[int, str]](dict)
    for one in charged:
        kind, _, number = one.key.partition("-")
        if kind in owners and number.isdigit():
            numbers[kind][int(number)] = one.key
    callers = {one.key: one.key for one in charged}
    for kind, keys in numbers.items():
        callers |= {keys[number]: link_to(row) for number, row in owners[kind]([*keys]).items()}
    return callers
