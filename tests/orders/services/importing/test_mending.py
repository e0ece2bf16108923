"""The rows to mend: corrected and imported again they make the shop what a faultless file would have made it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import now

from apps.core.jobs.queue import run_queued
from apps.orders.enums import ImportMode
from apps.orders.models import ImportJob, Order, OrderLine
from apps.orders.rules.importing.cells import LocalTime
from apps.orders.services.importing.mending import Survey
from apps.orders.services.importing.requested import request_import
from apps.uploads.services.storing import store_upload
from tests.orders.files import LONDON, row, text
from tests.orders.importing import lines
from tests.orders.services.importing.samples import SALE

pytestmark = pytest.mark.django_db(transaction=True)


def at(minute):
    return f"2010-12-{1 + minute // 600:02} {8 + minute % 600 // 60:02}:{minute % 60:02}:00"


def shop_rows(orders=30, each=5):
    """Orders of some rows each, two equal ones among them."""
    return [
        row(
            f"{540000 + order}", f"SKU{1 + line % 4}", quantity=f"{1 + line % 4}", at=at(order), price=f"{1 + order}.25"
        )
        for order in range(orders)
        for line in range(each)
    ]


@pytest.fixture
def imported(people):
    def perform(content, mode="skip-bad"):
        content = content if isinstance(content, str) else text(content)
        upload = store_upload(
            file=ContentFile(content.encode(), name="orders.csv"), kind="order_import", by=people["manager"]
        )
        done = request_import(upload=upload, mode=ImportMode(mode), dry_run=False, zone=LONDON, by=people["manager"])
        run_queued(str(done.job_id))
        return ImportJob.objects.get(pk=done.pk)

    return perform


@pytest.fixture
def mend():
    def survey(done):
        read = Survey(Path(default_storage.path(done.upload.path)), LocalTime(LONDON, latest=now()), read=int)
        return [list(cells) for cells in read.rows()]

    return survey


FAULTS = (
    lambda cells: [*cells[:3], "twelve", *cells[4:]],
    lambda cells: [*cells[:4], "2010-02-30 10:00:00", *cells[5:]],
    lambda cells: [*cells[:5], "6,95", *cells[6:]],
    lambda cells: [*cells[:6], "19O85.0", cells[7]],
    lambda cells: [*cells[:7], "Atlantis"],
    lambda cells: ["4894", *cells[1:]],
    lambda cells: cells[:-1],
    lambda cells: [cells[0], "", *cells[2:]],
)


def test_forty_bad_rows_are_mended_and_all_is_stored(imported, mend):
    good = shop_rows()
    imported(good)
    right = lines()
    OrderLine.objects.all().delete()
    Order.objects.all().delete()

    spoiled = [list(cells) for cells in good]
    corrections = {}
    for count in range(40):
        place = count * 149 // 40
        spoiled[place] = FAULTS[count % len(FAULTS)](good[place])
        corrections.setdefault(tuple(spoiled[place]), []).append(good[place])
    done = imported(spoiled)
    assert (done.rows_rejected, done.lines_stored) == (40, 110)

    rows = mend(done)
    assert len(rows) <= len(good)
    mended = [corrections[tuple(cells)].pop(0) if tuple(cells) in corrections else cells for cells in rows]
    assert not any(corrections.values())
    done = imported(mended, mode="upsert")
    assert (done.rows_rejected, done.rows_in_conflict) == (0, 0)
    assert lines() == right


def test_the_rejected_rows_alone_would_make_orders_shorter(imported):
    """What the file of whole orders is good for."""
    good = shop_rows(orders=1)
    imported([*good[:2], FAULTS[0](good[2]), *good[3:]])
    assert imported([good[2]], mode="upsert").orders_replaced == 1
    assert len(lines()) == 1


def test_orders_without_a_rejected_row_are_not_in_it(imported, mend):
    good = shop_rows(orders=3)
    bad = FAULTS[2](good[7])
    assert mend(imported([*good[:7], bad, *good[8:]])) == [*good[5:7], bad, *good[8:10]]
    assert mend(imported(good)) == []


def test_a_row_without_a_legible_number_brings_the_orders_around_it(imported, mend):
    good = shop_rows(orders=4, each=2)
    nameless = FAULTS[5](good[3])
    assert mend(imported([*good[:3], nameless, *good[4:]])) == [*good[2:3], nameless, *good[4:6]]
    assert mend(imported([nameless])) == [nameless]


def test_of_an_order_that_comes_back_the_first_copy_is_mended(imported, mend):
    """Both copies, one after the other, would read as one order with every row twice."""
    first = shop_rows(orders=3, each=2)
    bad = FAULTS[2](first[2])
    done = imported([*first[:2], bad, *first[3:], *first])
    rows = mend(done)
    assert rows == [bad, first[3]]
    imported([first[2], first[3]], mode="upsert")
    assert len(lines()) == 6


def test_a_bad_row_of_a_second_copy_needs_no_mending(imported, mend):
    first = shop_rows(orders=3, each=2)
    done = imported([*first, *first[:3], FAULTS[2](first[3]), FAULTS[5](first[4]), *first[5:]])
    assert (done.rows_rejected, done.lines_stored) == (2, 6)
    assert mend(done) == []


def test_a_torn_row_comes_in_cells_with_the_rest_of_its_order(imported, mend):
    torn = '536365,22139,"a clock,6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom\n'
    done = imported(text(SALE) + torn)
    assert done.counts_by_code == {"broken_quotes": 1}
    cells = ["536365", "22139", "a clock", "6", "2010-12-01 08:27:00", "2.55", "17850.0", "United Kingdom"]
    assert mend(done) == [*SALE, cells]


def test_cells_written_safely_are_read_as_they_were(imported):
    imported([row("536365", name="'=1+1"), row("536366", name="'tis", at="2010-12-01 09:00:00")])
    assert [line[3] for line in lines()] == ["=1+1", "'tis"]
