"""What the page of exhibit 3 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s03_file_larger_than_memory"
LARGEST = [("50", "50 MB"), ("100", "100 MB"), ("250", "250 MB"), ("1000", "1 GB")]
TESTS = "tests/showcase/scenarios/test_file_larger_than_memory.py"


class SizeForm(forms.Form):
    largest = forms.TypedChoiceField(label="Largest file", choices=LARGEST, coerce=int, initial="100")


SCENARIO = Scenario(
    number=3,
    slug="file-larger-than-memory",
    title="A file larger than memory",
    question="How do you read a file that does not fit into memory?",
    sentence="Memory of reading everything against reading line by line, each in its own limited process.",
    answer="""
        Do not ask for the file, ask for its next piece. An open file is an iterator over its lines, `read(65536)` gives
        the next block, a generator passes rows on one at a time; so memory is that of one piece, whatever the size.

        The chain must not have a link that collects. One `list()`, `read()` or `sorted()` in the middle, or a database
        driver that fetches all rows before it hands out the first, and the whole file is in memory after all. The shop
        streams from end to end: uploads are written and hashed by the chunk, imports go from the packed file to COPY by
        the block of rows, exports from a cursor that stays in the server.
    """,
    serves=(
        Code(
            "apps.uploads.services.storing.store_upload",
            ("MeasuredFile(file)", "default_storage.save(path, measured)"),
            "An upload is counted, hashed and written in one pass, and refused as soon as it is too large.",
        ),
        Code(
            "apps.orders.services.importing.source.Guarded",
            ("MAX_LINE_BYTES",),
            "A line is held in memory, so a line may not be endless either: a packed megabyte unpacks to a gigabyte.",
        ),
        Code(
            "apps.orders.services.exporting.Export._rows",
            ("transaction.atomic()", ".iterator(ROWS)"),
            "The way out: a cursor in the server gives a million lines, two thousand at a time.",
        ),
    ),
    experiments=(
        Experiment(
            slug="climb",
            title="Ever larger files",
            about="Order files are written on the spot; each way goes through all of them in a process of its own that"
            " may take 512 MB more than it began with.",
            form=SizeForm,
            target=f"{HERE}.measuring:measure",
            limits=Limits(seconds=560, megabytes=400),
            cost="10 s up to 100 MB, a minute or two up to 1 GB; 2 GB of disk for those; no database is touched",
            answer=(
                Code("apps.uploads.services.storing.MeasuredFile", ("super().chunks(CHUNK_BYTES)", "yield chunk")),
                Code("apps.orders.services.importing.source.Source.blocks", ("self._read_lines(BLOCK)", "yield first")),
            ),
            twin=(Code(f"{HERE}.ways.read_all", ("path.read_text(", "text.splitlines()")),),
            twin_title="Broken twin: read it all first",
            long=True,
        ),
    ),
    tests=(
        f"{TESTS}::test_memory_is_flat_while_the_file_grows_and_the_twins_is_not",
        f"{TESTS}::test_a_way_that_runs_out_of_memory_says_at_which_size",
        "tests/uploads/test_storing.py::test_a_file_that_is_too_large_is_not_read_to_its_end_and_leaves_nothing",
    ),
    document="docs/export.md",
    curl='curl -H "Authorization: Token $TOKEN" -F kind=order_import -F file=@orders.csv "$URL/api/v2/uploads/"',
    named=(
        Named("for line in file", Use.USED, "the file is its own iterator; buffered, one line at a time"),
        Named("read(size)", Use.USED, "for bytes without lines: hashing, copying, uploads"),
        Named("generators, yield", Use.USED, "rows flow through the import; nobody holds them all"),
        Named("csv.reader", Use.USED, "an iterator over rows; it takes any iterable of lines"),
        Named("server-side cursor", Use.USED, "QuerySet.iterator() in a transaction: rows come as they are found"),
        Named("read(), readlines()", Use.COMPARED, "the twin: several times the file's size, and then MemoryError"),
        Named("mmap", Use.NOT_USED, "good for jumping about in a file; these are read once, from front to back"),
        Named("pandas chunksize", Use.NOT_USED, "scenario 14 compares it: chunks keep memory flat, at a higher level"),
        Named("Dask", Use.NOT_USED, "for sums over tables that do not fit; here rows pass by once"),
    ),
)
