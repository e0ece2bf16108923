"""Plans as the server tells them: times, estimates, what was read from end to end and what went over the disk."""

from typing import Any

import pytest
from django.db import connection

from apps.showcase.lab.plans import explain, read_plan


def told(kind: str, **more: Any) -> dict[str, Any]:
    """A node as EXPLAIN writes it."""
    return {"Node Type": kind, "Plan Rows": 10, **more}


def ran(kind: str, ms: float, *below: dict[str, Any], rows: float = 10, loops: int = 1, **more: Any) -> dict[str, Any]:
    """A node that was run; `ms` and `rows` are for one loop."""
    return told(
        kind, **{"Actual Total Time": ms, "Actual Rows": rows, "Actual Loops": loops, "Plans": list(below), **more}
    )


def root_of(node: dict[str, Any]) -> Any:
    return read_plan([{"Plan": node, "Planning Time": 0.5, "Execution Time": 20.0}]).root


@pytest.fixture
def rows(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE planned AS SELECT n, n %% 10 AS tenth FROM generate_series(1, 5000) AS n", [])
        cursor.execute("CREATE INDEX planned_n ON planned (n)")
        cursor.execute("ANALYZE planned")


def test_a_statement_that_was_run_tells_times_rows_and_buffers(rows: None) -> None:
    plan = explain("SELECT * FROM planned WHERE tenth = %s", [3], analyze=True)
    (scan,) = plan.sequential
    assert scan is plan.root
    assert (scan.kind, scan.relation, scan.rows, scan.loops, scan.rows_removed) == ("Seq Scan", "planned", 500, 1, 4500)
    assert scan.filter == "(tenth = 3)"
    assert scan.estimate_off is not None
    assert scan.estimate_off < 1.5
    assert scan.total_ms is not None
    assert plan.milliseconds is not None
    assert 0 < scan.total_ms < plan.milliseconds


def test_one_that_was_not_run_has_no_times_and_is_read_all_the_same(rows: None) -> None:
    plan = explain("SELECT * FROM planned WHERE n = %s", [3])
    assert plan.sequential == []
    assert (plan.milliseconds, plan.root.total_ms, plan.root.own_ms, plan.root.rows) == (None, None, None, None)
    assert (plan.root.estimate_off, plan.root.rows_in_all) == (None, None)
    assert plan.root.index == "planned_n"
    assert plan.root.condition == "(n = 3)"


def test_a_sort_whose_memory_does_not_suffice_is_a_spill(rows: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64kB'")
        spilled = explain("SELECT * FROM planned ORDER BY tenth, n", analyze=True)
        cursor.execute("SET LOCAL work_mem = '4MB'")
        kept = explain("SELECT * FROM planned ORDER BY tenth, n", analyze=True)
    (sort,) = spilled.spills
    assert sort.kind == "Sort"
    assert sort.spilled_kb > 64
    assert sort.keys == ("tenth", "n")
    assert spilled.settings["work_mem"] == "64kB"
    assert kept.spills == []


def test_a_node_has_its_own_time_and_that_of_all_its_loops() -> None:
    root = root_of(ran("Nested Loop", 20.0, ran("Seq Scan", 2.0), ran("Index Scan", 0.5, loops=30, rows=2)))
    assert [node.total_ms for node in root.walk()] == [20.0, 2.0, 15.0]
    assert [node.own_ms for node in root.walk()] == [3.0, 2.0, 15.0]
    assert root.children[1].rows_in_all == 60


def test_workers_share_the_time_of_what_they_do_together() -> None:
    scan = ran("Seq Scan", 9.0, loops=3, **{"Parallel Aware": True})
    root = root_of(ran("Gather", 10.0, scan, **{"Workers Launched": 2}))
    assert [(node.kind, node.total_ms, node.own_ms) for node in root.walk()] == [
        ("Gather", 10.0, 1.0),
        ("Parallel Seq Scan", 9.0, 9.0),
    ]


def parallel(*, launched: int) -> dict[str, Any]:
    """100,000 rows, of which two workers and their leader get a part each; each also reads a small table."""
    rows, loops, each = 100_000 / 2.4, launched + 1, 100_000 / (launched + 1)
    scan = ran("Seq Scan", 9.0, rows=each, loops=loops, **{"Parallel Aware": True, "Parent Relationship": "Outer"})
    small = ran("Seq Scan", 1.0, rows=10, loops=loops, **{"Parent Relationship": "Inner"})
    join = ran("Nested Loop", 9.5, scan | {"Plan Rows": rows}, small, rows=each, loops=loops)
    above = {"Plan Rows": 100_000, "Workers Planned": 2, "Workers Launched": launched}
    return ran("Gather", 10.0, join | {"Plan Rows": rows, "Parent Relationship": "Outer"}, rows=100_000, **above)


@pytest.mark.parametrize("launched", [0, 2])
def test_rows_are_those_of_all_the_processes_that_share_a_node(launched: int) -> None:
    gather, join, scan, small = root_of(parallel(launched=launched)).walk()
    for node in (gather, join, scan):
        assert (node.rows_estimated, node.rows, node.loops) == (pytest.approx(100_000), pytest.approx(100_000), 1)
        assert node.estimate_off == pytest.approx(1)
    assert (small.rows_estimated, small.rows, small.loops) == (10, 10, launched + 1)


def test_an_estimate_is_wrong_both_ways_but_not_when_a_limit_stopped_the_node() -> None:
    assert root_of(ran("Index Scan", 1.0, rows=1000)).estimate_off == 100
    assert root_of(ran("Index Scan", 1.0, rows=0)).estimate_off == 10
    limited = root_of(ran("Limit", 1.0, ran("Index Scan", 1.0, rows=2)))
    assert limited.children[0].estimate_off is None
    sorted_first = root_of(ran("Limit", 1.0, ran("Sort", 1.0, ran("Seq Scan", 1.0, rows=2))))
    assert sorted_first.children[0].children[0].estimate_off == 5


def test_an_init_plan_does_not_take_time_from_the_node_it_hangs_on() -> None:
    first = ran("Aggregate", 8.0, **{"Parent Relationship": "InitPlan"})
    assert root_of(ran("Result", 9.0, first)).own_ms == 9.0


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (told("Aggregate", Strategy="Hashed"), "HashAggregate"),
        (told("Aggregate", Strategy="Plain"), "Aggregate"),
        (told("Aggregate", Strategy="Sorted"), "GroupAggregate"),
        (told("Hash Join", **{"Join Type": "Left"}), "Hash Left Join"),
        (told("Nested Loop", **{"Join Type": "Anti"}), "Nested Loop Anti Join"),
        (told("Nested Loop", **{"Join Type": "Inner"}), "Nested Loop"),
    ],
)
def test_nodes_are_called_what_the_server_calls_them(node: dict[str, Any], name: str) -> None:
    assert root_of(node).kind == name


@pytest.mark.parametrize(
    ("node", "kilobytes"),
    [
        (told("Aggregate", **{"Disk Usage": 512}), 512),
        (told("Hash", **{"Hash Batches": 4, "Temp Written Blocks": 10}), 80),
        (told("Hash", **{"Hash Batches": 1, "Temp Written Blocks": 0}), 0),
        (told("Materialize", **{"Storage": "Disk", "Maximum Storage": 900}), 900),
        (told("Sort", **{"Sort Space Type": "Memory", "Sort Space Used": 25}), 0),
        (
            told(
                "Sort",
                **{
                    "Sort Space Type": "Disk",
                    "Sort Space Used": 100,
                    "Workers": [{"Sort Space Type": "Disk", "Sort Space Used": 50}],
                },
            ),
            150,
        ),
    ],
)
def test_what_went_over_the_disk_is_told_in_kilobytes(node: dict[str, Any], kilobytes: int) -> None:
    assert root_of(node).spilled_kb == kilobytes


def test_as_json_a_plan_keeps_what_was_worked_out() -> None:
    plan = read_plan({"Plan": ran("Limit", 2.0, ran("Seq Scan", 1.0, rows=100, **{"Shared Hit Blocks": 7}))})
    written = plan.as_json()
    assert written["root"]["children"][0]["estimate_off"] == 10
    assert written["root"]["children"][0]["sequential"] is True
    assert written["buffers"] == 0
