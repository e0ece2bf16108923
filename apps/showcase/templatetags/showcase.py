"""What the templates of map and scenarios ask for."""

from pathlib import PurePosixPath
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.core.charts import LineChart, Table
from apps.showcase.lab.telling import figure
from apps.showcase.lab.wording import shortened
from apps.showcase.scenarios.scenario import Shown
from apps.showcase.web import charts
from apps.showcase.web.floor_plan import FloorPlan
from apps.showcase.web.highlighting import highlight
from apps.showcase.web.sources import Source, line_of_test, source_of

register = template.Library()


@register.filter
def template_of(section: dict[str, Any]) -> str:
    """The template that draws a section of a result."""
    return f"showcase/sections/{section['kind']}.html"


@register.filter
def line_chart(section: dict[str, Any]) -> LineChart:
    return charts.line_chart(section)


@register.filter
def floor_plan(section: dict[str, Any]) -> FloorPlan:
    return FloorPlan(section)


@register.filter
def bar_widths(section: dict[str, Any]) -> list[dict[str, Any]]:
    return charts.bar_widths(section)


@register.filter
def lanes_chart(section: dict[str, Any]) -> dict[str, Any]:
    return charts.lanes_chart(section)


@register.filter
def lanes_table(section: dict[str, Any]) -> Table:
    return charts.lanes_table(section)


@register.filter
def digits(value: float) -> str:
    """An amount with three digits that count."""
    return figure(value)


@register.filter
def short_sql(sql: str) -> str:
    """A query as people read it: long lists of columns, placeholders and values are cut."""
    return shortened(sql)


@register.filter
def file_name(path: str) -> str:
    return PurePosixPath(path).name


@register.filter
def source(shown: Shown) -> Source | str:
    """The source that a page shows; the reason as text when it cannot be read."""
    try:
        return source_of(shown)
    except LookupError as error:
        return str(error)


@register.simple_tag
def coloured(text: str, language: str = "python", marks: tuple[str, ...] = (), wrong: bool = False) -> SafeString:
    return highlight(text, marks=marks, language=language, wrong=wrong)


@register.simple_tag
def test_link(test: str) -> SafeString:
    """A test as a link to its line, by the sentence that its name is."""
    path, _, name = test.partition("::")
    sentence = name.removeprefix("test_").replace("_", " ")
    address = f"{reverse('showcase:source', args=[path])}#L{line_of_test(test)}"
    return format_html('<a href="{}">{}</a> <span class="quiet small">{}</span>', address, sentence, path)


@register.filter
def at_address(command: str, address: str) -> str:
    """A command line for this very server: $URL is its address."""
    return command.replace("$URL", address)


@register.filter
def prose(text: str) -> SafeString:
    """Text in which what stands between backticks is code."""
    pieces = (
        format_html("<code>{}</code>" if number % 2 else "{}", part) for number, part in enumerate(text.split("`"))
    )
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above
