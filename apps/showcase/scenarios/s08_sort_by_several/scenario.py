"""What the page of exhibit 8 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s08_sort_by_several"
SIZES = [("10000", "10,000"), ("100000", "100,000")]
SIGNS = [
    ("-placed_at", "placed, newest first"),
    ("placed_at", "placed, oldest first"),
    ("-total", "total, biggest first"),
    ("total", "total, smallest first"),
    ("country", "country, A to Z"),
    ("-country", "country, Z to A"),
    ("status", "status, A to Z"),
    ("customer:last", "customer up, none last"),
    ("customer:first", "customer up, none first"),
    ("-customer:last", "customer down, none last"),
    ("-customer:first", "customer down, none first"),
    ("number", "number, A to Z"),
]
NOTHING = [("", "nothing more")]


class SortForm(forms.Form):
    first = forms.ChoiceField(label="Sort by", choices=SIGNS, initial="country")
    second = forms.ChoiceField(label="then by", choices=NOTHING + SIGNS, initial="-customer:last", required=False)
    third = forms.ChoiceField(label="then by", choices=NOTHING + SIGNS, initial="", required=False)
    rows = forms.TypedChoiceField(label="Orders", choices=SIZES, coerce=int, initial="10000")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        names = [sign.strip("-").partition(":")[0] for sign in (cleaned.get(part) for part in PARTS) if sign]
        if len(set(names)) < len(names):
            raise forms.ValidationError("A column is named twice.")
        return cleaned


PARTS = ("first", "second", "third")
SCENARIO = Scenario(
    number=8,
    slug="sort-by-several",
    title="Sort by several attributes",
    question="How do you sort by several columns, each its own way, with nulls in them?",
    sentence="One specification, as SQL and as a Python key; without a tie-breaker a row is seen twice across pages.",
    answer="""
        A tuple compares by its first part, then by its second: that is the whole of sorting by several columns, for
        `sorted(key=...)` and for an index alike. What is left are directions and holes. Text and dates have no minus
        sign, so a value that goes down is wrapped in something that compares the other way; an empty one cannot be
        compared at all, so each part of the key begins with the side on which the empty ones stand.

        The shop says it once. A `Sorting` gives `ORDER BY` with `NULLS FIRST` or `LAST`, the key for `sorted()`, the
        comparison from which the next page is read, and the cursor. It ends in a unique column, always: rows that tie
        have no order, and a list without one shows a row on two pages and another on none.
    """,
    serves=(
        Code(
            "apps.core.rest.ordering.requested_sorting",
            ("Sorting.of(model",),
            "Every list of the API: ?ordering=-placed_at,customer:first. What nobody declared is refused by name.",
        ),
        Code(
            "apps.core.rest.pagination.read_page",
            ("rows_after(direction", "direction.expressions()"),
            "Its pages: the rows after the last one seen, in the same order, whatever that is.",
        ),
    ),
    experiments=(
        Experiment(
            slug="sort",
            title="Choose columns, see what serves them",
            about="Orders that tie and have holes are sorted by SQL and by key, and read page by page while somebody"
            " works on others. The twin leaves the tie-breaker out and skips rows by number.",
            form=SortForm,
            target=f"{HERE}.experiment:sort_and_page",
            limits=Limits(seconds=150, megabytes=2000),
            cost="5 to 40 s as a job, in the lab's database",
            answer=(
                Code("apps.core.rest.sorting.SortColumn.key", ('self.nulls == "first"', "Descending(value)")),
                Code("apps.core.rest.sorting.Sorting.of", ('SortColumn("pk", "pk"',)),
            ),
            twin=(Code(f"{HERE}.comparing.walk_by_offset", ("page * limit : (page + 1) * limit",)),),
            twin_title="Broken twin: no tie-breaker",
            long=True,
        ),
    ),
    tests=(
        "tests/core/rest/test_sorting.py::test_sql_and_python_give_the_same_order",
        "tests/core/rest/test_sorting.py::test_without_the_rule_for_empty_values_python_has_no_order",
        "tests/core/rest/test_keyset.py::test_all_pages_together_are_the_list",
        "tests/core/rest/test_keyset.py::test_without_the_tie_break_rows_are_lost",
        "tests/orders/api/test_orders_v2_filters.py::test_an_unknown_column_is_told_the_columns_there_are",
        "tests/proofs/test_cursor_walk.py::test_by_cursors_every_order_comes_exactly_once",
    ),
    document="docs/adr/0005-keyset-pagination-of-our-own.md",
    curl='curl -H "Authorization: Token $TOKEN" "$URL/api/v2/orders/?ordering=customer:first,-total&limit=3"',
    named=(
        Named("tuple as key", Use.USED, "one part a column; the first difference decides"),
        Named("wrapper that compares the other way", Use.USED, "goes down for text and dates as well as for numbers"),
        Named("F().asc(nulls_last=True)", Use.USED, "ORDER BY says where empty ones stand instead of the default"),
        Named("unique tie-breaker", Use.USED, "the primary key ends every order that is not unique by itself"),
        Named("composite index", Use.USED, "the plan names the one that has the rows in this order already"),
        Named("COLLATE C", Use.USED, "text by code points, so that the database and Python mean the same"),
        Named("stable sort, pass by pass", Use.COMPARED, "right too: the last column first, each its own direction"),
        Named("LIMIT and OFFSET", Use.COMPARED, "the twin: skips a number of rows, whichever they are by then"),
        Named("minus sign in the key", Use.NOT_USED, "numbers have one; names and dates do not"),
        Named("functools.cmp_to_key", Use.NOT_USED, "calls Python for each comparison, a key is made once a row"),
        Named("operator.itemgetter", Use.NOT_USED, "plain columns up; it knows no directions and no empty values"),
        Named("pandas sort_values", Use.NOT_USED, "one place for all empty ones, and a data frame to sort a page"),
    ),
)
