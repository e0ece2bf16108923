"""Plans of PostgreSQL, read from EXPLAIN's JSON: a tree of nodes with time, estimate and what went over the disk.

They are read with and without ANALYZE; without it there are no actual rows, times and buffers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from apps.core.observability.indexes.statements import parallel_divisor

BLOCK_KB = 8
CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond")
KEYS = ("Sort Key", "Presorted Key", "Group Key")
# Whose rows a node passes up; those of an inner side or a subplan it looks at.
PASSED_UP = frozenset({"Outer", "Member", "Subquery"})
NO_GATHER: Mapping[str, Any] = {}
# These read all their input, whatever limit stands above them.
READ_ALL = frozenset({"Sort", "Hash", "Aggregate", "WindowAgg", "Bitmap Index Scan", "BitmapAnd", "BitmapOr"})


@dataclass(frozen=True)
class Node:
    """One node of a plan.

    Rows are for one loop, those of all processes that share it together (EXPLAIN says them for one process); times are
    milliseconds of all loops together, shared among parallel workers so that they are wall time. Buffers are blocks of
    8 kB, those of the nodes below included. Searches say how often an index was gone down into: more than once a loop
    where it skips from one value to the next.
    """

    kind: str
    relation: str
    index: str
    condition: str
    filter: str
    keys: tuple[str, ...]
    rows_estimated: float
    rows: float | None
    loops: int | None
    total_ms: float | None
    own_ms: float | None
    rows_removed: int
    searches: int
    hit: int
    read: int
    written: int
    spilled_kb: int
    sequential: bool
    cut_short: bool
    children: tuple["Node", ...]

    @property
    def rows_in_all(self) -> float | None:
        """The rows of all loops."""
        return None if self.rows is None or self.loops is None else self.rows * self.loops

    @property
    def estimate_off(self) -> float | None:
        """By which factor the estimate was off, 1 or more; None where no run tells.

        That a node gave fewer rows than estimated says nothing when a limit above it stopped it.
        """
        if self.rows is None or not self.loops or (self.cut_short and self.rows < self.rows_estimated):
            return None
        estimated, actual = max(self.rows_estimated, 1), max(self.rows, 1)
        return max(estimated / actual, actual / estimated)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the plan."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Plan:
    """The plan of one statement. `cost` is in the planner's own unit; `settings` differ from the server's defaults."""

    root: Node
    cost: float
    planning_ms: float | None
    execution_ms: float | None
    settings: Mapping[str, str]

    @property
    def milliseconds(self) -> float | None:
        """What the statement took in the database, planning included; None without ANALYZE."""
        return None if self.execution_ms is None else self.execution_ms + (self.planning_ms or 0)

    @property
    def buffers(self) -> int:
        """Blocks of 8 kB that it touched, in memory and on the disk."""
        return self.root.hit + self.root.read

    @property
    def nodes(self) -> list[Node]:
        return list(self.root.walk())

    @property
    def sequential(self) -> list[Node]:
        """The scans that read a table from end to end."""
        return [node for node in self.nodes if node.sequential]

    @property
    def spills(self) -> list[Node]:
        """The nodes whose memory did not suffice."""
        return [node for node in self.nodes if node.spilled_kb]

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists, with what is worked out from the nodes."""
        return asdict(self) | {"root": node_as_json(self.root), "buffers": self.buffers}


def node_as_json(node: Node) -> dict[str, Any]:
    return asdict(node) | {
        "rows_in_all": node.rows_in_all,
        "estimate_off": node.estimate_off,
        "children": [node_as_json(child) for child in node.children],
    }


def explain(sql: str, parameters: Any = None, *, analyze: bool = False) -> Plan:
    """The plan of a statement. With `analyze` it is run: a statement that writes belongs into a rolled back block."""
    options = "ANALYZE, BUFFERS, SETTINGS, FORMAT JSON" if analyze else "SETTINGS, FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({options}) {sql}", parameters)
        return read_plan(cursor.fetchone()[0])


def read_plan(explained: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> Plan:
    """The plan in what EXPLAIN (FORMAT JSON) answered, parsed."""
    told = explained if isinstance(explained, Mapping) else explained[0]
    return Plan(
        root=read_node(told["Plan"], limited=False),
        cost=told["Plan"].get("Total Cost", 0.0),
        planning_ms=told.get("Planning Time"),
        execution_ms=told.get("Execution Time"),
        settings=told.get("Settings", {}),
    )


def read_node(told: Mapping[str, Any], *, gather: Mapping[str, Any] = NO_GATHER, limited: bool) -> Node:
    """A node with those below it. The processes of `gather` work on it; `limited` when one above may stop it early."""
    kind = told["Node Type"]
    planned = gather.get("Workers Planned", 0)
    processes = gather.get("Workers Launched", planned) + 1
    below = told if kind.startswith("Gather") else gather
    shared = is_shared(told)
    may_stop = kind == "Limit" or (limited and kind not in READ_ALL)
    children = tuple(read_node(child, gather=below, limited=may_stop) for child in told.get("Plans", ()))
    loops = told.get("Actual Loops")
    # Of a node that the processes share, the loops that each of them takes part in.
    turns = max(round(loops / processes), 1) if shared and loops else loops
    total = None if loops is None else told.get("Actual Total Time", 0.0) * loops / min(processes, max(loops, 1))
    # An InitPlan is run by whichever node first asks for it, so its time is not taken from the node that it hangs on.
    inside = sum(
        child.total_ms or 0
        for child, raw in zip(children, told.get("Plans", ()), strict=True)
        if raw.get("Parent Relationship") != "InitPlan"
    )
    return Node(
        kind=name_of(told),
        relation=told.get("Relation Name", told.get("CTE Name", told.get("Function Name", ""))),
        index=told.get("Index Name", ""),
        condition=" and ".join(str(told[name]) for name in CONDITIONS if name in told),
        filter=told.get("Filter", ""),
        keys=tuple(key for name in KEYS for key in told.get(name, ())),
        rows_estimated=round(told["Plan Rows"] * (parallel_divisor(planned) if shared else 1)),
        rows=told["Actual Rows"] * loops / turns if loops and turns else told.get("Actual Rows"),
        loops=turns,
        total_ms=total,
        own_ms=None if total is None else max(total - inside, 0.0),
        rows_removed=round(rows_removed(told) * (loops or 0)),
        searches=told.get("Index Searches", 0),
        hit=told.get("Shared Hit Blocks", 0),
        read=told.get("Shared Read Blocks", 0),
        written=told.get("Shared Written Blocks", 0),
        spilled_kb=spilled_kb(told),
        sequential=kind == "Seq Scan",
        cut_short=limited,
        children=children,
    )


def is_shared(told: Mapping[str, Any]) -> bool:
    """Whether parallel processes have a part each of its rows. What they all read, they do not share."""
    below = (child for child in told.get("Plans", ()) if child.get("Parent Relationship") in PASSED_UP)
    gathers = told["Node Type"].startswith("Gather")
    return not gathers and (bool(told.get("Parallel Aware")) or any(map(is_shared, below)))


def name_of(told: Mapping[str, Any]) -> str:
    """The node's name as EXPLAIN's text has it: Parallel Seq Scan, HashAggregate, Hash Left Join."""
    kind: str = told["Node Type"]
    if kind == "Aggregate":
        prefix = {"Hashed": "Hash", "Sorted": "Group", "Mixed": "Mixed"}.get(told.get("Strategy", ""), "")
        kind = f"{prefix}Aggregate"
    join = told.get("Join Type", "Inner")
    if join != "Inner":
        kind = kind.replace("Join", f"{join} Join") if "Join" in kind else f"{kind} {join} Join"
    return f"Parallel {kind}" if told.get("Parallel Aware") else kind


def rows_removed(told: Mapping[str, Any]) -> float:
    """Rows of one loop that were read and thrown away."""
    return sum(value for name, value in told.items() if name.startswith("Rows Removed by"))


def spilled_kb(told: Mapping[str, Any]) -> int:
    """Kilobytes that a sort, a hash or a store put on the disk, those of its workers included."""
    return sum(map(spilled_by_process, (told, *told.get("Workers", ()))))


def spilled_by_process(told: Mapping[str, Any]) -> int:
    if told.get("Sort Space Type") == "Disk":
        return int(told["Sort Space Used"])
    if told.get("Storage") == "Disk":
        return int(told["Maximum Storage"])
    if told.get("Hash Batches", 1) > 1:
        return int(told.get("Temp Written Blocks", 0)) * BLOCK_KB or int(told.get("Peak Memory Usage", 1))
    return int(told.get("Disk Usage", 0))
