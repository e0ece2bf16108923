"""Every command, option, file, link, picture, variable, address and symbol that the documents name exists."""

import re
from pathlib import Path

import pytest

from tests.house.documents import ROOT, documents, problems

# A document with one wrong name of each kind, and what is said about it.
WRONG = """
Start with `make rnu`, then `make manage ARGS="seed_peple"` or:

```
make manage ARGS="migrate --planned"
.venv/bin/python manage.py chekc
DATABSE_URL=postgresql://x make run
curl http://localhost:8000/api/v9/orders/
```

See `apps/orders/servises/importing.py`, `no_such_room.py`, [the house](huose.md), [its floors](house.md#flors),
![the map](pictures/mpa.png), `apps.core.events.delivr`, `/healtz` and `UPLOAD_MAX_BITES`.
"""
FOUND = {
    "make rnu: no such target",
    "manage.py seed_peple: no such command",
    "manage.py migrate: no option --planned",
    "manage.py chekc: no such command",
    "DATABSE_URL: no such variable or setting",
    "/api/v9/orders/: no such page",
    "apps/orders/servises/importing.py: no such file",
    "no_such_room.py: no such file",
    "huose.md: leads nowhere",
    "house.md#flors: no such heading",
    "pictures/mpa.png: leads nowhere",
    "apps.core.events.delivr: cannot be imported",
    "/healtz: no such page",
    "UPLOAD_MAX_BITES: no such variable or setting",
}
RIGHT = """
`make run`, `make manage ARGS="migrate --plan"`, `make test # all of it`; make sure it works.

```
TOKEN=$(make -s manage ARGS="check")
UPLOAD_MAX_BYTES=1000 make run
curl -H "Authorization: Bearer $TOKEN" http://localhost:8000/admin/
```

`config/env.py`, `env.py`, `config.env.VARIABLES`, [above](#a-heading), `SECRET_KEY_FILE`, `DATABASES`, `text/csv`.

# A heading
"""


@pytest.mark.skipif(not (ROOT / "apps/showcase").is_dir(), reason="the documents speak of the showcase too")
@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_only_what_exists(document: Path) -> None:
    found = problems(document.read_text(), document)
    assert not found, "\n".join(found)


def test_wrong_names_are_found() -> None:
    assert set(problems(WRONG, ROOT / "docs" / "house.md")) == FOUND


def test_right_names_pass() -> None:
    assert problems(RIGHT, ROOT / "docs" / "house.md") == []


def test_the_decisions_are_all_listed_in_order() -> None:
    folder = ROOT / "docs" / "adr"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text())
    assert listed == records
    assert [name[:4] for name in records] == sorted({name[:4] for name in records})


def test_documents_tell_nothing_of_one_machine() -> None:
    private = re.compile(r"/root/|/home/\w|/work/|(?<![\d.])(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+(?!\S)")
    told = {str(path.relative_to(ROOT)): private.findall(path.read_text()) for path in documents()}
    assert {name: found for name, found in told.items() if found} == {}
