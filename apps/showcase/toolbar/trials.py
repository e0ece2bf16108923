"""An index that the panel guessed, made in the lab: what it costs and whether the planner takes it. Nothing is kept."""

from typing import Any

from django.db import DatabaseError, connection

from apps.showcase.lab.database import on_size
from apps.showcase.lab.pairs import Made
from apps.showcase.lab.plans import explain
from apps.showcase.lab.sizes import stands
from apps.showcase.lab.states import LabBusy, lab_turn, make
from apps.showcase.toolbar.indexes import NAME
from apps.showcase.toolbar.relations import models_by_table

SECONDS = 60


class NoTrial(Exception):
    """The index could not be tried; the message says why."""


def try_index(*, sql: str, statement: str, table: str) -> dict[str, Any]:
    """Plan of the query before and after, in the biggest lab that is built. Raises NoTrial.

    Costs are the planner's own unit; the query is not run.
    """
    ready = [stand for stand in stands() if stand.ready]
    if not ready:
        raise NoTrial("There is no lab to try it in yet: manage.py lab build 1m")
    biggest = ready[-1]
    try:
        with on_size(biggest.size.slug), lab_turn():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            before = explain(sql)
            made = make(Made(NAME, "INDEX", lambda: statement, models_by_table()[table]))
            after = explain(sql)
    except LabBusy as error:
        raise NoTrial(str(error)) from error
    except DatabaseError as error:
        raise NoTrial(f"The lab's database refused: {str(error).partition(chr(10))[0]}") from error
    return {
        "lines": biggest.rows,
        "cost_before": before.cost,
        "cost_after": after.cost,
        "taken": NAME in {node.index for node in after.nodes},
        "seconds": made["seconds"],
        "bytes": made["bytes"],
    }
