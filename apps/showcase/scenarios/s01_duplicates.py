"""Remove duplicates, keep order."""

import gc
import time
from collections.abc import Callable, Hashable, Sequence
from random import Random
from typing import Any

from django import forms

from apps.catalog.rules.sequences import Distinct, unique_in_order
from apps.showcase.lab.processes import Limits, Progress
from apps.showcase.lab.results import Lines, Result, Series, Side, Table
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

MOST_LINES = 1_000_000
SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 64_000, 256_000)
TIMED = 64_000
TWIN_SECONDS = 1.5
SHOWN = 12


class ListForm(forms.Form):
    text = forms.CharField(
        label="A list, one item a line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "placeholder": "MUG-0042\nAPR-0007\nMUG-0042"}),
    )
    file = forms.FileField(label="Or a text file", required=False, help_text="For long lists; 16 MB at most.")
    lines = forms.IntegerField(label="Or lines to make up", initial=200_000, min_value=100, max_value=MOST_LINES)
    repeated = forms.IntegerField(label="Repeated, %", initial=30, min_value=0, max_value=99)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if file is not None:
            if file.size > 16_000_000:
                raise forms.ValidationError({"file": "The file is longer than 16 MB."})
            cleaned["text"] = file.read().decode(errors="replace")
        if cleaned.get("text", "").count("\n") > MOST_LINES:
            raise forms.ValidationError({"text": f"More than {MOST_LINES:,} lines."})
        return cleaned


def shop_answer(items: Sequence[str]) -> list[str]:
    return unique_in_order(items).kept


def from_keys(items: Sequence[Hashable]) -> list[Hashable]:
    """A dict keeps its keys in the order they came, since Python 3.7 by promise."""
    return list(dict.fromkeys(items))


def seen_set(items: Sequence[Hashable]) -> list[Hashable]:
    """The same by hand: a set for the question, a list for the order."""
    seen: set[Hashable] = set()
    kept = []
    for item in items:
        if item not in seen:
            seen.add(item)
            kept.append(item)
    return kept


def in_list(items: Sequence[object]) -> list[object]:
    """The twin: right, and quadratic. `in` walks through the list, for every item, from its start."""
    kept: list[object] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept


def through_set(items: Sequence[Hashable]) -> list[Hashable]:
    """Fast and wrong: a set has no order, and for text another one in every process."""
    return list(set(items))


WAYS: dict[str, Callable[[Sequence[Any]], list[Any]]] = {
    "unique_in_order": shop_answer,
    "dict.fromkeys": from_keys,
    "seen set": seen_set,
    "in list": in_list,
}


def make_list(lines: int, repeated: int) -> list[str]:
    """SKUs of which so many per cent repeat an earlier one, always the same."""
    random = Random(lines)  # noqa: S311 - a made-up list
    items: list[str] = []
    for number in range(lines):
        again = items and random.randrange(100) < repeated
        items.append(items[random.randrange(len(items))] if again else f"SKU-{number:07}")
    return items


def timed(way: Callable[[Sequence[Any]], list[Any]], items: Sequence[Any]) -> float:
    """Seconds of the best of three, of one when it is slow; without garbage collection in between, as timeit does."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(3):
            started = time.perf_counter()
            way(items)
            best = min(best, time.perf_counter() - started)
            if best > 0.1:
                break
    finally:
        gc.enable()
    return best


def measure(items: Sequence[str], progress: Progress) -> dict[str, list[tuple[int, float]]]:
    """Seconds of each way at doubling sizes. The quadratic one stops when its next size would take too long."""
    sizes = [size for size in SIZES if size < len(items)] + [len(items)]
    taken: dict[str, list[tuple[int, float]]] = {name: [] for name in WAYS}
    for size in sizes:
        progress(done=size, total=len(items), note=f"{size:,} lines")
        part = items[:size]
        for name, way in WAYS.items():
            before = taken[name][-1] if taken[name] else None
            growth = (size / before[0]) ** 2 if before else 1
            if name == "in list" and before and before[1] * growth > TWIN_SECONDS:
                continue
            taken[name].append((size, timed(way, part)))
    return taken


def compare(progress: Progress, *, text: str, lines: int, repeated: int) -> dict[str, Any]:
    """The list without its duplicates, what was dropped, and the time of each way at growing sizes."""
    items = [line.strip() for line in text.splitlines() if line.strip()] or make_list(lines, repeated)
    started = time.perf_counter()
    distinct = unique_in_order(items)
    seconds = time.perf_counter() - started
    many = items if len(items) >= SIZES[1] else make_list(TIMED, repeated)
    taken = measure(many, progress)
    facts = [("Kept", f"{len(distinct.kept):,}"), ("Dropped", f"{len(distinct.repeats):,}")]
    if len(items) < MOST_LINES:
        facts.append((f"{MOST_LINES:,} lines, extrapolated", in_words(seconds * MOST_LINES / len(items))))
    size, slow = taken["in list"][-1]
    whole = slow * (MOST_LINES / size) ** 2
    return Result(
        answer=Side(
            True,
            "one pass, order kept",
            in_words(seconds),
            f"for {len(items):,} lines",
            facts,
        ),
        twin=Side(
            False,
            "quadratic",
            in_words(slow),
            f"for {size:,} lines",
            [("Twice the lines", "four times the time"), (f"{MOST_LINES:,} lines, extrapolated", in_words(whole))],
            "Nothing breaks in a test with twenty lines. Stopped here so that the page stays usable.",
        ),
        sections=[dropped(distinct), chart(taken), order_table(many)],
    ).as_json()


def dropped(distinct: Distinct[str]) -> Table:
    rows = [
        [f"{repeat.position + 1:,}", repeat.item[:60], f"{repeat.first + 1:,}"] for repeat in distinct.repeats[:SHOWN]
    ]
    left = len(distinct.repeats) - len(rows)
    note = f"and {left:,} more." if left > 0 else "" if rows else "Nothing came twice."
    return Table("What was dropped", ["Line", "Item", "First seen in line"], rows, [0, 2], note)


def chart(taken: dict[str, list[tuple[int, float]]]) -> Lines:
    series = [
        Series(name, [(size, seconds * 1000) for size, seconds in points], twin=name == "in list")
        for name, points in taken.items()
    ]
    note = "Both axes are logarithmic: a straight line of slope one is linear work, the steep one is quadratic."
    return Lines("Time against number of lines", "lines", "milliseconds", series, note)


def order_table(items: Sequence[str]) -> Table:
    """Who gives the right answer at all."""
    part = items[: SIZES[1]]
    right = from_keys(part)
    rows = []
    for name, way in [*WAYS.items(), ("list(set(…))", through_set)]:
        kept = way(part)
        order = "as they came" if kept == right else "✗ lost"
        rows.append([name, f"{len(kept):,}", order])
    return Table(f"The same {len(part):,} lines by each way", ["Way", "Kept", "Order"], rows, [1])


def in_words(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    if seconds < 90:
        return f"{seconds:.3g} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def keep(parameters: dict[str, Any]) -> dict[str, Any]:
    """A pasted list is not kept, only that there was one."""
    text = parameters["text"]
    return {"pasted lines": text.count("\n") + 1} if text.strip() else {k: parameters[k] for k in ("lines", "repeated")}


SCENARIO = Scenario(
    number=1,
    slug="duplicates",
    title="Remove duplicates, keep order",
    question="How do you drop repeated items from a list without losing the order they came in?",
    sentence="A million lines in a second or two, and the innocent loop that takes hours.",
    answer="""
        Remember what you have seen in something that answers “have I?” in constant time: a dict or a set. A dict does
        both jobs, because its keys stay in the order they came: `dict.fromkeys(items)` is the whole answer when only
        the items matter.

        The shop also wants to say what was dropped and where its like stood first, so its one function keeps the
        position of each first item. It takes a key for items that are alike without being equal, and refuses items
        that cannot be hashed instead of quietly becoming quadratic.
    """,
    serves=(
        Code(
            "apps.catalog.rules.skus.read_sku_list",
            ("unique_in_order",),
            "Pasted SKU lists: /api/v2/products/?sku=mug-0042,apr-0007,MUG-0042 asks for two products.",
        ),
        Code(
            "apps.orders.rules.importing.columns.column_positions",
            ("unique_in_order",),
            "Header of an import: every column that stands there twice is named, once.",
        ),
    ),
    experiments=(
        Experiment(
            slug="compare",
            title="Drop the duplicates",
            about="Paste a list, choose a file or let one be made up. The twin gets the first of the same lines,"
            " as many as its time allows.",
            form=ListForm,
            target="apps.showcase.scenarios.s01_duplicates:compare",
            limits=Limits(seconds=45, megabytes=1500),
            cost="2 to 10 s in a process of its own; no database is touched",
            answer=(Code("apps.catalog.rules.sequences.unique_in_order", ("first_at.setdefault(value, position)",)),),
            twin=(Code("apps.showcase.scenarios.s01_duplicates.in_list", ("if item not in kept:",)),),
            twin_title="Broken twin: look it up in the list",
            keep=keep,
        ),
    ),
    tests=(
        "tests/catalog/rules/test_sequences.py::test_keeps_the_first_of_each_kind_in_order",
        "tests/catalog/rules/test_sequences.py::test_a_second_pass_changes_nothing",
        "tests/catalog/rules/test_sequences.py::test_items_are_alike_when_their_keys_are_equal",
        "tests/catalog/rules/test_sequences.py::test_items_that_cannot_be_hashed_are_refused_by_position",
        "tests/catalog/rules/test_sequences.py::test_ten_times_the_items_take_no_hundred_times_the_work",
        "tests/catalog/rules/test_skus.py::test_a_pasted_list_names_each_sku_once_in_the_order_written",
    ),
    document="docs/adr/0010-unhashable-items-are-refused.md",
    curl='curl -H "Authorization: Token $TOKEN" "$URL/api/v2/products/?sku=mug-0042,MUG-0042"',
    named=(
        Named("dict.fromkeys", Use.COMPARED, "the right one-liner when nothing is to be said about what was dropped"),
        Named("seen set", Use.COMPARED, "the same idea by hand; needed when items come as a stream"),
        Named("dict.setdefault", Use.USED, "asks and remembers the first position in one step"),
        Named("item in list", Use.COMPARED, "the twin: every question walks through the list"),
        Named("set()", Use.COMPARED, "as fast, but the order is gone"),
        Named("sorted(set())", Use.NOT_USED, "gives an order, not the one in which the items came"),
        Named("OrderedDict", Use.NOT_USED, "plain dicts keep their order since Python 3.7"),
        Named("itertools.groupby", Use.NOT_USED, "drops neighbours only, so the input would have to be sorted"),
        Named("pandas drop_duplicates", Use.NOT_USED, "a data frame for one column is more to load than to do"),
    ),
)
