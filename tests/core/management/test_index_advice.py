"""`manage.py index_advice`: what it prints and how it ends."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from apps.core.observability.indexes import advice

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("index_advice", *arguments, stdout=out, no_color=True)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_without_advice_it_says_so_and_ends_with_0() -> None:
    said, code = run()
    assert code == 0
    assert said.startswith("No advice: every foreign key is served, no index is too much.\nNo index is called unused: ")


def test_with_advice_it_says_what_why_and_what_to_write_and_ends_with_1(monkeypatch: Any, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    monkeypatch.setattr(advice, "explained_at", {advice.Kind.REDUNDANT: lambda: "/lab/some-index/"})
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX planted ON orders_order (placed_at)")
    said, code = run()
    assert code == 1
    assert said.splitlines()[:4] == [
        "Index that another one serves",
        "  Drop planted. order_newest (placed_at, id) begins with the same columns (placed_at).",
        "      migrations.RunSQL('DROP INDEX planted')",
        "      wins 8.0\xa0KB · http://localhost:8000/lab/some-index/",
    ]
    said, code = run("--json")
    assert code == 1
    (one,) = json.loads(said)["advice"]
    assert (one["table"], one["what"], one["size"]) == ("orders_order", "Drop planted.", 8192)
