"""How stock is shown."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.catalog.enums import MovementKind
from apps.catalog.rules.stock import LOW
from apps.core.backoffice.cells import EMPTY, Cell, Tone, chip, follow, number_cell, number_text, titled

KIND_TONES = {
    MovementKind.RECEIVE: Tone.OK,
    MovementKind.RETURN: Tone.OK,
    MovementKind.RESERVE: Tone.WAIT,
    MovementKind.ADJUST: Tone.WARN,
}


def free_units(path: str, *, title: str = "free") -> Cell:
    """Units that are not promised to anybody, with a word when they run out."""

    def cell(admin: Any, row: Any) -> SafeString:
        free = follow(row, path)
        if free is None:
            return EMPTY
        if free > LOW:
            return number_cell(free)
        word = chip("Low", Tone.WARN) if free else chip("None left", Tone.BAD)
        return format_html('<span class="cell-number">{} {}</span>', word, number_text(free))

    return titled(cell, title, ordering=path)


def words(path: str, *, title: str = "") -> Cell:
    """A sentence, which keeps room for some words on a line beside many columns."""

    def cell(admin: Any, row: Any) -> SafeString:
        text = follow(row, path)
        return format_html('<span class="cell-words">{}</span>', text) if text else EMPTY

    return titled(cell, title or path)


def change(path: str, *, title: str) -> Cell:
    """By how much something changed, with its sign; nothing for zero."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = follow(row, path)
        text = f"{'+' if value > 0 else ''}{number_text(value)}" if value else EMPTY
        return format_html('<span class="cell-number">{}</span>', text)

    return titled(cell, title)
