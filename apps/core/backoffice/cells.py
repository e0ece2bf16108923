"""Cells of lists, detail pages and panels: money and dates set for reading, states as sign, word and colour, links.

Each function makes a method for an admin class: `total_money = money("total", "currency")`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.core.backoffice.viewer import may_open, viewer_may
from apps.core.money import decimals

Cell = Callable[[Any, Any], SafeString]
EMPTY = mark_safe('<span class="cell-empty" title="nothing">–</span>')


class Tone(StrEnum):
    """How a state is meant; `static/admin/vitrine-admin.css` gives each a sign and a colour."""

    OK = "ok"
    WAIT = "wait"
    WARN = "warn"
    BAD = "bad"
    PLAIN = "plain"


def money(amount: str, currency: str, *, title: str = "") -> Cell:
    """The Decimal at path `amount` with the currency code at path `currency` beside it."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = follow(row, amount)
        if value is None:
            return EMPTY
        unit = follow(row, currency)
        return format_html('<span class="cell-number">{} <abbr>{}</abbr></span>', amount_text(value, unit), unit)

    plain = (title or amount, amount), (f"{title or amount} currency", currency)
    return titled(cell, title or amount, ordering=amount, plain=plain)


def number(path: str, *, title: str = "", ordering: bool = False) -> Cell:
    """A whole number with thousands marked."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = follow(row, path)
        return EMPTY if value is None else number_cell(value)

    return titled(cell, title or path, ordering=path if ordering else "", plain=((title or path, path),))


def moment(path: str, *, title: str = "") -> Cell:
    """Date and time to the minute; the seconds and the zone are in the tooltip."""

    def cell(admin: Any, row: Any) -> SafeString:
        value: datetime | None = follow(row, path)
        if value is None:
            return EMPTY
        local = timezone.localtime(value)
        return format_html(
            '<time class="cell-moment" datetime="{}" title="{}">{} <span>{}</span></time>',
            local.isoformat(),
            f"{local:%A %d %B %Y, %H:%M:%S %Z}",
            f"{local:%d %b %Y}",
            f"{local:%H:%M}",
        )

    title = title or path.removesuffix("_at")
    return titled(cell, title, ordering=path, plain=((title, path),))


def state(path: str, tones: Mapping[Any, Tone], *, title: str = "") -> Cell:
    """The label of a choice field as a chip; values without a tone are plain."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = follow(row, path)
        if not value:
            return EMPTY
        holder, _, field = path.rpartition("__")
        label = getattr(follow(row, holder) if holder else row, f"get_{field}_display")()
        return chip(label, tones.get(value, Tone.PLAIN))

    return titled(cell, title or path, ordering=path, plain=((title or path, path),))


def flag(path: str, yes: str, no: str, *, tones: tuple[Tone, Tone] = (Tone.OK, Tone.BAD), title: str = "") -> Cell:
    """A boolean as one of two words."""

    def cell(admin: Any, row: Any) -> SafeString:
        return chip(yes, tones[0]) if follow(row, path) else chip(no, tones[1])

    return titled(cell, title or path, ordering=path, plain=((title or path, path),))


def link(path: str, *, title: str = "", plain: tuple[str, ...] = ()) -> Cell:
    """A related object by its name; it leads to the object's page for those who may open it.

    In a file it is the values at the paths `plain`, each a column; without these its name, which is slower to read.
    """

    def cell(admin: Any, row: Any) -> SafeString:
        target = follow(row, path)
        return EMPTY if target is None else link_to(target)

    return titled(cell, title or path, plain=tuple((one, one) for one in plain) or ((title or path, path),))


def code(path: str, *, title: str = "", length: int = 0) -> Cell:
    """An identifier in the code font, cut to `length` characters where it is given."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = str(follow(row, path) or "")
        shown = f"{value[:length]}…" if length and len(value) > length else value
        return format_html('<code title="{}">{}</code>', value, shown) if value else EMPTY

    return titled(cell, title or path, plain=((title or path, path),))


def request_cell(path: str = "request_id", *, length: int = 0) -> Cell:
    """A request id, cut to `length`; it leads to all that the request caused for those who may follow it."""

    def cell(admin: Any, row: Any) -> SafeString:
        value = str(follow(row, path) or "")
        if not value:
            return EMPTY
        shown = format_html("<code>{}</code>", f"{value[:length]}…" if length and len(value) > length else value)
        if not viewer_may("core.follow_requests"):
            return format_html('<span title="{}">{}</span>', value, shown)
        url = reverse("ops:request", args=[value])
        return format_html('<a class="cell-link" href="{}" title="Follow request {}">{}</a>', url, value, shown)

    return titled(cell, "request")


def number_cell(value: int) -> SafeString:
    """The cell of a whole number that an admin class computes itself."""
    return format_html('<span class="cell-number">{}</span>', number_text(value))


def chip(word: str, tone: Tone) -> SafeString:
    """One word with the sign and colour of its tone."""
    return format_html('<span class="chip chip-{}">{}</span>', tone.value, word)


def link_to(target: Model, text: str = "") -> SafeString:
    """The object's name; a link to its admin page when the viewer may open it."""
    name = text or str(target)
    if not may_open(type(target)):
        return format_html("{}", name)
    return format_html('<a class="cell-link" href="{}">{}</a>', object_url(type(target), target.pk), name)


def object_url(model: type[Model], key: Any) -> str:
    """Where the admin shows the object of `model` with that primary key."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[quote(key)])


def amount_text(value: Decimal, currency: str) -> str:
    """1,234.50, 0.001 or −17.00: every decimal the amount has, at least those of its currency, a real minus sign."""
    exponent = value.normalize().as_tuple().exponent
    places = max(decimals(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{value:,.{places}f}".replace("-", "−")


def number_text(value: int) -> str:
    return f"{value:,}".replace("-", "−")


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path such as `order__currency`; None as soon as a step is None."""
    value = row
    for step in path.split("__"):
        if value is None:
            return None
        value = getattr(value, step)
    return value


def titled(cell: Cell, title: str, *, ordering: str = "", plain: tuple[tuple[str, str], ...] = ()) -> Cell:
    """Give a cell its column title, the field it sorts by, and the titles and paths of its values in a file."""
    cell.short_description = spaced(title)  # type: ignore[attr-defined]
    cell.plain = tuple((spaced(name), path) for name, path in plain)  # type: ignore[attr-defined]
    if ordering:
        cell.admin_order_field = ordering  # type: ignore[attr-defined]
    return cell


def spaced(title: str) -> str:
    return title.replace("__", " ").replace("_", " ")
