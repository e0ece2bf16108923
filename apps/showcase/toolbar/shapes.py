"""Queries by their shape: SQL without its values, and what Django's SQL says of tables, conditions and order."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

# A name in quotes stays, a text or a number is a value. Numbers within names (T4, U0) are none.
TOKEN = re.compile(r"""("[^"]*")|('(?:[^']|'')*'|%\(\w+\)s|%s|(?<![\w."])\d+(?:\.\d+)?\b)""")
MANY_VALUES = re.compile(r"\(\?(?:, \?)+\)")
MANY_ROWS = re.compile(r"(\((?:\?|\?, …)\))(?:, \((?:\?|\?, …)\))+")
CONTROL = re.compile(r"(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|DECLARE|FETCH|CLOSE)\b", re.IGNORECASE)
TABLE = re.compile(r'\b(?:FROM|JOIN) "(\w+)"(?!\.)(?: ([A-Z]\d+)\b)?')
CLAUSES = re.compile(r" (WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR UPDATE|FOR NO KEY UPDATE) ")
NAME = r'(?:"(?P<table>\w+)"|(?P<alias>[A-Z]\d+))\."(?P<column>\w+)"'
COLUMN = re.compile(NAME)
EQUAL = re.compile(rf"{NAME}(?:::\w+)? (?:= \?|IN \(|= ANY)")
COLUMNS = re.compile(r'^SELECT (DISTINCT )?(?:"\w+"\."\w+"(?: AS "\w+")?(?:, )?){2,} FROM ')
OFFSET = re.compile(r"\bOFFSET (\d+)")


@lru_cache(maxsize=4096)
def fold(sql: str) -> str:
    """SQL without its values: two queries of one shape differ in nothing else."""
    text = TOKEN.sub(lambda found: found[1] or "?", " ".join(sql.split()))
    return MANY_ROWS.sub(r"\1, …", MANY_VALUES.sub("(?, …)", text))


def brief(shape: str) -> str:
    """The shape for people: without the list of columns when it holds nothing else."""
    return COLUMNS.sub(r"SELECT \1… FROM ", shape)


@dataclass(frozen=True)
class Select:
    """What a SELECT of Django's says, read from its shape. Subqueries are left out of `outer`."""

    text: str

    @cached_property
    def outer(self) -> str:
        return without_subqueries(self.text)

    @cached_property
    def clauses(self) -> dict[str, str]:
        """The head as "SELECT", then each clause by its name."""
        parts = CLAUSES.split(self.outer)
        return {"SELECT": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}

    @cached_property
    def tables(self) -> list[tuple[str, str]]:
        """Tables of the outer query with the names they go by, the first one first."""
        return [(found[1], found[2] or found[1]) for found in TABLE.finditer(self.outer)]

    @property
    def table(self) -> str:
        return self.tables[0][0] if self.tables else ""

    @property
    def where(self) -> str:
        return self.clauses.get("WHERE", "")

    def columns_of(self, table: str) -> set[str]:
        """Columns of one of its tables that the outer query brings."""
        head = self.clauses["SELECT"].partition(" FROM ")[0]
        names = {alias for one, alias in self.tables if one == table}
        return {found["column"] for found in COLUMN.finditer(head) if (found["table"] or found["alias"]) in names}

    @cached_property
    def equals(self) -> list[tuple[str, str]]:
        """Table and column of each condition that asks for certain values."""
        names = {alias: table for table, alias in self.tables}
        found = [(one["table"] or one["alias"], one["column"]) for one in EQUAL.finditer(self.where)]
        return [(names[alias], column) for alias, column in found if alias in names]

    @property
    def counts(self) -> bool:
        return self.text.startswith("SELECT COUNT(") and "GROUP BY" not in self.clauses and bool(self.tables)

    @property
    def asks_whether(self) -> bool:
        """An `exists()`."""
        return self.text.startswith('SELECT ? AS "a" ')

    @property
    def orders_by_columns(self) -> bool:
        """Whether its rows are those of a table, as the order stands there: neither grouped nor made distinct."""
        return "ORDER BY" in self.clauses and "GROUP BY" not in self.clauses and "SELECT DISTINCT" not in self.outer

    @property
    def narrowed(self) -> bool:
        """Whether more than one condition, or a limit, chooses the rows."""
        return " AND " in self.where or " OR " in self.where or "LIMIT" in self.clauses


def select_of(shape: str) -> Select | None:
    """The parts of a SELECT; None for anything else and for one that locks its rows."""
    locks = " FOR UPDATE" in shape or " FOR NO KEY UPDATE" in shape
    return Select(shape) if shape.startswith("SELECT ") and not locks else None


def is_control(sql: str) -> bool:
    """Whether it opens or ends something and reads no rows."""
    return CONTROL.match(sql) is not None


def without_subqueries(text: str) -> str:
    """The text with "(…)" where a bracket holds a query of its own."""
    kept: list[str] = []
    skipped = 0  # brackets that are open since a subquery began
    at = 0
    while at < len(text):
        sign = text[at]
        if skipped:
            skipped += {"(": 1, ")": -1}.get(sign, 0)
        elif text.startswith("(SELECT ", at):
            kept.append("(…)")
            skipped = 1
        else:
            kept.append(sign)
        at += 1
    return "".join(kept)


def rows_skipped(sql: str) -> int:
    """The deepest OFFSET in it."""
    return max((int(number) for number in OFFSET.findall(sql)), default=0)
