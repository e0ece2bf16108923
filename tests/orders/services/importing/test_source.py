"""Files as blocks of rows, and the ten kinds of files that are none."""

import csv
import gzip
import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest

from apps.orders.exceptions import ImportFileError
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.services.importing import source as source_module
from apps.orders.services.importing.records import BrokenRow
from apps.orders.services.importing.source import Source
from tests.orders.files import row, text, write

HEADER = ",".join(COLUMNS)
LINE = "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom"
CELLS = LINE.split(",")


def read(path: Path) -> list[tuple[int, list[str]]]:
    """Every line after the header with its row."""
    source = Source(path)
    found = [(line, cells) for first, rows in source.blocks() for line, cells in enumerate(rows, first)]
    source.close()
    return found


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(*after_header: str) -> str:
    return "\n".join([HEADER, *after_header])


@pytest.fixture(params=[1, 2, 3, 500])
def block(request, monkeypatch) -> int:
    """Where a block ends must not matter."""
    monkeypatch.setattr(source_module, "BLOCK", request.param)
    return int(request.param)


def test_rows_come_with_their_lines(tmp_path, block):
    rows = [row(), row("536366", name='a "quoted", name'), row("536367")]
    assert read(write(tmp_path / "orders.csv", rows)) == list(enumerate(rows, 2))


def test_gzip_is_recognised_by_its_content_and_not_by_its_name(tmp_path):
    rows = [row(), row("536366")]
    packed = write(tmp_path / "orders.csv.gz", rows).rename(tmp_path / "orders.csv")
    plain = write(tmp_path / "plain.csv", rows).rename(tmp_path / "plain.csv.gz")
    assert read(packed) == read(plain) == list(enumerate(rows, 2))


def test_a_gzip_file_of_several_parts_is_one_file(tmp_path):
    content = text([row()]).encode()
    path = written(tmp_path / "orders.csv.gz", gzip.compress(content[:50]) + gzip.compress(content[50:]))
    assert read(path) == [(2, row())]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_marks_and_line_ends_of_other_systems_are_taken(tmp_path, mark, end):
    path = written(tmp_path / "orders.csv", mark + f"{HEADER}{end}{LINE}{end}".encode())
    assert read(path) == [(2, CELLS)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_file_may_be_longer_than_its_longest_line_with_any_line_end(tmp_path, end, pack):
    content = f"{HEADER}{end}{f'{LINE}{end}' * 5000}".encode()
    assert len(content) > 3 * source_module.MAX_LINE_BYTES
    assert read(written(tmp_path / "orders.csv", pack(content))) == [(line, CELLS) for line in range(2, 5002)]


def test_columns_in_another_order_and_with_older_names_are_put_in_order(tmp_path):
    header = ["Country", "InvoiceNo", "UnitPrice", "CustomerID", "StockCode", "Description", "Quantity", "InvoiceDate"]
    shuffled = [CELLS[7], CELLS[0], CELLS[5], CELLS[6], *CELLS[1:5]]
    path = write(tmp_path / "orders.csv", [shuffled, shuffled[:3]], header=header)
    assert read(path) == [(2, CELLS), (3, shuffled[:3])]


def test_blank_lines_are_empty_entries_so_that_line_numbers_stay_right(tmp_path, block):
    path = written(tmp_path / "orders.csv", f"{HEADER}\n\n{LINE}\n\n\n{LINE}\n")
    assert [line for line, cells in read(path) if cells] == [3, 6]


def test_the_digest_is_that_of_the_file_as_it_is_stored(tmp_path):
    path = write(tmp_path / "orders.csv.gz", [row()] * 1000)
    source = Source(path)
    assert sum(len(rows) for _, rows in source.blocks()) == 1000
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_how_many_rows_to_expect_is_told_from_the_part_that_was_read(tmp_path):
    source = Source(write(tmp_path / "orders.csv", [row()] * 20_000))
    for first, rows in source.blocks():
        assert source.expected(first + len(rows) - 2) >= first + len(rows) - 2
    assert source.expected(20_000) == 20_000


def test_a_pipe_has_no_size_and_nothing_is_expected_of_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = os.open(tmp_path / "pipe", os.O_RDWR)
    os.write(writer, text([row()]).encode())
    source = Source(tmp_path / "pipe")
    os.close(writer)
    assert [rows for _, rows in source.blocks()] == [[row()]]
    assert source.expected(1) is None


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path, block):
    broken = '536365,85123A,"WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom'
    quoted = '536365,85123A,"WHITE, HANGING",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom'
    path = written(tmp_path / "orders.csv", lines(LINE, broken, LINE, quoted, LINE, broken))
    found = read(path)
    assert [line for line, cells in found if len(cells) == 8] == [2, 4, 5, 6]
    assert [(line, cells) for line, cells in found if isinstance(cells, BrokenRow)] == [(3, [broken]), (7, [broken])]


def test_a_quote_inside_a_cell_breaks_its_own_line_only(tmp_path, block):
    broken = LINE.replace("WHITE HANGING HEART", '"WHITE" HEART')
    path = written(tmp_path / "orders.csv", lines(broken, LINE))
    assert read(path) == [(2, [broken]), (3, CELLS)]


def test_a_cell_that_goes_on_over_the_end_of_its_line_is_one_row_at_its_first_line(tmp_path, block):
    rows = [row(), row("536366", name="WHITE\nHANGING\r\nHEART"), row("536367")]
    found = read(write(tmp_path / "orders.csv", rows))
    assert found == [(2, rows[0]), (3, rows[1]), (4, []), (5, []), (6, rows[2])]


def test_a_quote_does_not_reach_over_more_than_twenty_lines(tmp_path):
    path = write(tmp_path / "orders.csv", [row(name="HEART\n" * 30), row()])
    found = read(path)
    assert found[-1] == (33, row())
    assert isinstance(found[0][1], BrokenRow)


def test_a_file_with_many_broken_lines_is_read_in_time_that_grows_with_its_size(tmp_path):
    broken = LINE.replace("WHITE", '"WHITE')
    path = written(tmp_path / "orders.csv", lines(*[broken] * 3000, LINE))
    found = read(path)
    assert len(found) == 3001
    assert found[-1] == (3002, CELLS)


TRUNCATED = gzip.compress((HEADER + "\n" + (LINE + "\n") * 5000).encode())
FLIPPED = TRUNCATED[:-8] + bytes([TRUNCATED[-8] ^ 1]) + TRUNCATED[-7:]
UNUSABLE = {
    "empty": (b"", "file_empty", "The file is empty."),
    "empty, packed": (gzip.compress(b""), "file_empty", "The file is empty."),
    "only a byte order mark": (b"\xef\xbb\xbf", "file_empty", "The file is empty."),
    "binary": (bytes(range(256)) * 20, "file_binary", "The file is not text."),
    "binary, packed": (gzip.compress(bytes(range(256)) * 20), "file_binary", "The file is not text."),
    "spreadsheet": (
        b"PK\x03\x04" + b"x" * 100,
        "file_binary",
        "The file is a zip archive or a spreadsheet; save it as CSV.",
    ),
    "UTF-16": (text([row()]).encode("utf-16"), "file_encoding", "The file is UTF-16 text; save it as UTF-8."),
    "Latin-1 in line 4": (
        f"{HEADER}\n{LINE}\n{LINE}\n{LINE.replace('WHITE', '£40')}\n".encode("latin-1"),
        "file_encoding",
        "Line 4 is not UTF-8 (byte 0xA3); save the file as UTF-8.",
    ),
    "Latin-1 far behind": (
        (f"{HEADER}\n" + f"{LINE}\n" * 4321 + f"{LINE}é\n").encode("latin-1"),
        "file_encoding",
        "Line 4,323 is not UTF-8 (byte 0xE9); save the file as UTF-8.",
    ),
    "Latin-1 far behind, lines end in CR": (
        (f"{HEADER}\r" + f"{LINE}\r" * 4321 + f"{LINE}é\r").encode("latin-1"),
        "file_encoding",
        "Line 4,323 is not UTF-8 (byte 0xE9); save the file as UTF-8.",
    ),
    "cut off inside a character": (
        f"{HEADER}\n{LINE}£".encode()[:-1],
        "file_encoding",
        "Line 2 is not UTF-8 (byte 0xC2); save the file as UTF-8.",
    ),
    "truncated gzip": (TRUNCATED[:-200], "file_damaged", "The gzip file ends too early; it was cut off."),
    "gzip of nothing but its head": (TRUNCATED[:8], "file_damaged", "The gzip file ends too early; it was cut off."),
    "gzip with a wrong checksum": (FLIPPED, "file_damaged", "The gzip file is damaged (CRC check failed"),
    "gzip with garbage inside": (
        TRUNCATED[:40] + b"\xff" * 40 + TRUNCATED[80:],
        "file_damaged",
        "The gzip file is damaged (",
    ),
    "wrong header": (b"a,b,c\n1,2,3\n", "file_header", "The header is not that of an order file (missing: Invoice,"),
    "no header": (f"{LINE}\n".encode(), "file_header", "The header is not that of an order file (missing: Invoice,"),
    "blank first line": (f"\n{HEADER}\n".encode(), "file_header", "The header is not that of an order file (missing:"),
    "header with an open quote": (b'"Invoice,StockCode\n', "file_header", "The header cannot be read as CSV ("),
    "endless line": (
        f"{HEADER}\n".encode() + b"x" * 70_000,
        "file_line_too_long",
        "A line is longer than 65,536 bytes.",
    ),
}


@pytest.mark.parametrize(("content", "code", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_is_no_order_file_is_refused_with_one_sentence(tmp_path, content, code, message):
    with pytest.raises(ImportFileError) as caught:
        read(written(tmp_path / "orders.csv", content))
    assert caught.value.code == code
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="There is no file ") as caught:
        Source(tmp_path / "none.csv")
    assert caught.value.code == "file_missing"
    with pytest.raises(ImportFileError, match="is a folder") as caught:
        Source(tmp_path)
    assert caught.value.code == "file_is_folder"


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    """Not by its mode: the tests may run as root, whom no mode stops."""

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ImportFileError, match="may not be read by this user") as caught:
        Source(tmp_path / "orders.csv")
    assert caught.value.code == "file_unreadable"


def test_a_small_file_that_unpacks_to_a_huge_line_is_refused_before_it_fills_the_memory(tmp_path):
    bomb = gzip.compress(f"{HEADER}\n".encode() + b"x" * 50_000_000)
    path = written(tmp_path / "bomb.csv.gz", bomb)
    tracemalloc.start()
    try:
        with pytest.raises(ImportFileError, match="A line is longer than"):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_the_limits_of_the_csv_module_are_left_alone(tmp_path):
    """They hold for the whole process."""
    before = csv.field_size_limit()
    read(write(tmp_path / "orders.csv", [row()]))
    assert csv.field_size_limit() == before
