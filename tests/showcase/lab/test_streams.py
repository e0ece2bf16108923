"""Ways that yield: all is read, nothing is kept but the first lines, and what differs is seen."""

from apps.showcase.lab.pairs import Way
from apps.showcase.lab.streams import read_to_the_end


def test_a_generator_is_read_to_its_end_and_compared_by_what_it_said():
    way = Way("Yields", lambda count: (f"{number}\n" for number in range(count)))
    assert len(way({"count": 3})) == 3
    assert way({"count": 3}) == read_to_the_end(iter(["0\n", "1\n", "2\n"]))
    assert way({"count": 12}) != read_to_the_end(f"{number}\n" for number in [*range(11), 12])
    assert str(way({"count": 1002})).splitlines()[-2:] == ["9", "… and 992 more"]


def test_what_is_returned_stays_as_it_is():
    assert Way("Returns", lambda: [1, 2])({}) == [1, 2]
