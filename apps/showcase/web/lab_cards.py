"""The experiments of the query lab as cards, each with what its last run said."""

from typing import Any

from apps.showcase.lab.experiments import exhibits
from apps.showcase.lab.pairs import Group
from apps.showcase.models import LAB, Run


def groups() -> list[dict[str, Any]]:
    """The experiments by group, each with what its last run said."""
    said = last_said()
    return [
        {"name": group.value, "cards": [{"pair": pair, "last": said.get(pair.slug)} for pair in found]}
        for group in Group
        if (found := [one for one in exhibits() if one.group == group])
    ]


def last_said() -> dict[str, dict[str, Any]]:
    """What the newest run with a result said, by experiment; without the rest of the results, which are big."""
    ended = Run.objects.filter(scenario=LAB, result__summary__isnull=False).order_by("experiment", "-id")
    rows = ended.distinct("experiment").values("experiment", "pk", "started_at", "result__summary")
    return {row["experiment"]: {**row["result__summary"], "started_at": row["started_at"]} for row in rows}
