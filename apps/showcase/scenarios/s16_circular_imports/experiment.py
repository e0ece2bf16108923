"""The shop's imports as they are; a planted cycle and its cures, each judged by Python and by the linter."""

import re
from typing import Any

from django.conf import settings

from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Console, Floors, Result, Side, Step, Steps, Table
from apps.showcase.scenarios.s16_circular_imports import planted
from apps.showcase.scenarios.s16_circular_imports.graph import floors, imports_between_apps, upward
from apps.showcase.scenarios.s16_circular_imports.linting import Opinion, judge, linter_on

PLACE = "from gallery.orders import Order; print(Order().place())"
CURES = (
    ("Shared module below", planted.shared_module_below, PLACE),
    ("Import inside the function", planted.import_inside_the_function, PLACE),
    (
        "Dependency passed in",
        planted.dependency_passed_in,
        "from gallery.shop import place_order; print(place_order())",
    ),
)


def compare(progress: Progress) -> dict[str, Any]:
    """The shop's graph and contracts beside a package with a cycle."""
    progress(done=0, total=5, note="Reading the imports of the shop")
    stands = floors(settings.BASE_DIR)
    sizes, arrows = imports_between_apps()
    wrong = upward(stands, arrows)
    progress(done=1, total=5, note="Checking the contracts")
    contracts = linter_on(settings.BASE_DIR)
    kept, broken = counted(contracts.said)
    progress(done=2, total=5, note="Planting a cycle")
    python, linter = judge(planted.cycle(), PLACE)
    steps = []
    for number, (title, files, entry) in enumerate(CURES, 3):
        progress(done=number, total=5, note=title)
        steps.append(cured(title, files(), files.__doc__ or "", *judge(files(), entry)))
    modules = sum(sizes.values())
    imports = sum(arrows.values())
    return Result(
        answer=Side(
            contracts.content and not wrong,
            "every import goes down" if not wrong else "an import goes up",
            f"{imports:,}",
            f"imports between {len(sizes)} apps",
            [
                ("Modules", f"{modules:,}"),
                ("Going up, or to the same floor", f"{len(wrong)}"),
                ("Contracts kept", f"{kept} of {kept + broken}"),
            ],
        ),
        twin=Side(
            python.content,
            "cannot be imported",
            "2",
            "modules that wait for each other",
            [("Python", last(python.said)), ("import-linter", "broken" if not linter.content else "kept")],
            "It also depends on who comes first: imported the other way round, the same two files fail elsewhere.",
        ),
        sections=[
            Floors("The shop's apps on their floors", stands, dict(sizes), [(a, b, n) for (a, b), n in arrows.items()]),
            contracts_table(contracts),
            Steps("Three cures", steps),
            Console("What the linter says of the cycle", linter.said, ["BROKEN", ".orders -> .invoices"]),
        ],
    ).as_json()


def cured(title: str, files: dict[str, str], says: str, python: Opinion, linter: Opinion) -> Step:
    verdict = "runs, and the cycle is gone" if linter.content else "runs, but the linter still sees the cycle"
    if not python.content:
        verdict = "does not run"
    printed = f"$ python\n{python.said}\n\n$ lint-imports\n{linter.said}"
    code = [(name, text.strip()) for name, text in files.items()]
    return Step(title, python.content and linter.content, verdict, says, code, printed)


def counted(said: str) -> tuple[int, int]:
    """Contracts kept and broken, from the linter's last line."""
    found = re.search(r"(\d+) kept, (\d+) broken", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def contracts_table(opinion: Opinion) -> Table:
    """The linter's verdict on each contract of the shop."""
    rows = [
        [name.strip(), "✓ kept" if verdict == "KEPT" else "✗ broken"]
        for name, verdict in re.findall(r"^(.*?)\s+(KEPT|BROKEN)", opinion.said, re.MULTILINE)
    ]
    note = "" if rows else last(opinion.said)
    return Table("Contracts of the shop", ["Contract", "Verdict"], rows, note=note)


def last(said: str) -> str:
    lines = said.splitlines()
    return lines[-1][:160] if lines else ""
