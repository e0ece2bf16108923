"""Exhibit 16: the planted cycle, its cures, and the shop's own graph."""

import pytest
from django.conf import settings

from apps.showcase.scenarios.s16_circular_imports import planted
from apps.showcase.scenarios.s16_circular_imports.experiment import CURES, PLACE, contracts_table, cured
from apps.showcase.scenarios.s16_circular_imports.graph import floors, imports_between_apps, upward
from apps.showcase.scenarios.s16_circular_imports.linting import Opinion, judge
from apps.showcase.web.floor_plan import FloorPlan


def test_the_planted_cycle_neither_runs_nor_passes_the_linter():
    python, linter = judge(planted.cycle(), PLACE)
    assert not python.content
    assert "partially initialized module 'gallery.orders'" in python.said
    assert not linter.content
    assert "No cycles are allowed in gallery." in linter.said


@pytest.mark.parametrize(
    ("title", "passes"),
    [("Shared module below", True), ("Import inside the function", False), ("Dependency passed in", True)],
)
def test_a_cure_runs_and_says_whether_the_cycle_is_gone(title, passes):
    _, files, entry = next(cure for cure in CURES if cure[0] == title)
    python, linter = judge(files(), entry)
    assert (python.content, python.said) == (True, "invoice over 12")
    assert linter.content is passes
    step = cured(title, files(), "", python, linter)
    assert step.holds is passes


def test_floors_come_from_the_contract():
    assert floors(settings.BASE_DIR)[0] == ["showcase"]
    assert floors(settings.BASE_DIR)[-1] == ["core"]
    assert ["catalog", "notifications"] in floors(settings.BASE_DIR)


def test_every_import_of_the_shop_goes_down():
    sizes, arrows = imports_between_apps()
    assert upward(floors(settings.BASE_DIR), arrows) == []
    assert arrows["payments", "orders"] > 0
    assert sizes["core"] > 50
    # and would not go unnoticed
    assert upward(floors(settings.BASE_DIR), arrows + type(arrows)({("core", "orders"): 1})) == [("core", "orders")]
    assert upward([["a", "b"]], type(arrows)({("a", "b"): 1})) == [("a", "b")]


def test_the_plan_draws_every_app_and_every_arrow():
    section = {
        "floors": [["orders"], ["catalog", "notifications"], ["core"]],
        "sizes": {"orders": 3},
        "arrows": [("orders", "catalog", 2), ("orders", "core", 5), ("orders", "elsewhere", 1)],
    }
    plan = FloorPlan(section)
    assert set(plan.boxes) == {"orders", "catalog", "notifications", "core"}
    assert sorted(arrow.title for arrow in plan.arrows) == [
        "orders imports catalog 2 times",
        "orders imports core 5 times",
    ]
    assert plan.rows == [("orders", "catalog", 2), ("orders", "core", 5)]
    assert all(box.x >= 0 and box.right <= plan.width and box.bottom <= plan.height for box in plan.boxes.values())


def test_the_table_of_contracts_reads_the_linters_words():
    said = "Floors: imports go down KEPT\nRules are pure: no ORM, no clock BROKEN\n\nContracts: 1 kept, 1 broken."
    assert contracts_table(Opinion(False, said)).rows == [
        ["Floors: imports go down", "✓ kept"],
        ["Rules are pure: no ORM, no clock", "✗ broken"],
    ]
