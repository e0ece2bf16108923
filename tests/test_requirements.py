"""The lists of packages: every pin is exact."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"[a-z0-9-]+(\[[a-z,-]+\])?==[0-9][0-9a-z.]*")


def loose(text: str) -> list[str]:
    """Lines that name a package without its exact version."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r "))]
    return [line for line in lines if not PIN.fullmatch(line)]


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.in")), ids=lambda path: path.name)
def test_every_package_has_its_exact_version(path: Path) -> None:
    assert loose(path.read_text()) == []


def test_a_loose_pin_is_noticed() -> None:
    assert loose("# a comment\n-r base.in\npyyaml\ndjango>=5\ncelery[redis]==5.7.0\n") == ["pyyaml", "django>=5"]
