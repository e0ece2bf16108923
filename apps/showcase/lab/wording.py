"""SQL as people read it: what repeats itself is cut."""

import re

MANY = 6
PLACES = re.compile(rf"\(\s*%s(?:,\s*%s){{{MANY},}}\s*\)")
COLUMN = r'(?:"\w+"\.)?"\w+"'
COLUMNS = re.compile(rf"({COLUMN}(?:, {COLUMN})?)((?:, {COLUMN}){{{MANY},}})")
VALUES = re.compile(r"(ANY \('\{[^}]{40})[^}]*(\})")


def shortened(sql: str) -> str:
    """Lists of more than a few placeholders, columns or values keep their beginning and say how long they were."""
    sql = PLACES.sub(lambda found: f"(%s, … {found[0].count('%s'):,} values)", sql)
    sql = COLUMNS.sub(lambda found: f"{found[1]}, … {found[2].count(', '):,} more columns", sql)
    return VALUES.sub(r"\1…\2", sql)


def plain(sql: str) -> str:
    """For narrow places, as one would write it by hand: no quotes, no tables before columns, no list of all columns."""
    bare = re.sub(r'"(\w+)"', r"\1", re.sub(r'"\w+"\.', "", sql))
    return re.sub(r"^SELECT \w+(, \w+){2,} FROM", "SELECT … FROM", bare)
