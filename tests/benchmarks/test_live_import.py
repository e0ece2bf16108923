import random

import pytest

from benchmarks.live_import import figures, page_reads, report_of
from tests import shop

READS = ["newest orders", "biggest orders", "an order with its lines", "customer search"]


def test_how_many_median_99th_and_longest():
    assert figures([float(number) for number in range(100, -1, -1)]) == ["101", "50.0", "99.0", "100.0"]
    assert figures([7.0]) == ["1", "7.0", "7.0", "7.0"]


@pytest.mark.django_db
def test_readers_ask_what_pages_of_the_shop_ask(django_assert_max_num_queries):
    mine = shop.order("V489434", ("85048", 12, "6.950"), customer=shop.customer("13085"))
    reads = page_reads(random.Random(1))
    assert list(reads) == READS
    for name in READS[:3]:
        with django_assert_max_num_queries(2):
            assert reads[name]() == [mine]


@pytest.mark.parametrize(("longest", "verdict"), [(200.0, "Goal reached"), (201.0, "Goal **missed**")])
def test_the_longest_read_of_any_kind_decides(longest, verdict):
    alone = {"newest orders": [5.0, 9.0], "customer search": [3.0]}
    beside = {"newest orders": [8.0, longest], "customer search": [4.0]}
    report = report_of("", 20_000, 3, {"seconds": 2.0, "rows": 1_000}, alone, beside, 0.0)
    assert report.says[1] == (
        f"{verdict}: no read took longer than {longest:.0f} ms while it ran (at most 200), 9 before."
    )
    assert report.rows[0] == ["newest orders", "2", "5.0", "5.0", "9.0", "2", "8.0", "8.0", f"{longest:.1f}"]
