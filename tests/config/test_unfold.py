"""The admin's theme takes its colours from the tokens of all pages."""

import re

from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "tokens.css").read_text()


def token(name: str) -> tuple[str, str]:
    """The two colours of a token, for light and dark."""
    return re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", TOKENS).groups()


def test_the_steps_of_grey_that_are_tokens_have_the_colours_of_the_tokens() -> None:
    greys = settings.UNFOLD["COLORS"]["base"]
    assert (greys["50"], greys["900"]) == token("wall")
    assert greys["200"] == token("line")[0]


def test_accent_and_inks_are_tokens_that_exist() -> None:
    colours = settings.UNFOLD["COLORS"]
    named = [colours["primary"]["500"], colours["primary"]["600"], *colours["font"].values()]
    assert [name for name in named if not token(name.removeprefix("var(--").removesuffix(")"))] == []
