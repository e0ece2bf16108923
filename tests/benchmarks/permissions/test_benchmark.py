import pytest

from benchmarks.permissions.benchmark import middle, report

SHOP = {
    "SELECT 1": {"us": 30.0, "processor": 3.0, "queries": 1},
    "Valkey PING": {"us": 31.0, "processor": 3.0, "queries": 0},
    "person": {"us": 250.0, "processor": 3.0, "queries": 1},
    "person and versions": {"us": 270.0, "processor": 3.0, "queries": 1},
    "check": {"us": 5.0, "processor": 3.0, "queries": 0},
    "50 checks": {"us": 200.0, "processor": 3.0, "queries": 0},
    "check by token": {"us": 45.0, "processor": 3.0, "queries": 0},
    "check, set not known": {"us": 2000.0, "processor": 3.0, "queries": 1},
}
DJANGO = {
    "person": {"us": 250.0, "processor": 3.0, "queries": 1},
    "check": {"us": 1800.0, "processor": 3.0, "queries": 2},
}


def test_what_is_read_along_counts_as_a_part_of_the_check():
    found = report("", 2_001, SHOP, DJANGO)
    says = "`has_perm`, reading versions along +20.0"
    assert found.rows[5] == ["**the shop's check**", "0", "25.0", "3.0", "72", says]
    assert [said.startswith("Goal reached") for said in found.says] == [True, True, True, False]


@pytest.mark.parametrize(
    ("check", "missed"),
    [({"us": 5.0, "processor": 3.0, "queries": 1}, [0]), ({"us": 41.0, "processor": 3.0, "queries": 0}, [1, 2])],
    ids=["query", "slow"],
)
def test_a_goal_that_is_missed_is_said(check, missed):
    found = report("", 2_001, SHOP | {"check": check}, DJANGO)
    assert [at for at, said in enumerate(found.says) if "**missed**" in said] == missed


def test_of_several_rounds_the_middle_one_counts():
    rounds = [{"check": {"us": us, "processor": us, "queries": 0}} for us in (9.0, 1.0, 3.0)]
    assert middle(rounds) == {"check": {"us": 3.0, "processor": 3.0, "queries": 0}}
