"""What came of a run, in words, bars and curves."""

from typing import Any

from apps.showcase.lab.results import Bar, Bars, Lines, Result, Section, Series, Side

WALL, DATABASE, MEMORY, DISK = "ms", "ms in the database", "MB of memory", "MB on the disk"
LESS = {WALL: "faster", DATABASE: "faster", MEMORY: "less memory", DISK: "smaller"}
MORE = {WALL: "slower", DATABASE: "slower", MEMORY: "more memory", DISK: "bigger"}
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
    found, counts = ratio(measured), measured["counts"]
    if 0 < found < 1:
        return f"{times(1 / found)} times {MORE[counts]}"
    return f"{times(found)} times {LESS[counts]}"


def times(factor: float) -> str:
    """A factor as people read it: 1.3, 25, 1,200."""
    return f"{factor:.1f}" if factor < 10 else f"{float(f'{factor:.3g}'):,.0f}"


def figure(value: float) -> str:
    """An amount with three digits that count: 0.014, 2.95, 1,781."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def side(way: dict[str, Any], holds: bool, verdict: str, unit: str) -> Side:
    values = way.get("values", {})
    facts = [("Queries", f"{way['queries']:,}"), ("Rows", f"{way['rows']:,}")]
    facts.append(("Wall time, median", f"{figure(way['wall'])} ms"))
    if values.get(DATABASE) is not None:
        facts.append(("In the database, median", f"{figure(values[DATABASE])} ms"))
        facts.append(("Planning, once", f"{figure(way['planning'])} ms"))
    else:
        facts.append(("Of it in the database and on the way, once", f"{figure(way['waiting'])} ms"))
    facts.append(("Read by its dearest queries", f"{way['buffers']:,} blocks of 8 kB"))
    if values.get(MEMORY) is not None:
        facts.append(("Memory above the bare process", f"{figure(values[MEMORY])} MB"))
    if values.get(DISK):
        facts.append(("On the disk for it", f"{figure(values[DISK])} MB"))
    return Side(holds, verdict, figure(way["value"]), unit, facts)


def ratio_bars(measured: dict[str, Any]) -> Bars:
    ways = sorted(measured["ways"], key=lambda way: -way["value"])
    bars = [
        Bar(way["title"], way["value"], figure(way["value"]), twin=way["name"] == "naive", remark=remark(way))
        for way in ways
    ]
    rounds = f"Medians of {measured['rounds']} alternating rounds." if measured["rounds"] > 1 else "One round."
    return Bars(f"What each takes at {measured['lines']:,} lines", measured["counts"], bars, rounds)


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
