"""An order file as blocks of rows: opened, unpacked, decoded, its header read. Everything it needs is streamed."""

import csv
import gzip
import hashlib
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from apps.orders.exceptions import ImportFileError
from apps.orders.rules.importing.cells import printable
from apps.orders.rules.importing.columns import HeaderFault, column_positions
from apps.orders.services.importing.records import read_carefully

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 500  # more rows at once leave the processor's cache and are slower
MAX_LINE_BYTES = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
LINE_END = re.compile(rb"\r\n|\n|\r")

Rows = list[list[str]]


class Counted(io.RawIOBase):
    """A file that remembers how much of it was read, and its SHA-256."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.position = 0
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._raw.readinto(buffer) or 0
        self.sha256.update(memoryview(buffer)[:count])
        self.position += count
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class Guarded(io.RawIOBase):
    """Bytes of a text whose lines are not endless: a line is held in memory, whatever a packed file unpacks to."""

    def __init__(self, inner: io.BufferedIOBase) -> None:
        self._inner = inner
        self._line_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._inner.readinto1(buffer)  # what there is: a pipe may have no more for a while
        chunk = bytes(memoryview(buffer)[:count])
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._line_bytes = self._line_bytes + count if end < 0 else count - end - 1
        if self._line_bytes > MAX_LINE_BYTES:
            raise ImportFileError(f"A line is longer than {MAX_LINE_BYTES:,} bytes.", code="file_line_too_long")
        return count


class Source:
    """An order file, opened, unpacked if it is gzip (whatever its name says), its header read.

    Raises ImportFileError, here and from `blocks`, with one sentence about what is wrong with the file.
    """

    def __init__(self, path: Path) -> None:
        self.name = printable(path.name)
        self._file = _open(path)
        info = os.fstat(self._file.fileno())
        self.size = info.st_size if stat.S_ISREG(info.st_mode) else None
        self._counted = Counted(self._file)
        self._lines_read = 0
        self.header: list[str] = []
        try:
            self._text = self._unpack()
            positions = self._read_header()
            self.columns = tuple(positions)
            self._places = tuple(positions.values())
        except BaseException:
            self.close()
            raise

    def expected(self, rows: int) -> int | None:
        """How many rows the file may have, when `rows` came out of what was read of it; None where that is unknown."""
        if not self.size or not self._counted.position:
            return None
        return max(rows, round(rows * self.size / self._counted.position))

    @property
    def sha256(self) -> str:
        """Of the file as it is stored, once the last block was read."""
        return self._counted.sha256.hexdigest()

    def close(self) -> None:
        self._counted.close()

    def blocks(self) -> Iterator[tuple[int, Rows]]:
        """The rows after the header, some hundred at a time: the line of the first one, and one entry for each line.

        Lines count from 1, as editors do; the header is line 1.

        Cells are in the order of `columns`: COLUMNS, then the optional ones that the file has. An
        entry is empty for a blank line, and a BrokenRow where there is no row.
        """
        first = 2
        waiting: list[str] = []
        while lines := waiting + self._read_lines(BLOCK):
            rows, waiting = self._parse(lines)
            yield first, self._in_order(rows)
            first += len(rows)

    def _parse(self, lines: list[str]) -> tuple[Rows, list[str]]:
        try:
            rows = list(csv.reader(lines, strict=True))
        except csv.Error:
            rows = []
        if len(rows) == len(lines):
            return rows, []
        return read_carefully(lines, self._read_lines, width=len(self.columns))

    def _in_order(self, rows: Rows) -> Rows:
        if self._places == tuple(range(len(self._places))):
            return rows
        return [[row[at] for at in self._places] if len(row) == len(self._places) else row for row in rows]

    def _unpack(self) -> io.TextIOWrapper:
        packed = io.BufferedReader(self._counted, 256 * 1024)
        with _reading(0, []):
            is_gzip = packed.peek(2)[:2] == GZIP_MAGIC
            # GzipFile checks length and checksum at the end, so a file that was cut off does not pass.
            plain = io.BufferedReader(Guarded(gzip.GzipFile(fileobj=packed) if is_gzip else packed), 64 * 1024)
            _refuse_binary(plain.peek(4096))
        return io.TextIOWrapper(plain, encoding="utf-8-sig", errors="strict", newline="")

    def _read_header(self) -> dict[str, int]:
        lines = self._read_lines(1)
        if not lines:
            raise ImportFileError("The file is empty.", code="file_empty")
        try:
            self.header = next(csv.reader(lines, strict=True))
            return column_positions(self.header)
        except csv.Error as error:
            raise ImportFileError(f"The header cannot be read as CSV ({error}).", code="file_header") from None
        except HeaderFault as fault:
            raise ImportFileError(str(fault), code="file_header") from None

    def _read_lines(self, count: int) -> list[str]:
        lines: list[str] = []
        with _reading(self._lines_read, lines):
            lines.extend(islice(self._text, count))  # on an error it keeps those before
        self._lines_read += len(lines)
        return lines


@contextmanager
def _reading(lines_before: int, lines: list[str]) -> Iterator[None]:
    """Turns what can go wrong while reading into ImportFileError. `lines` are those just read without trouble."""
    try:
        yield
    except UnicodeDecodeError as error:
        line = lines_before + len(lines) + len(LINE_END.findall(error.object, 0, error.start)) + 1
        wrong = error.object[error.start]
        raise ImportFileError(
            f"Line {line:,} is not UTF-8 (byte 0x{wrong:02X}); save the file as UTF-8.", code="file_encoding"
        ) from None
    except EOFError:
        raise ImportFileError("The gzip file ends too early; it was cut off.", code="file_damaged") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ImportFileError(f"The gzip file is damaged ({error}).", code="file_damaged") from None
    except OSError as error:
        raise ImportFileError(f"The file cannot be read ({error.strerror}).", code="file_unreadable") from None


def _open(path: Path) -> io.FileIO:
    name = printable(str(path))
    try:
        return path.open("rb", buffering=0)
    except FileNotFoundError:
        raise ImportFileError(f"There is no file {name}.", code="file_missing") from None
    except IsADirectoryError:
        raise ImportFileError(f"{name} is a folder.", code="file_is_folder") from None
    except PermissionError:
        raise ImportFileError(f"{name} may not be read by this user.", code="file_unreadable") from None
    except OSError as error:
        raise ImportFileError(f"{name} cannot be opened ({error.strerror}).", code="file_unreadable") from None


def _refuse_binary(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportFileError("The file is UTF-16 text; save it as UTF-8.", code="file_encoding")
    if head.startswith(b"PK\x03\x04"):
        raise ImportFileError("The file is a zip archive or a spreadsheet; save it as CSV.", code="file_binary")
    if b"\0" in head:
        raise ImportFileError("The file is not text.", code="file_binary")
