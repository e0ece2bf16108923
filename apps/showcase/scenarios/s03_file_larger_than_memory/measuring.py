"""The experiment: files made on the spot, each way in its own limited process, memory by size of file."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.core.errors import DomainError
from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.results import Lines, Result, Series, Side, Table

HERE = "apps.showcase.scenarios.s03_file_larger_than_memory"
MB = 1_000_000
SIZES = (10, 25, 50, 100, 250, 500, 1_000)
WARM_UP_LINES = 1_000
BLOCK_LINES = 5_000
LIMIT = Limits(seconds=150, megabytes=512)
LEAST = 0.01  # on a logarithmic axis nothing has no place


@dataclass(frozen=True)
class Way:
    """One way to go through a file, by its name in `ways.WAYS`."""

    name: str
    label: str
    django: bool = False
    twin: bool = False


WAYS = (
    Way("upload", "the shop's upload, in chunks", django=True),
    Way("import", "the shop's import, row by row", django=True),
    Way("lines", "for line in file"),
    Way("read_all", "read everything", twin=True),
)


@dataclass(frozen=True)
class Climb:
    """What a way did with files of growing size; `cause` says why there is nothing."""

    way: Way
    steps: list[dict[str, Any]]
    cause: str = ""

    @property
    def fitting(self) -> list[dict[str, Any]]:
        return [step for step in self.steps if step["fits"]]


def measure(progress: Progress, *, largest: int) -> dict[str, Any]:
    """Every way through files of up to `largest` MB."""
    climbs = climb_all(progress, sizes=[size for size in SIZES if size <= largest])
    streaming = [climb for climb in climbs if not climb.way.twin]
    twin = climbs[-1]
    return Result(answer=answer(streaming), twin=careless(twin), sections=[chart(climbs), table(climbs)]).as_json()


def climb_all(progress: Progress, *, sizes: list[int]) -> list[Climb]:
    """Each way in turn, with files of so many MB; the files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vitrine-lab-") as folder:
        paths = [str(path) for path in make_files(Path(folder), sizes, progress)]
        return [climb(way, paths, progress) for way in WAYS]


def make_files(folder: Path, sizes: list[int], progress: Progress) -> list[Path]:
    """A short order file, and one of each size: the rows of a sample again and again."""
    needed, free = 2 * sum(sizes) * MB, shutil.disk_usage(folder).free
    if free < needed:
        raise DomainError(f"The files need {needed // MB:,} MB of disk, {free // MB:,} MB are free.", code="disk_full")
    warm_up, block = folder / "short.csv", folder / "block.csv"
    write_sample(warm_up, lines=WARM_UP_LINES)
    write_sample(block, lines=BLOCK_LINES)
    header, _, rows = block.read_bytes().partition(b"\n")
    block.unlink()
    files = [warm_up]
    for size in sizes:
        progress(note=f"Writing a file of {size:,} MB")
        files.append(folder / f"{size}.csv")
        with files[-1].open("wb") as file:
            file.write(header + b"\n")
            while file.tell() < size * MB:
                file.write(rows)
    return files


def climb(way: Way, paths: list[str], progress: Progress) -> Climb:
    def told(done: int = 0, total: int | None = None, note: str = "") -> None:
        progress(note=f"{way.label}: {note}" if note else way.label)

    report = run_child(
        f"{HERE}.ways:climb",
        {"way": way.name, "paths": paths},
        limits=LIMIT,
        progress=told,
        django=way.django,
        nested=True,
    )
    return Climb(way, report.value or [], report.cause)


def answer(streaming: list[Climb]) -> Side:
    """Flat, or not: the most that any streaming way took for its largest file."""
    if any(not climb.fitting for climb in streaming):
        return Side(False, "did not come to an end", "–", note=next(one.cause for one in streaming if one.cause))
    most = max(climb.fitting[-1]["above"] for climb in streaming)
    size = streaming[0].fitting[-1]["size"]
    facts = [(climb.way.label.capitalize(), memory(climb.fitting[-1]["above"])) for climb in streaming]
    flat = most < 10 * MB
    return Side(flat, "the same for any size" if flat else "memory grew", memory(most), f"for {mb(size)}", facts)


def careless(twin: Climb) -> Side:
    if not twin.steps:
        return Side(False, "did not run", "–", "", [], twin.cause)
    facts = [(mb(step["size"]), memory(step["above"])) for step in twin.fitting[-3:]]
    last = twin.steps[-1]
    note = "Works in every test with a small file. The server has one memory, and other requests want some too."
    if not last["fits"]:
        return Side(False, "out of memory", "MemoryError", f"for {mb(last['size'])}", facts, note)
    ratio = f"{last['above'] / last['size']:.1f} times the file"
    return Side(False, ratio, memory(last["above"]), f"for {mb(last['size'])}", facts, note)


def chart(climbs: list[Climb]) -> Lines:
    series = [
        Series(
            climb.way.label,
            [(step["size"] / MB, max(step["above"] / MB, LEAST)) for step in climb.fitting],
            twin=climb.way.twin,
        )
        for climb in climbs
        if climb.fitting
    ]
    note = (
        f"Above what each process had before its first file; both axes are logarithmic. Each process may take"
        f" {LIMIT.megabytes} MB more: a curve that ends early ended there."
    )
    return Lines("Memory by size of the file", "file, MB", "memory, MB", series, note)


def table(climbs: list[Climb]) -> Table:
    rows = []
    for climb in climbs:
        for step in climb.steps:
            took = [memory(step["above"]), f"{step['seconds']:.2f}"] if step["fits"] else ["MemoryError", "–"]
            rows.append([climb.way.label, mb(step["size"]), *took])
        if climb.cause:
            rows.append([climb.way.label, "–", climb.cause, "–"])
    return Table("Every file by every way", ["Way", "File", "Peak memory", "Seconds"], rows, [1, 2, 3])


def memory(above: int) -> str:
    return f"+{above / MB:,.1f} MB"


def mb(size: int) -> str:
    return f"{size / MB:,.0f} MB"
