"""Source as HTML: what comes out is what went in, coloured and marked."""

import html
import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from apps.showcase.web.highlighting import highlight, numbered

CODE = 'def place(self):\n    """Two\n    lines."""\n    return make_invoice(self)  # why\n'


def text_of(marked_up: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked_up))


@given(
    st.text(alphabet="def ()\n<>&\"'#x:=1é", max_size=60),
    st.lists(st.text("def x<", min_size=1, max_size=4), max_size=3),
)
def test_nothing_is_lost_or_left_unescaped(source, marks):
    assert text_of(highlight(source, marks=marks)) == source


def test_words_have_classes_and_marks_stand_around_them():
    shown = highlight(CODE, marks=["make_invoice(self)"])
    assert '<span class="k">def</span>' in shown
    assert re.search(r"<mark>make_invoice\(.*?\)</mark>", shown)
    assert '<mark class="wrong">' in highlight(CODE, marks=["self"], wrong=True)


def test_no_span_crosses_the_end_of_a_line():
    for line in highlight(CODE).split("\n"):
        assert line.count("<span") == line.count("</span>")
    assert numbered(highlight(CODE)).count("<li id=") == CODE.count("\n") + 1


def test_without_pygments_the_source_is_plain(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygments.lexers", None)
    assert highlight("a < b") == "a &lt; b"
