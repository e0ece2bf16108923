"""Invoices that come back in a later section: the rule, and the three wrong rules that suggest themselves.

The oracle below is the rule as a person would write it with all rows at hand. A wrong rule has to give another answer
for the file that shows why it is wrong; else that file proves nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from hypothesis import given
from hypothesis import strategies as st

from apps.orders.enums import RowVerdict
from apps.orders.rules.importing.faults import FaultCode
from tests.orders.files import examine, row

Rows = list[list[str]]
Answer = tuple[Counter[tuple[str, ...]], dict[str, int]]
MORNING, NOON, EVENING = "2010-12-01 08:26:00", "2010-12-01 12:00:00", "2010-12-01 18:00:00"


def sections_of(rows: Rows) -> Iterable[tuple[int, list[str]]]:
    section, latest = 1, ""
    for cells in rows:
        section, latest = section + (cells[4] < latest), cells[4]
        yield section, cells


def oracle(rows: Rows, *, same: Callable[[Counter, Counter], bool] = lambda first, copy: first == copy) -> Answer:
    """The rows that are stored, and how many rows came back as repeats and in conflict."""
    copies: dict[str, dict[int, Counter[tuple[str, ...]]]] = {}
    for section, cells in sections_of(rows):
        copies.setdefault(cells[0], {}).setdefault(section, Counter())[tuple(cells)] += 1
    stored: Counter[tuple[str, ...]] = Counter()
    came_back = {FaultCode.REPEATED_INVOICE: 0, FaultCode.INVOICE_CONFLICT: 0}
    for first, *others in (list(by_section.values()) for by_section in copies.values()):
        stored += first
        for copy in others:
            came_back[FaultCode.REPEATED_INVOICE if same(first, copy) else FaultCode.INVOICE_CONFLICT] += copy.total()
    return stored, came_back


def without_equal_rows(rows: Rows) -> Answer:
    return oracle([list(cells) for cells in dict.fromkeys(map(tuple, rows))])


def every_return_is_a_repeat(rows: Rows) -> Answer:
    return oracle(rows, same=lambda first, copy: True)


def even_counts_are_repeats(rows: Rows) -> Answer:
    counts = Counter(map(tuple, rows))
    halved = {cells: count // 2 if count % 2 == 0 else count for cells, count in counts.items()}
    repeated = sum(counts.values()) - sum(halved.values())
    return Counter(halved), {FaultCode.REPEATED_INVOICE: repeated, FaultCode.INVOICE_CONFLICT: 0}


def imported(rows: Rows) -> Answer:
    """The same, as the import sees it."""
    examination, staged = examine(rows)
    number_of = {copy.key: (number, copy) for number, copy in examination.sections.invoices.items()}
    stored: Counter[tuple[str, ...]] = Counter()
    for key, _, _, sku, name, quantity, price in staged:
        number, copy = number_of[int(key)]
        # The tests below use one time, customer and country for all rows of a copy.
        stored[(number, sku, name, quantity, copy.placed_at, price, copy.customer, copy.country)] += 1
    came_back = {FaultCode.REPEATED_INVOICE: 0, FaultCode.INVOICE_CONFLICT: 0}
    for problem in examination.problems.kept:
        came_back[problem.code] += problem.rows
    return stored, came_back


def canonical(invoice: str, at: str, sku: str = "85123A", quantity: str = "6") -> list[str]:
    return row(invoice, sku, quantity=quantity, at=at, price="2.550", customer="17850", country="United Kingdom")


def agree(rows: Rows, rule: Callable[[Rows], Answer]) -> bool:
    stored, came_back = rule(rows)
    written = Counter({(*cells[:7], "GB"): count for cells, count in stored.items()})
    return (written, came_back) == imported(rows)


GENUINE_TWINS = [canonical("536365", MORNING), canonical("536365", MORNING), canonical("536366", MORNING)]
RETURNED_CHANGED = [canonical("536365", MORNING), canonical("536366", NOON), canonical("536365", MORNING, quantity="7")]
TWINS_RETURNED = [*GENUINE_TWINS[:2], canonical("536366", NOON), *GENUINE_TWINS[:2]]


def test_equal_rows_inside_a_section_are_genuine():
    assert agree(GENUINE_TWINS, oracle)
    assert not agree(GENUINE_TWINS, without_equal_rows)


def test_an_invoice_that_comes_back_changed_is_a_conflict_and_the_first_copy_stays():
    assert agree(RETURNED_CHANGED, oracle)
    assert imported(RETURNED_CHANGED)[1] == {FaultCode.REPEATED_INVOICE: 0, FaultCode.INVOICE_CONFLICT: 1}
    assert not agree(RETURNED_CHANGED, every_return_is_a_repeat)


def test_even_counts_say_nothing():
    assert agree(GENUINE_TWINS, oracle)
    assert not agree(GENUINE_TWINS, even_counts_are_repeats)


def test_twins_that_come_back_as_twins_are_a_repeat():
    assert imported(TWINS_RETURNED)[1] == {FaultCode.REPEATED_INVOICE: 2, FaultCode.INVOICE_CONFLICT: 0}


def test_twins_that_come_back_once_or_three_times_are_a_conflict():
    once = TWINS_RETURNED[:-1]
    thrice = [*TWINS_RETURNED, TWINS_RETURNED[-1]]
    assert imported(once)[1] == {FaultCode.REPEATED_INVOICE: 0, FaultCode.INVOICE_CONFLICT: 1}
    assert imported(thrice)[1] == {FaultCode.REPEATED_INVOICE: 0, FaultCode.INVOICE_CONFLICT: 3}


def test_the_order_of_rows_does_not_matter_to_a_repeat():
    lines = [canonical("536365", MORNING, sku=sku) for sku in ("85123A", "71053", "84406B")]
    rows = [*lines, canonical("536366", NOON), lines[2], lines[0], lines[1]]
    assert imported(rows)[1] == {FaultCode.REPEATED_INVOICE: 3, FaultCode.INVOICE_CONFLICT: 0}


def test_an_invoice_interrupted_inside_a_section_is_one_invoice():
    rows = [canonical("536365", MORNING), canonical("536366", MORNING), canonical("536365", NOON, sku="71053")]
    examination, staged = examine(rows)
    assert examination.problems.kept == []
    assert {number: copy.rows for number, copy in examination.sections.invoices.items()} == {"536365": 2, "536366": 1}
    assert [line[:3] for line in staged] == [["1", "1", "1"], ["2", "1", "1"], ["1", "2", "2"]]


def test_the_same_time_again_does_not_begin_a_section():
    examination, _ = examine([canonical("536365", MORNING), canonical("536366", MORNING)])
    assert examination.sections.ended == 1


def test_every_step_back_begins_a_section_and_each_copy_is_compared_with_the_first():
    first, other = canonical("536365", MORNING), canonical("536366", EVENING)
    changed = canonical("536365", MORNING, quantity="1")
    examination, staged = examine([first, other, first, other, changed])
    assert examination.sections.ended == 3
    assert len(staged) == 2
    assert [(problem.line, problem.code, problem.rows, problem.reason) for problem in examination.problems.kept] == [
        (4, FaultCode.REPEATED_INVOICE, 1, "The same rows as from line 2 on."),
        (5, FaultCode.REPEATED_INVOICE, 1, "The same rows as from line 3 on."),
        (6, FaultCode.INVOICE_CONFLICT, 1, "Other rows than from line 2 on; the first copy stays."),
    ]


def test_a_difference_in_any_column_is_a_conflict():
    first = canonical("536365", MORNING)
    changes = [
        (1, "71053"),
        (2, "RED HANGING HEART"),
        (3, "7"),
        (4, "2010-12-01 08:27:00"),
        (5, "2.560"),
        (6, "17851"),
        (6, ""),
        (7, "Germany"),
    ]
    for column, value in changes:
        changed = [value if index == column else cell for index, cell in enumerate(first)]
        assert imported([first, canonical("536366", NOON), changed])[1][FaultCode.INVOICE_CONFLICT] == 1, column


def test_another_spelling_of_the_same_values_is_a_repeat():
    first = row("C536379", "85123a", name=" HEART ", quantity="-6", price="2.5", customer="17850.0", country="EIRE")
    again = row("c536379", "85123A ", name="HEART", quantity="-06", price="2.500", customer="17850", country="Ireland")
    examination, _ = examine([first, canonical("536366", NOON), again])
    assert dict(examination.problems.by_code) == {FaultCode.REPEATED_INVOICE: 1}


def test_an_invoice_has_one_customer_and_one_country():
    rows = [
        row("536365", customer="17850.0"),
        row("536365", customer="13047.0"),
        row("536365", customer=""),
        row("536365", country="France"),
        row("536365", "71053"),
        row("536366", customer=""),
        row("536366", customer="17850.0"),
    ]
    examination, staged = examine(rows)
    assert [(problem.line, problem.column, problem.code, problem.reason) for problem in examination.problems.kept] == [
        (3, "Customer ID", "customer_differs", "The first row of this invoice, on line 2, has 17850."),
        (4, "Customer ID", "customer_differs", "The first row of this invoice, on line 2, has 17850."),
        (5, "Country", "country_differs", "The first row of this invoice, on line 2, has GB."),
        (8, "Customer ID", "customer_differs", "The first row of this invoice, on line 7, has no customer."),
    ]
    assert [line[1] for line in staged] == ["1", "2", "1"]


def test_a_rejected_row_is_as_if_it_were_not_there():
    """Neither its time nor its customer counts: the section goes on, and the next row is the invoice's first."""
    rows = [
        row("536365", at=NOON),
        row("536366", at=MORNING, quantity="0"),
        row("536366", at=EVENING, customer="1.5"),
        row("536366", at=NOON),
    ]
    examination, _ = examine(rows)
    assert examination.sections.ended == 1
    assert (examination.sections.invoices["536366"].line, examination.sections.invoices["536366"].rows) == (5, 1)


RANDOM_ROWS = st.lists(
    st.builds(
        canonical,
        invoice=st.sampled_from(["536365", "536366", "536367"]),
        at=st.sampled_from([MORNING, NOON, EVENING]),
        sku=st.sampled_from(["85123A", "71053"]),
    ),
    max_size=14,
)


@given(RANDOM_ROWS)
def test_any_file_is_read_as_the_rule_says(rows):
    stored, came_back = oracle(rows)
    taken = Counter({cells[0]: 0 for cells in rows})
    for cells, count in stored.items():
        taken[cells[0]] += count
    examination, staged = examine(rows)
    assert {number: copy.rows for number, copy in examination.sections.invoices.items()} == dict(taken)
    assert len(staged) == stored.total()
    assert imported(rows)[1] == came_back


@given(RANDOM_ROWS)
def test_a_file_that_comes_twice_in_a_row_stores_nothing_more(rows):
    """The second copy begins a section of its own, for time goes back to it."""
    marked = [canonical("500000", "2010-11-30 08:00:00"), *rows, canonical("599999", "2010-12-02 08:00:00")]
    once, twice = examine(marked), examine([*marked, *marked])
    assert twice[1] == once[1]
    left_out = twice[0].problems.rows
    assert len(once[1]) + left_out[RowVerdict.REPEATED] + left_out[RowVerdict.CONFLICT] == 2 * len(marked)
