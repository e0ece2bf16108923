"""Every variable that the code or the tests read is either the shop's (config/env.py) or told to developers."""

import re
from pathlib import Path

from config.env import ROOT, VARIABLES

READS = re.compile(r"os\.environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"")
FROM_TABLE = re.compile(r"ENV(?:\[|\.given\()\"([A-Z0-9_]+)\"")
OTHERS = {"HOME", "NO_COLOR", "PATH", "PGPASSWORD", "PYTEST_XDIST_WORKER", "VITRINE_RUN"}
"""What other programs set, and what the supervisor tells its own children."""


def read_by(*folders: str) -> set[str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]
    return {name for path in paths for name in READS.findall(path.read_text())}


def test_variables_of_tools_and_tests_stand_in_the_documentation() -> None:
    found = read_by("config", "tests", "apps") - {variable.name for variable in VARIABLES} - OTHERS
    assert {"DJANGO_SETTINGS_MODULE", "TEST_DB_NAME", "VITRINE_CHROMIUM", "VITRINE_TEST_RUN"} <= found
    text = (ROOT / "docs" / "configuration.md").read_text()
    assert sorted(name for name in found if f"`{name}`" not in text) == []


def test_the_settings_read_every_variable_of_the_table_and_no_other() -> None:
    texts = [path.read_text() for path in (ROOT / "config" / "settings").glob("*.py")]
    assert {name for text in texts for name in FROM_TABLE.findall(text)} == {variable.name for variable in VARIABLES}
