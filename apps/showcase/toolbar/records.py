"""The requests that the toolbar has recorded, as plain dicts: for pages, for programs and for the panel."""

from collections.abc import Sequence
from typing import Any

from debug_toolbar.store import get_store

from apps.showcase.toolbar.findings import verdict
from apps.showcase.toolbar.groups import Group, grouped
from apps.showcase.toolbar.shapes import brief
from apps.showcase.toolbar.trials import NoTrial, try_index

Record = dict[str, Any]


def summaries() -> list[Record]:
    """Every request that is kept, the newest first."""
    return [summary(record_id) for record_id in reversed(list(get_store().request_ids()))]


def summary(record_id: str) -> Record:
    """What was asked, how it was answered, and what there is to cure. Times are milliseconds."""
    store = get_store()
    asked, cure, time = (store.panel(record_id, f"{name}Panel") for name in ("History", "Cure", "Timer"))
    findings = cure.get("findings", [])
    return {
        "id": record_id,
        "method": asked.get("request_method", ""),
        "path": asked.get("request_url", ""),
        "status": asked.get("status_code"),
        "at": asked.get("time"),
        "milliseconds": rounded(time.get("total_time")),
        "query_count": cure.get("count"),
        "query_milliseconds": rounded(cure.get("milliseconds")),
        "verdict": verdict(len(findings)),
        "findings": findings,
    }


def record(record_id: str) -> Record | None:
    """One request with its queries and their shapes; None when it is no longer kept."""
    if not get_store().exists(record_id):
        return None
    queries = recorded_queries(record_id)
    return {
        **summary(record_id),
        "shapes": shapes(grouped(queries)),
        "queries": [
            {
                "id": query["djdt_query_id"],
                "sql": query["raw_sql"],
                "parameters": query["params"],
                "milliseconds": rounded(query["duration"]),
                **{name: query["asked"].get(name, "") for name in ("place", "name", "code")},
            }
            for query in queries
        ],
    }


def recorded_queries(record_id: str) -> list[dict[str, Any]]:
    queries: list[dict[str, Any]] = get_store().panel(record_id, "SQLPanel").get("queries", [])
    return queries


def try_in_lab(record_id: str, number: int) -> bool:
    """Try the index of a finding (the first is 1) and keep what came of it; False when it is not there (any more)."""
    cure = get_store().panel(record_id, "CurePanel")
    findings = cure.get("findings", [])
    found = findings[number - 1] if 0 < number <= len(findings) else {}
    sql = [
        query["sql"] for query in recorded_queries(record_id) if query["djdt_query_id"] in found.get("queries", [])[:1]
    ]
    if not found.get("index") or not sql:
        return False
    try:
        found["tried"] = try_index(sql=sql[0], statement=found["index"], table=found["table"])
    except NoTrial as error:
        found["tried"] = {"refused": str(error)}
    if not get_store().exists(record_id):  # a trial takes a while; what has gone meanwhile stays gone
        return False
    get_store().save_panel(record_id, "CurePanel", cure)
    return True


def shapes(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Each shape once with number, time and places, the most frequent one first and the slower of two before."""
    found: dict[str, dict[str, Any]] = {}
    for group in groups:
        named = {"shape": group.shape, "brief": brief(group.shape)}
        one = found.setdefault(group.shape, {**named, "count": 0, "milliseconds": 0.0, "places": []})
        one["count"] += len(group.queries)
        one["milliseconds"] = rounded(one["milliseconds"] + group.milliseconds)
        one["places"] += [place for place in [group.asked.get("place")] if place]
    return sorted(found.values(), key=lambda one: (-one["count"], -one["milliseconds"]))


def rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 2)
