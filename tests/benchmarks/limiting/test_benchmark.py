"""The table of the benchmark `rate-limit`: ratios to a PING of the same round, and goals that can be missed."""

from benchmarks.limiting.benchmark import SAYS, ratio, report

FOUND = {label: {"us": 40.0, "processor": 20.0} for label in SAYS}


def says(one: float, four: float, let_through: list[int]) -> list[str]:
    ratios = dict.fromkeys(SAYS, 1.0) | {"one rule": one, "four rules": four}
    return list(report("a machine", FOUND, ratios, {"shop": let_through, "stock": [31, 60]}).says)


def test_a_ratio_is_to_the_ping_of_the_same_round() -> None:
    assert ratio({"PING": {"us": 30.0}, "one rule": {"us": 36.0}}, "one rule") == 1.2


def test_goals_are_reached_or_missed() -> None:
    assert [line.startswith("Goal reached") for line in says(1.4, 2.0, [10, 10])] == [True] * 3
    assert [line.startswith("Goal **missed**") for line in says(1.41, 2.01, [10, 11])] == [True] * 3
    assert says(1.4, 2.0, [10, 10])[2].endswith("lets through exactly 10 in each of 2 rounds; stock 31 to 60.")
