"""What the debug toolbar's panel Cure costs: pages of the shop without toolbar, with it, and with it and the panel."""

import argparse
import tempfile
from collections.abc import Mapping, Sequence

from benchmarks.database import empty_shop, ensure_bench_database, machine
from benchmarks.pages.benchmark import EVERYTHING, measured, sample
from benchmarks.report import Report
from benchmarks.running import Way

WITHOUT, TOOLBAR, WITH = "no toolbar", "toolbar", "toolbar with Cure"
GOAL = 1.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lines", type=int, default=200_000, help="order lines of the shop (default 200,000)")
    parser.add_argument("--rounds", type=int, default=25, help="visits of each page in each way (default 25)")


def run(options: argparse.Namespace) -> Report:
    environment = ensure_bench_database()
    about = machine()
    empty_shop(tables=EVERYTHING)
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        path = str(sample(folder, options.lines))
        measured(Way("fill", "benchmarks.pages.walk:fill", cap=400, parameters={"path": path}), environment)
    development = environment | {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
    way = Way("visits", "benchmarks.toolbar.visits:visits", cap=400, parameters={"rounds": options.rounds})
    return report(about, measured(way, development)["visits"])


def report(about: str, found: Mapping[str, Mapping[str, Sequence[Sequence[float]]]]) -> Report:
    """One row a page: the fastest visits, because a busy machine only adds, and what the panel adds to the toolbar.

    The ratio is of the processor's time, which others on the machine do not lengthen.
    """
    rows, worst = [], 0.0
    for page, ways in found.items():
        wall = {name: min(took for took, _ in visits) for name, visits in ways.items()}
        work = {name: min(worked for _, worked in visits) for name, visits in ways.items()}
        worst = max(worst, work[WITH] / work[TOOLBAR])
        times = [f"{wall[name]:.0f} / {work[name]:.0f} ms" for name in (WITHOUT, TOOLBAR, WITH)]
        adds = f"{wall[WITH] - wall[TOOLBAR]:+.1f} / {work[WITH] - work[TOOLBAR]:+.1f} ms"
        rows.append([page, *times, adds, f"{work[WITH] / work[TOOLBAR]:.2f}"])
    reached = "reached" if worst <= GOAL else "missed"
    says = [f"Goal {reached}: at most {worst:.2f} times the processor's time of the toolbar without it (goal {GOAL})."]
    heads = ("page, wall / processor", WITHOUT, TOOLBAR, WITH, "Cure adds", "x toolbar")
    return Report(about, heads, rows, says, {"visits": {page: dict(ways) for page, ways in found.items()}})
