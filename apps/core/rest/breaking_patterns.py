"""Whether a pattern still takes all that another one takes: known where alternatives were only added.

Everything else that differs counts as narrower: what two patterns have in common cannot be told in general.
"""

import re
from typing import Any

TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


def takes_as_much(new: str | None, old: str | None) -> bool:
    """Whether `new` takes at least what `old` does; without a pattern everything is taken."""
    if new is None or new == old:
        return True
    return old is not None and covers(alternatives(new), alternatives(old))


def alternatives(pattern: str) -> frozenset[Any]:
    """What stands between the bars of a pattern, each as its pieces in order: texts, and groups of the same kind."""
    tokens = iter(TOKEN.findall(pattern))

    def group() -> frozenset[Any]:
        found: list[list[Any]] = [[]]
        for piece in tokens:
            if piece == ")":
                break
            if piece == "|":
                found.append([])
            else:
                found[-1].append(group() if piece == "(" else piece)
        return frozenset(map(tuple, found))

    return group()


def covers(new: frozenset[Any], old: frozenset[Any]) -> bool:
    """Whether each old alternative has one that is as wide, piece by piece. `(?!...)` and the like must be the same."""
    if is_special(new) or is_special(old):
        return new == old
    return all(any(len(one) == len(other) and all(map(as_wide, one, other)) for one in new) for other in old)


def as_wide(new: Any, old: Any) -> bool:
    groups = isinstance(new, frozenset) and isinstance(old, frozenset)
    return covers(new, old) if groups else bool(new == old)


def is_special(group: frozenset[Any]) -> bool:
    """Whether it begins with a question mark: a group that does not simply take what stands in it."""
    return any(str(one[0]).startswith("?") for one in group if one)
