"""What came of a run, in words, bars and curves."""

from typing import Any

from apps.showcase.lab.results import Bar, Bars, Lines, Result, Section, Series, Side

WALL, DATABASE, MEMORY, DISK = "ms", "ms in the database", "MB of memory", "MB on the disk"
LESS = {WALL: "faster", DATABASE: "faster", MEMORY: "less memory", DISK: "smaller"}
MB = 1_000_000


def outcome(measured: list[dict[str, Any]]) -> dict[str, Any]:
    """Two sides, the ratio as bars, growth as curves, and everything that was measured in each size."""
    last = measured[-1]
    naive, tuned = last["ways"][:2]
    sections: list[Section] = [ratio_bars(last)]
    if len(measured) > 1:
        sections.append(growth(measured))
    result = Result(
        answer=side(tuned, True, faster(last), last["counts"]),
        twin=side(naive, False, f"{naive['queries']:,} quer{'y' if naive['queries'] == 1 else 'ies'}", last["counts"]),
        sections=sections,
    )
    summary = {"ratio": ratio(last), "says": faster(last), "lines": last["lines"]}
    return result.as_json() | {"summary": summary, "measured": measured}


def ratio(measured: dict[str, Any]) -> float:
    """How many times more the naive way takes of what counts."""
    naive, tuned = measured["ways"][:2]
    return float(naive["value"] / tuned["value"]) if tuned["value"] else 0.0


def faster(measured: dict[str, Any]) -> str:
    """The ratio in words."""
    return f"{times(ratio(measured))} times {LESS[measured['counts']]}"


def times(factor: float) -> str:
    """A factor as people read it: 1.3, 25, 1,200."""
    return f"{factor:.1f}" if factor < 10 else f"{float(f'{factor:.3g}'):,.0f}"


def figure(value: float) -> str:
    """An amount with three digits that count: 0.014, 2.95, 1,781."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def side(way: dict[str, Any], holds: bool, verdict: str, unit: str) -> Side:
    facts = [
        ("Queries", f"{way['queries']:,}"),
        ("Wall time, median", f"{figure(way['wall'])} ms"),
        ("Rows", f"{way['rows']:,}"),
        ("Blocks of 8 kB, by the plans", f"{way['buffers']:,}"),
    ]
    if way["execution"] is not None:
        facts.insert(1, ("In the database, median", f"{figure(way['execution'])} ms"))
    return Side(holds, verdict, figure(way["value"]), unit, facts)


def ratio_bars(measured: dict[str, Any]) -> Bars:
    ways = sorted(measured["ways"], key=lambda way: -way["value"])
    bars = [
        Bar(way["title"], way["value"], figure(way["value"]), twin=way["name"] == "naive", remark=remark(way))
        for way in ways
    ]
    rounds = f"Medians of {measured['rounds']} alternating rounds." if measured["rounds"] > 1 else "One round."
    return Bars(f"{faster(measured)} at {measured['lines']:,} lines", measured["counts"], bars, rounds)


def remark(way: dict[str, Any]) -> str:
    queries = f"{way['queries']:,} quer{'y' if way['queries'] == 1 else 'ies'}"
    return f"{queries}, wrong result" if way.get("wrong") else queries


def growth(measured: list[dict[str, Any]]) -> Lines:
    names = [way["name"] for way in measured[0]["ways"]]
    series = [
        Series(
            measured[0]["ways"][place]["title"],
            [(one["lines"], one["ways"][place]["value"]) for one in measured],
            twin=name == "naive",
        )
        for place, name in enumerate(names)
    ]
    return Lines("How it grows with the table", "lines", measured[0]["counts"], series)
