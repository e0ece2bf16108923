"""docs/import.md says what the code does."""

import re
from pathlib import Path

from apps.orders.rules.importing.faults import FaultCode

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text()


def test_every_code_is_explained_and_none_that_there_is_not():
    table = TEXT.split("| code | means |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE) == [code.value for code in FaultCode]


def test_every_file_it_names_is_there():
    root = Path(__file__).resolve().parents[2]
    named = set(re.findall(r"`((?:apps|tests)/[\w/.]+)`", TEXT))
    assert len(named) >= 4
    assert [name for name in named if not (root / name).exists()] == []
    steps = set(re.findall(r"`(\w+\.py)`", TEXT))
    assert [name for name in steps if not (root / "apps/orders/services/importing" / name).exists()] == []
