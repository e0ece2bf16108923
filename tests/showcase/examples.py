"""What the showcase's routes with arguments are tried with, for tests that walk every page."""

from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from django.template import loader

from apps.accounts.models import User
from apps.core.models import Job
from apps.showcase.lab import results
from apps.showcase.lab.plans import read_plan
from apps.showcase.lab.telling import outcome
from apps.showcase.lab.timelines import rows
from apps.showcase.models import LAB, Run
from apps.showcase.registry import scenarios
from apps.showcase.web import mailbox


def examples_of_pages(engineer: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[object]]]:
    """By the name of the route, lists of arguments: runs in every state, a mail with both its parts."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Your import", "shop@vitrine.example", "owner@vitrine.example"
    mail.set_content("It has finished.")
    mail.add_alternative(loader.render_to_string("notifications/import_finished.html", {"file_name": "a.csv"}), "html")
    monkeypatch.setattr(mailbox, "folder", lambda: folder / "mail")
    key = Maildir(folder / "mail").add(mail)
    done = Run.objects.create(
        scenario="duplicates", experiment="compare", owner=engineer, result=everything().as_json(), seconds=1
    )
    failed = Run.objects.create(
        scenario="duplicates", experiment="compare", owner=engineer, cause="Stopped after 20 s."
    )
    working = Run.objects.create(
        scenario="million-rows",
        experiment="import",
        owner=engineer,
        job=Job.objects.create(kind="showcase.scenario_run", owner=engineer, done=1, total=3),
    )
    measured = Run.objects.create(
        scenario=LAB,
        experiment="n-plus-one",
        owner=engineer,
        result=outcome([MEASURED, MEASURED | {"lines": 1_000_000}]),
    )
    runs = [[run.scenario, run.pk] for run in (done, failed, working)]
    return {
        "showcase:scenario": [[one.slug] for one in scenarios() if one.live],
        "showcase:start": [["duplicates", "compare"]],
        "showcase:run": runs,
        "showcase:progress": runs,
        "showcase:cancel": runs,
        # Of one template: with a run, with an index and no run, and a story.
        "showcase:lab-experiment": [["n-plus-one"], ["composite-index"], ["lost-update"]],
        "showcase:lab-way": [["n-plus-one", "naive"]],
        "showcase:lab-start": [["n-plus-one"]],
        "showcase:lab-run": [[measured.experiment, measured.pk]],
        "showcase:lab-run-json": [[measured.experiment, measured.pk]],
        "showcase:source": [["apps/catalog/rules/sequences.py"]],
        "showcase:mail": [[key]],
        "showcase:mail-html": [[key]],
    }


def everything() -> results.Result:
    """A result with a section of each kind."""
    return results.Result(
        answer=results.Side(True, "order kept", "12", "ms", [("rows", "100")], "a note"),
        twin=results.Side(False, "order lost", "900", "ms", [("rows", "100")]),
        sections=[
            results.Bars(
                "Time", "ms", [results.Bar("ours", 12, "12 ms"), results.Bar("twin", 900, "900 ms", twin=True)]
            ),
            results.Lines("Growth", "rows", "ms", [results.Series("ours", [(1, 1), (10, 9)])], note="a note"),
            results.Table("Rows", ["name", "ms", "rows", "kept"], [["ours", "12", "1", "yes"]], numeric=[1, 2]),
            results.Console("Printed", "one line\nanother", ["another"]),
            results.Steps("Steps", [results.Step("first", True, "holds", "text", [("a.py", "x = 1")], "printed")]),
            results.Timeline(
                "Two sessions", False, "one waits", "12", "ms", rows(TOGETHER), ["returns 1", "raises: no"]
            ),
            results.Floors("Floors", [["top"], ["down"]], {"top": 2, "down": 3}, [("top", "down", 1)]),
        ],
    )


STEP = {"line": 1, "got": "1 row", "error": "", "waits_for": "", "milliseconds": 1.0}
TOGETHER = [
    {**STEP, "session": "A", "sql": "BEGIN; UPDATE catalog_stockitem SET on_hand = 1", "began": 0, "ended": 1},
    {**STEP, "session": "B", "sql": "SELECT 1 FOR UPDATE", "began": 2, "ended": 9, "waits_for": "transactionid"},
    {**STEP, "session": "A", "sql": "", "began": 3, "ended": 6},
    {**STEP, "session": "A", "sql": "COMMIT", "began": 7, "ended": 8, "error": "connection lost"},
]

SCANNED = {"Node Type": "Seq Scan", "Relation Name": "orders_order", "Filter": "(status = 'paid')", "Plan Rows": 10}
SCANNED |= {"Actual Rows": 2000.0, "Actual Loops": 1, "Actual Total Time": 9.5, "Rows Removed by Filter": 40_000}
SORTED = {"Node Type": "Sort", "Sort Key": ["total DESC"], "Plan Rows": 10, "Plans": [SCANNED]}
SORTED |= {"Actual Rows": 2000.0, "Actual Loops": 1, "Actual Total Time": 12.5}
SORTED |= {"Sort Space Type": "Disk", "Sort Space Used": 800, "Shared Hit Blocks": 500}


def way(name: str, value: float, queries: int) -> dict[str, Any]:
    """A way of the query lab as a run tells of it."""
    plan = read_plan({"Plan": SORTED, "Planning Time": 0.1, "Execution Time": 12.6}).as_json()
    place = {"path": "apps/showcase/lab/experiments/n_plus_one.py", "line": 14}
    figures = {"value": value, "wall": value, "wall_ms": [value], "execution": None, "planning": 0.1, "waiting": value}
    figures |= {"values": {"ms": value}}
    counted = {"queries": queries, "rows": 200, "buffers": 500, "needs": [], "without": [], "upkeep": None}
    sent = {"sql": "SELECT 1", "count": queries, "ms": value, "plan": plan, **place}
    return {"name": name, "title": f"The {name} way", "sent": [sent], **figures, **counted}


MEASURED = {"pair": "n-plus-one", "counts": "ms", "rounds": 5, "size": "10k", "lines": 10_000}
MEASURED |= {"ways": [way("naive", 1781, 7138), way("tuned", 70, 2)]}
MEASURED |= {"floors": [{"counts": "ms", "times": 20, "at_most": None, "over": "naive"}]}
