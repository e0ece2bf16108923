"""How long keys live, and what one may make of another."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.rules.keys import beyond, outlives, usual_end

NOW = datetime(2026, 11, 26, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_key_usually_ends_in_90_days_and_not_after_the_one_it_is_made_with() -> None:
    assert usual_end(NOW) == NOW + 90 * DAY
    assert usual_end(NOW, NOW + DAY) == NOW + DAY
    assert usual_end(NOW, NOW + 91 * DAY) == NOW + 90 * DAY


@pytest.mark.parametrize(
    ("end", "bound", "longer"),
    [(None, None, False), (NOW, None, False), (None, NOW, True), (NOW + DAY, NOW, True), (NOW, NOW, False)],
)
def test_who_never_ends_outlives_whoever_does(end: datetime | None, bound: datetime | None, longer: bool) -> None:
    assert outlives(end, bound) is longer


def test_what_is_beyond_a_key_is_named() -> None:
    assert beyond(["orders:read", "me:read"], ["me:read"]) == ["orders:read"]
    assert beyond(["me:read"], ["me:read", "orders:read"]) == []
