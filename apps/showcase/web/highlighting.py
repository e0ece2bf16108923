"""Source as HTML: tokens as classes (static/vitrine.css colours them), decisive words marked."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

# Parts of Pygments' token names that get a class; everything else is plain text.
CLASSES = {
    "Keyword": "k",
    "Operator.Word": "k",
    "Literal.String": "s",
    "Literal.Number": "n",
    "Comment": "c",
    "Name.Function": "f",
    "Name.Class": "f",
    "Name.Decorator": "d",
    "Name.Builtin": "b",
}


def highlight(source: str, *, marks: Sequence[str] = (), language: str = "python", wrong: bool = False) -> SafeString:
    """The source with a span for each coloured token and a <mark> for each place where one of `marks` stands."""
    borders = sorted(mark_places(source, marks))
    html, mark_open = [], False
    for start, text, css in tokens(source, language):
        for piece, marked in cut(start, text, borders):
            if marked != mark_open:
                html.append(opening(wrong) if marked else "</mark>")
                mark_open = marked
            html.append(spanned(piece, css))
    if mark_open:
        html.append("</mark>")
    return mark_safe("".join(html))  # noqa: S308 - every piece is escaped above


def spanned(text: str, css: str) -> str:
    """The escaped text in spans that end with their line, so that lines can be told apart afterwards."""
    if not css:
        return escape(text)
    return "\n".join(f'<span class="{css}">{escape(line)}</span>' if line else "" for line in text.split("\n"))


def opening(wrong: bool) -> str:
    return '<mark class="wrong">' if wrong else "<mark>"


def mark_places(source: str, marks: Iterable[str]) -> Iterator[tuple[int, int]]:
    for mark in marks:
        start = source.find(mark)
        while start >= 0:
            yield start, start + len(mark)
            start = source.find(mark, start + len(mark))


def cut(start: int, text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces that lie inside or outside the marked places."""
    position, end = start, start + len(text)
    for place_begin, place_end in places:
        begin, stop = max(place_begin, position), min(place_end, end)
        if begin < stop:
            if position < begin:
                yield text[position - start : begin - start], False
            yield text[begin - start : stop - start], True
            position = stop
    if position < end:
        yield text[position - start :], False


def tokens(source: str, language: str) -> Iterator[tuple[int, str, str]]:
    """Position, text and class of each token; the whole text in one piece where Pygments is not installed."""
    try:
        from pygments.lexers import get_lexer_by_name
    except ImportError:
        yield 0, source, ""
        return
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    for position, token, text in lexer.get_tokens_unprocessed(source):
        name = str(token).removeprefix("Token.")
        css = next((css for part, css in CLASSES.items() if name.startswith(part)), "")
        yield position, text, css


def numbered(html: SafeString) -> SafeString:
    """Lines with an anchor each: #L12."""
    lines = html.split("\n")
    return format_html_join(
        "",
        '<li id="L{}">{}\n</li>',
        ((number, mark_safe(line)) for number, line in enumerate(lines, 1)),  # noqa: S308
    )
