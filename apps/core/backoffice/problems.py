"""Open problems: what somebody should look at, counted on the first page. Each app lists its own when it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core.backoffice.cells import number_text
from apps.core.backoffice.figures import Figure

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Problem:
    """Rows that should not be there, for those with `permission`; `url` is the list of exactly these rows."""

    title: str
    permission: str
    rows: Callable[[], QuerySet[Any]]
    url: Callable[[], str]


def open_problems(request: HttpRequest) -> dict[str, Any]:
    """The problems that have rows; counts end at MOST_COUNTED. One query a problem."""
    watched = [problem for problem in problems if request.user.has_perm(problem.permission)]
    counted = [(problem, problem.rows().order_by()[: MOST_COUNTED + 1].count()) for problem in watched]
    return {
        "figures": [Figure(problem.title, count_text(count), problem.url()) for problem, count in counted if count],
        "watched": [problem.title for problem in watched],
    }


def count_text(count: int) -> str:
    return number_text(count) if count <= MOST_COUNTED else f"{number_text(MOST_COUNTED)}+"


problems: list[Problem] = []
