"""What the page of exhibit 14 says."""

from django import forms

from apps.orders.enums import ImportMode
from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

SIZES = [("10000", "10,000"), ("100000", "100,000"), ("1000000", "1,000,000")]
MODES = [(mode.value, mode.value) for mode in ImportMode]
HERE = "apps.showcase.scenarios.s14_million_rows"


class ImportForm(forms.Form):
    lines = forms.TypedChoiceField(label="Rows", choices=SIZES, coerce=int, initial="100000")
    mode = forms.ChoiceField(label="Mode", choices=MODES, initial=ImportMode.SKIP_BAD.value)
    bad = forms.IntegerField(label="Bad rows among them", min_value=0, max_value=500, initial=20)


class RaceForm(forms.Form):
    lines = forms.TypedChoiceField(label="Rows", choices=SIZES, coerce=int, initial="100000")


SCENARIO = Scenario(
    number=14,
    slug="million-rows",
    title="A CSV of one million rows",
    question="How does a file of a million rows get into the database, all of it or none, in little memory?",
    sentence="The shop's own import with its rejected rows; and what pandas, bulk_create and save() make of it.",
    answer="""
        Read the file as a stream, check each row as it passes, and hand rows to the database in the form it swallows
        fastest: `COPY` into a staging table. What remains is SQL over sets in one transaction, so that a kill in the
        middle leaves the shop as it was.

        Speed is the easy half. The real file holds nine days twice, invoices that other invoices interrupt, and equal
        rows that are genuine; so every invoice keeps an order-free digest of its rows, and a second import of the same
        file adds nothing. What cannot be taken is reported with line, column, code and reason.
    """,
    serves=(
        Code(
            "apps.orders.services.importing.import_orders",
            ("in one transaction", "The same\n    file again changes nothing", "running("),
            "The command import_orders is a door to this service.",
        ),
        Code(
            "apps.orders.services.exporting.export_orders",
            ("Export(choice, gzip=gzip)",),
            "The command export_orders is a door to this one.",
        ),
    ),
    experiments=(
        Experiment(
            slug="import",
            title="Import a file with traps",
            about="A file in the shape of the real one is written and imported by the production command; the twin is"
            " the code everybody writes first.",
            form=ImportForm,
            target=f"{HERE}.importing:import_sample",
            limits=Limits(seconds=280, megabytes=400),
            cost="5 s for ten thousand rows, about a minute for a million; a database of its own beside the shop's",
            answer=(
                Code(
                    "apps.orders.services.importing.pipeline.Import.perform",
                    ("transaction.atomic()", "transaction.set_rollback(True)"),
                ),
            ),
            twin=(
                Code(
                    f"{HERE}.ways.careless_import",
                    ("list(csv.DictReader(", "OrderLine.objects.bulk_create(lines)", 'int(row["Quantity"])'),
                ),
            ),
            twin_title="Broken twin: read all, trust all",
            long=True,
        ),
        Experiment(
            slug="race",
            title="The same rows by other ways",
            about="Each way has its own process and the same file. Slow ones are stopped and measured on a slice.",
            form=RaceForm,
            target=f"{HERE}.racing:race",
            limits=Limits(seconds=320, megabytes=400),
            cost="half a minute for ten thousand rows, two for a million; a database of its own beside the shop's",
            answer=(Code("apps.orders.services.importing.pipeline.Import.read", ("source.blocks()", "copying(")),),
            twin=(Code(f"{HERE}.ways.save_rows", ("got_or_created", ".count() + 1", "line.save()")),),
            answer_title="The shop's import",
            twin_title="Broken twin: look up and save, row by row",
            long=True,
            needs=("pandas",),
        ),
        Experiment(
            slug="export",
            title="The way out",
            about="The lab is filled by an import; then its order lines go into a file, as the shop exports them and as"
            " a list of objects.",
            form=RaceForm,
            target=f"{HERE}.exporting:export_lab",
            limits=Limits(seconds=400, megabytes=400),
            cost="10 s for ten thousand rows, a minute or two for a million; a database of its own beside the shop's",
            answer=(Code("apps.orders.services.exporting.Export._rows", ("transaction.atomic()", ".iterator(ROWS)")),),
            twin=(Code(f"{HERE}.exporting.by_list", ("list(OrderLine.objects",)),),
            answer_title="The shop's export",
            twin_title="Broken twin: all objects in a list",
            long=True,
        ),
    ),
    tests=(
        "tests/orders/management/test_killed.py::test_killed_when_all_is_stored_and_nothing_committed_in_an_empty_shop",
        "tests/orders/services/test_exporting.py::test_what_was_imported_comes_out_as_the_same_orders",
        "tests/showcase/scenarios/test_million_rows.py::test_the_export_writes_every_line_and_stays_small",
        "tests/showcase/scenarios/test_million_rows.py::test_the_shops_import_is_exact_and_the_careless_one_is_not",
        "tests/showcase/scenarios/test_million_rows.py::test_a_refused_file_leaves_nothing",
        "tests/showcase/scenarios/test_million_rows.py::test_the_shops_own_tables_are_not_touched",
        "tests/orders/services/importing/test_source.py::test_how_many_rows_to_expect_is_told_from_the_part_that_was_read",
        "tests/orders/services/importing/test_examining.py::test_totals_are_exact_to_the_thousandth",
    ),
    document="docs/import.md",
    curl='curl -H "Authorization: Token $TOKEN" "$URL/api/v2/imports/"',
    named=(
        Named("csv.reader", Use.USED, "streams, and knows quotes; DictReader builds a dict for every row"),
        Named("COPY", Use.USED, "ten times faster than INSERT, through cursor.copy() of psycopg"),
        Named("staging table", Use.USED, "checks and merges run as SQL over sets, the shop's tables are written once"),
        Named("one transaction", Use.USED, "before or after, never between; kill -9 included"),
        Named("generators", Use.USED, "rows flow; nothing holds the file"),
        Named("server-side cursor", Use.USED, "the export: rows leave as they are found, two thousand at a time"),
        Named("list(csv)", Use.COMPARED, "the whole file in memory before the first row is stored"),
        Named("bulk_create", Use.COMPARED, "model instances cost more than the database does"),
        Named("save() in a loop", Use.COMPARED, "several round trips a row"),
        Named(
            "pandas",
            Use.COMPARED,
            "quick over columns; a rule about whole invoices is not one column",
        ),
        Named("django-import-export", Use.NOT_USED, "row by row through the ORM: for thousands, not a million"),
        Named("Celery, a task for each chunk", Use.NOT_USED, "many transactions, so a kill leaves half a file"),
        Named("polars, DuckDB", Use.NOT_USED, "faster parsers, but parsing is not what takes the time here"),
    ),
)
