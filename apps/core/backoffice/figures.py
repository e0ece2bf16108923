"""Figures, set large, and bars: what dashboard and detail pages say in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.charts import Number, lengths


@dataclass(frozen=True)
class Figure:
    """A number under its title, the way to the rows it counts, and words about it.

    `hedge` stands small before a number that is not exact: "about", "more than".
    """

    title: str
    value: str
    url: str = ""
    note: str = ""
    unit: str = ""
    hedge: str = ""


@dataclass(frozen=True)
class Bar:
    """One of several bars. `text` says its value and leads to `url`; `width` is its length in per cent."""

    label: str
    text: str
    width: float
    url: str = ""
    label_url: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars under a title; `unit` is that of all of them."""

    title: str
    unit: str
    bars: list[Bar]
    empty: str
    note: str = ""


def bars(rows: Sequence[tuple[Number, dict[str, str]]]) -> list[Bar]:
    """Bars of (value, words for a Bar), the longest fills its place."""
    widths = lengths([value for value, _ in rows])
    return [Bar(width=width, **words) for (_, words), width in zip(rows, widths, strict=True)]
