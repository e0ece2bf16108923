"""What grants add up to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.accounts.rules.permission_sets import Held, add_up, not_covered

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def carried(codename: str | None, up_to: int | None = None, *, begins: int = -1, ends: int | None = None) -> Held:
    until = None if ends is None else NOON + ends * HOUR
    limit = None if up_to is None else Decimal(up_to)
    return Held(NOON + begins * HOUR, until, {f"shop.{codename}": limit} if codename else {})


def test_only_grants_that_have_begun_and_not_ended_count() -> None:
    found = add_up(
        [carried("now"), carried("later", begins=3, ends=4), carried("over", begins=-2, ends=0), carried(None)], at=NOON
    )
    assert found.limits == {"shop.now": None}


@pytest.mark.parametrize(
    ("grants", "hours"),
    [
        ([carried("a")], None),
        ([carried("a", ends=2), carried("b", ends=1)], 1),
        ([carried("a", ends=2), carried("b", begins=1, ends=5)], 1),
        ([carried(None, ends=3)], 3),
        ([carried("a", begins=-3, ends=-1)], None),
    ],
)
def test_a_set_lasts_until_the_next_grant_begins_or_ends(grants: list[Held], hours: int | None) -> None:
    assert add_up(grants, at=NOON).lasts == (None if hours is None else hours * HOUR)


@pytest.mark.parametrize(
    ("limits", "largest"), [((100, 1000), 1000), ((1000, 100), 1000), ((100, None), None), ((None, 100), None)]
)
def test_of_several_limits_the_largest_counts(limits: tuple[int | None, ...], largest: int | None) -> None:
    found = add_up([carried("refund", limit) for limit in limits], at=NOON)
    assert found.limits == {"shop.refund": largest}


def test_what_goes_beyond_is_named() -> None:
    held = {"a": None, "b": Decimal(100), "c": Decimal(100)}
    wanted = {"a": None, "b": Decimal("100.001"), "c": Decimal(100), "d": Decimal(1)}
    assert not_covered(wanted, held) == ["b", "d"]
    assert not_covered({"b": None}, held) == ["b"]
