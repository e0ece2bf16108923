"""A pattern that only has more alternatives takes as much; of anything else that differs nobody can know."""

import pytest

from apps.core.rest.breaking_patterns import takes_as_much

FIELDS = r"^((id|job(\.[a-z_]+)*)(,(id|job(\.[a-z_]+)*))*)?$"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^(a|b)$", None),
        ("^(a|b)$", "^(a|b)$"),
        ("^(a|b)$", "^(c|b|a)$"),
        ("a", "a|b"),
        (FIELDS, FIELDS.replace("id|", r"id|job|url(\.[a-z_]+)*|")),
        (r"^\((a|b)\)$", r"^\((a|b|c)\)$"),
        ("^[(|](a|b)$", "^[(|](a|b|)$"),
    ],
)
def test_more_alternatives_take_as_much(old: str, new: str | None) -> None:
    assert takes_as_much(new, old)
    assert old == new or not takes_as_much(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, "^a"),
        ("(a|b)", "(a|b)(c)"),
        ("(a|b)", "(a|b)c"),
        ("^(a|b)*$", "^(a|b)$"),
        ("^(a(x|y)|b)$", "^(a(x)|b)$"),
        ("^(?!a|b)", "^(?!a|b|c)"),
        ("^(?!(a|b))", "^(?!(a|b|c))"),
        ("^[^a|b]$", "^[^a|b|c]$"),
        (r"^\(a|b\)$", r"^\(a|b|c\)$"),
    ],
)
def test_what_else_is_changed_may_take_less(old: str | None, new: str) -> None:
    assert not takes_as_much(new, old)
