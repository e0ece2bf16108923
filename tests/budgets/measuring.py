"""The queries of a visit, each with its table and the line of the project that sent it."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from apps.core.observability.sending import Line, sending_line

TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?([a-z_]+)')


@dataclass(frozen=True)
class Query:
    """A query as it was sent: its text, with places for its values."""

    sql: str
    line: Line | None

    @property
    def table(self) -> str:
        """The table that it reads or writes first, but for queries within it; what it does, where there is none."""
        text, outer = "", self.sql
        while text != outer:
            text, outer = outer, re.sub(r"\([^()]*\)", "", outer)
        found = TABLE.search(outer)
        return found[1] if found else self.sql.split()[0]

    @property
    def shape(self) -> str:
        """The text without its values: equal for queries that differ in them alone."""
        return re.sub(r"(%s(, )?)+", "%s", re.sub(r"'[^']*'|\b\d+\b", "%s", self.sql))


class Recorder:
    """An `execute_wrapper` that keeps what is sent."""

    def __init__(self) -> None:
        self.queries: list[Query] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries.append(Query(sql, sending_line()))
        return execute(sql, params, many, context)


def visit(client: Any, url: str) -> list[Query]:
    """The queries of one request, which must succeed."""
    ContentType.objects.get_for_models(*apps.get_models())  # which a process reads but once
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        answer = client.get(url)
    assert answer.status_code == 200, url
    return recorder.queries


def tables(queries: list[Query]) -> Counter[str]:
    return Counter(query.table for query in queries)
