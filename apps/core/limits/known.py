"""The rules of the shop by name, and who stands behind the keys of buckets: for people who look at them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.limits.gcra import Rule


@dataclass(frozen=True)
class KnownRule:
    """A rule, and what it counts, in words."""

    rule: Rule
    counts: str


known_rules: dict[str, KnownRule] = {}
"""Filled by the apps when they start, by the rule's name."""

owners: dict[str, Callable[[list[int]], Mapping[int, Any]]] = {}
"""Likewise, by the first word of keys such as `token-12`: finds the rows with these numbers."""


def know(rule: Rule, counts: str) -> None:
    known_rules[rule.name] = KnownRule(rule, counts)
