"""Which days a report is about."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from apps.orders.rules.reporting import Period, change, choose, months, percent, step_name, steps

TODAY = date(2026, 11, 26)
LONG_AGO = date(2011, 12, 9)


def chosen(newest: date | None = TODAY, **asked: str):
    return choose(asked, today=TODAY, oldest=date(2009, 12, 1), newest=newest)


@pytest.mark.parametrize(
    ("name", "first", "days"),
    [
        ("7", date(2026, 11, 20), 7),
        ("30", date(2026, 10, 28), 30),
        ("90", date(2026, 8, 29), 90),
        ("365", date(2025, 11, 27), 365),
    ],
)
def test_presets_end_today_and_have_their_number_of_days(name, first, days):
    assert chosen(range=name).period == Period(first, TODAY)
    assert chosen(range=name).period.days == days


def test_without_a_choice_it_is_the_last_thirty_days():
    assert (chosen().name, chosen().period) == ("30", Period(date(2026, 10, 28), TODAY))


@pytest.mark.parametrize(
    ("newest", "anchor"),
    [
        (LONG_AGO, LONG_AGO),
        (date(2026, 11, 18), date(2026, 11, 18)),
        (date(2026, 11, 19), TODAY),  # eight days up to today hold it
        (date(2026, 12, 24), TODAY),
        (None, TODAY),
    ],
)
def test_when_nothing_is_recent_presets_count_back_from_the_newest_order(newest, anchor):
    choice = chosen(newest, range="7")
    assert (choice.anchor, choice.period.last, choice.period.days) == (anchor, anchor, 7)


def test_all_is_from_the_first_order_to_the_last_one():
    assert chosen(LONG_AGO, range="all").period == Period(date(2009, 12, 1), LONG_AGO)
    assert choose({"range": "all"}, today=TODAY, oldest=None, newest=None).period == Period(TODAY, TODAY)


def test_own_days_include_both_ends():
    asked = {"from": "2011-12-01", "to": "2011-12-09"}
    assert chosen(**asked).period == Period(date(2011, 12, 1), date(2011, 12, 9))
    assert chosen(range="own", **asked).name == "own"
    assert chosen(**{"from": "2026-11-01"}).period == Period(date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"from": "yesterday"}, {"from": "“From” is a day such as 2011-12-09, not “yesterday”."}),
        ({"range": "own"}, {"from": "“From” is a day such as 2011-12-09."}),
        ({"from": "2011-12-10", "to": "2011-12-09"}, {"to": "“To” lies before “from”."}),
        ({"from": "2011-02-30", "to": "x"}, {"from": "“From” is a day such as 2011-12-09, not “2011-02-30”.",
                                             "to": "“To” is a day such as 2011-12-09, not “x”."}),
        ({"from": "0001-01-01"}, {"from": "“From” is a day from 1900-01-01 to 2199-12-31."}),
        ({"range": "13"}, {"range": "There is no such range."}),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_and_the_usual_days_are_shown(asked, problems):
    choice = chosen(**asked)
    assert choice.problems == problems
    assert choice.period == Period(date(2026, 10, 28), TODAY)


def test_the_period_before_is_as_long_and_ends_the_day_before():
    assert Period(date(2011, 12, 1), date(2011, 12, 9)).before == Period(date(2011, 11, 22), date(2011, 11, 30))
    assert Period(LONG_AGO, LONG_AGO).before == Period(date(2011, 12, 8), date(2011, 12, 8))


@pytest.mark.parametrize("days", [1, 7, 92, 93, 96, 98, 365, 800])
def test_steps_cover_every_day_once_and_those_of_the_period_before_are_as_many(days):
    period = Period(date.fromordinal(TODAY.toordinal() - days + 1), TODAY)
    found = steps(period)
    assert sum(step.days for step in found) == days
    assert (found[0].first, found[-1].last) == (period.first, TODAY)
    assert all(b.first.toordinal() == a.last.toordinal() + 1 for a, b in pairwise(found))
    assert [step.days for step in steps(period.before)] == [step.days for step in found]
    assert step_name(period) == ("day" if days <= 92 else "week")


def test_a_few_days_too_many_for_whole_weeks_belong_to_the_first_one():
    assert [step.days for step in steps(Period(date(2025, 11, 27), TODAY))][:2] == [8, 7]  # 365 days
    assert [step.days for step in steps(Period(date(2026, 8, 23), TODAY))][:2] == [5, 7]  # 96 days


def test_years_are_shown_by_the_month():
    found = months(Period(date(2009, 12, 1), LONG_AGO))
    assert len(found) == 25
    assert found[0] == Period(date(2009, 12, 1), date(2009, 12, 31))
    assert found[3] == Period(date(2010, 3, 1), date(2010, 3, 31))
    assert found[-1] == Period(date(2011, 12, 1), LONG_AGO)
    assert step_name(Period(date(2009, 9, 1), LONG_AGO)) == "month"


@pytest.mark.parametrize(
    ("now", "before", "per_cent"),
    [
        (150, 100, "50.0"),
        (Decimal("66.666"), 100, "-33.3"),
        (0, 3, "-100.0"),
        (5, 5, "0.0"),
        (5, 0, None),
        (Decimal("100.05"), 100, "0.1"),
    ],
)
def test_a_change_is_in_per_cent_of_what_was(now, before, per_cent):
    assert change(now, before) == (None if per_cent is None else Decimal(per_cent))


def test_a_share_of_nothing_is_unknown():
    assert (percent(1, 3), percent(1, 0)) == (Decimal("33.3"), None)
