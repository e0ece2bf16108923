"""What came of a run, in words, bars and curves."""

from typing import Any

from apps.showcase.lab.results import Bar, Bars, Lines, Result, Section, Series, Side, Table
from apps.showcase.lab.sizes import LARGEST

WALL, DATABASE, MEMORY, DISK = "ms", "ms in the database", "MB of memory", "MB on the disk"
LESS = {WALL: "faster", DATABASE: "faster", MEMORY: "less memory", DISK: "smaller"}
MORE = {WALL: "slower", DATABASE: "slower", MEMORY: "more memory", DISK: "bigger"}
AS_MUCH = {WALL: "as long", DATABASE: "as long", MEMORY: "as much memory", DISK: "as big"}
MB = 1_000_000


def outcome(measured: list[dict[str, Any]]) -> dict[str, Any]:
    """Two sides, the ratio as bars, growth as curves, and everything that was measured in each size."""
    last = measured[-1]
    naive, tuned = last["ways"][:2]
    counted = dict.fromkeys([last["counts"], *(floor["counts"] for floor in last["floors"])])
    sections: list[Section] = [ratio_bars(last, counts) for counts in counted]
    if len(measured) > 1:
        sections.append(growth(measured))
    kept = promises(last) if last["lines"] == LARGEST.lines else []
    if kept:
        sections.append(promised(kept))
    result = Result(
        answer=side(tuned, True, faster(last), last["counts"]),
        twin=side(naive, False, f"{naive['queries']:,} quer{'y' if naive['queries'] == 1 else 'ies'}", last["counts"]),
        sections=sections,
    )
    summary = {"ratio": ratio(last), "says": faster(last), "lines": last["lines"], "promises": kept}
    return result.as_json() | {"summary": summary, "measured": measured}


def ratio(measured: dict[str, Any], counts: str = "", over: str = "naive") -> float:
    """How many times more another way, the naive one, takes of what counts."""
    values = {way["name"]: way["values"][counts] if counts else way["value"] for way in measured["ways"]}
    return float(values[over] / values["tuned"]) if values["tuned"] else 0.0


def faster(measured: dict[str, Any], counts: str = "", over: str = "naive") -> str:
    """The ratio in words."""
    found, counts = ratio(measured, counts, over), counts or measured["counts"]
    if 0 < found < 1:
        return f"{times(1 / found)} times {MORE[counts]}"
    return f"{times(found)} times {LESS[counts]}"


def promises(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """What the pair must reach at the largest size, what was measured of it, and whether that is enough."""
    ways = {way["name"]: way for way in measured["ways"]}
    kept = []
    for floor in measured["floors"]:
        counts, least, most = floor["counts"], floor["times"], floor["at_most"]
        found, other = ratio(measured, counts, floor["over"]), ways[floor["over"]]["title"]
        if least >= 1:
            promise, said = f"{least:g} times {LESS[counts]} than “{other}”", faster(measured, counts, floor["over"])
        else:
            promise = f"at most {1 / least:g} times {AS_MUCH[counts]} as “{other}”"
            said = f"{times(1 / found)} times {AS_MUCH[counts]}" if found else "nothing"
        kept.append({"promise": promise, "measured": said, "reached": found >= least})
        if most is not None:
            taken = ways["tuned"]["values"][counts]
            said = f"{figure(taken)} {counts}"
            kept.append({"promise": f"at most {most:g} {counts}", "measured": said, "reached": taken <= most})
    return kept


def promised(kept: list[dict[str, Any]]) -> Table:
    rows = [(one["promise"], one["measured"], "✓\u00a0yes" if one["reached"] else "✗\u00a0no") for one in kept]
    note = "A busy machine can miss one; then run it again." if not all(one["reached"] for one in kept) else ""
    return Table(f"What it must reach at {LARGEST.lines:,} lines", ("Promised", "Measured", "Reached"), rows, note=note)


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


def ratio_bars(measured: dict[str, Any], counts: str) -> Bars:
    ways = sorted(((way["values"][counts], way) for way in measured["ways"]), key=lambda found: -found[0])
    bars = [
        Bar(
            way["title"],
            value,
            figure(value),
            twin=way["name"] == "naive",
            remark=remark(way),
            aside=way["name"] not in ("naive", "tuned"),
        )
        for value, way in ways
    ]
    rounds = f"Medians of {measured['rounds']} alternating rounds." if measured["rounds"] > 1 else "One round."
    return Bars(f"What each takes at {measured['lines']:,} lines", counts, bars, "" if counts == DISK else rounds)


def remark(way: dict[str, Any]) -> str:
    queries = f"{way['queries']:,} quer{'y' if way['queries'] == 1 else 'ies'}"
    part = f"{way['name']}, " if way["name"] in ("naive", "tuned") else ""
    return f"{part}{queries}, wrong result" if way.get("wrong") else f"{part}{queries}"


def growth(measured: list[dict[str, Any]]) -> Lines:
    series = []
    for place, way in enumerate(measured[0]["ways"]):
        # Without an index nothing is on the disk for it, and nothing has no place on a logarithmic axis.
        points = [(one["lines"], value) for one in measured if (value := one["ways"][place]["value"])]
        if points:
            series.append(Series(way["title"], points, twin=way["name"] == "naive"))
    return Lines("How it grows with the table", "lines", measured[0]["counts"], series)
