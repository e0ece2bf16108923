"""Every pair of the query lab at a million lines, with the ratios that each promises."""

import argparse
from typing import Any

from apps.showcase.lab.building import build
from apps.showcase.lab.comparing import NoOutcome, measure_in
from apps.showcase.lab.database import lab_name
from apps.showcase.lab.experiments import pairs
from apps.showcase.lab.pairs import Floor, Pair
from apps.showcase.lab.processes import quiet
from apps.showcase.lab.sizes import BY_SLUG, LARGEST, stand_of
from apps.showcase.lab.telling import figure, times
from benchmarks.database import machine
from benchmarks.report import Report
from benchmarks.running import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=list(BY_SLUG), default=LARGEST.slug, help=f"(default {LARGEST.slug})")
    parser.add_argument("--seconds", type=float, default=20, help="for the rounds of each pair (default 20)")
    parser.add_argument("--only", nargs="*", metavar="SLUG", help="these pairs alone")


def run(options: argparse.Namespace) -> Report:
    say(f"{lab_name(options.size)}: {build(quiet, size=options.size)['did']}")
    about = machine(lab_name(options.size))
    measured, failed = {}, []
    for pair in pairs():
        if not pair.floors or (options.only and pair.slug not in options.only):
            continue
        try:
            measured[pair.slug] = measure_in(options.size, quiet, pair=pair.slug, seconds=options.seconds)
        except NoOutcome as error:
            failed.append(f"{pair.slug} **brought no result**: {error}")
        else:
            say("; ".join(f"{pair.slug}: {reached(measured[pair.slug], floor)[1]}" for floor in pair.floors))
    return report(about, stand_of(options.size).rows, measured, failed)


def report(about: str, lines: int, measured: dict[str, dict[str, Any]], failed: list[str]) -> Report:
    """A row for each promise of each pair."""
    rows, missed = [], list(failed)
    for pair in pairs():
        for floor in pair.floors if pair.slug in measured else ():
            holds, says = reached(measured[pair.slug], floor)
            rows.append(row(pair, floor, measured[pair.slug], says))
            if not holds:
                missed.append(f"Goal **missed**: `{pair.slug}`, {says}.")
    said = missed or [f"Goals reached: {len(rows)} promises of {len(measured)} pairs."]
    return Report(
        machine=f"A table of {lines:,} order lines and as many movements of stock. {about}.",
        columns=["pair", "counts", "naive", "tuned", "times less", "at least", "queries", "blocks by the plans"],
        rows=rows,
        says=said,
        measured={"pairs": {slug: brief(one) for slug, one in measured.items()}},
        texts=(0, 1),
    )


def row(pair: Pair, floor: Floor, measured: dict[str, Any], says: str) -> list[str]:
    ways = {way["name"]: way for way in measured["ways"]}
    than, tuned = ways[floor.over], ways["tuned"]
    of_other = "" if floor.over == "naive" else f" ({than['title']})"
    return [
        f"`{pair.slug}`",
        floor.counts.value,
        figure(than["values"][floor.counts]) + of_other,
        figure(tuned["values"][floor.counts]),
        says.partition(", ")[0],
        times(floor.times) + (f", at most {figure(floor.at_most)}" if floor.at_most else ""),
        f"{than['queries']:,} → {tuned['queries']:,}",
        f"{than['buffers']:,} → {tuned['buffers']:,}",
    ]


def reached(measured: dict[str, Any], floor: Floor) -> tuple[bool, str]:
    """Whether the tuned way keeps the promise, and the figure."""
    ways = {way["name"]: way["values"] for way in measured["ways"]}
    tuned, than = ways["tuned"][floor.counts], ways[floor.over][floor.counts]
    ratio = than / tuned if tuned else float("inf")
    enough = ratio >= floor.times and (floor.at_most is None or tuned <= floor.at_most)
    return enough, f"**{times(ratio)}**, at least {times(floor.times)} {floor.counts}"


def brief(measured: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a pair: the figures of its ways, without queries and plans."""
    return {**measured, "ways": [{name: way[name] for name in way if name != "sent"} for way in measured["ways"]]}
