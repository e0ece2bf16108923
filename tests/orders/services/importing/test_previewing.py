"""The look into a file is bounded, and says so."""

import pytest
from django.core.files.base import ContentFile

from apps.core.errors import NotAllowed
from apps.orders.services.importing import previewing
from apps.orders.services.importing.previewing import preview_import
from apps.uploads.services.storing import store_upload
from tests.orders.files import LONDON, row, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(people):
    def look(content, by="manager"):
        upload = store_upload(
            file=ContentFile(content.encode(), name="orders.csv"), kind="order_import", by=people["manager"]
        )
        return preview_import(upload=upload, zone=LONDON, by=people[by])

    return look


def thousand(invoices=1000):
    return text(row(f"{540000 + number}") for number in range(invoices))


def test_a_small_file_is_read_to_its_end(looked):
    found = looked(thousand(600))
    assert (found.rows, found.whole, found.rows_expected, found.orders) == (600, True, None, 600)


@pytest.mark.parametrize("limit", [{"EXAMINED": 500}, {"SECONDS": 0}])
def test_of_a_big_one_the_first_rows(looked, monkeypatch, limit):
    for name, value in limit.items():
        monkeypatch.setattr(previewing, name, value)
    found = looked(thousand())
    assert (found.rows, found.whole, found.orders) == (500, False, 500)
    assert found.rows_expected >= 500
    assert found.orders_shorter == []


def test_columns_are_shown_in_the_order_of_the_file_with_what_becomes_of_them(looked):
    content = "Country,Price,Invoice,StockCode,Description,Quantity,InvoiceDate,CustomerID\n"
    found = looked(f"{content}EIRE,2.1,c536379,85123a, Heart ,-1,2011-07-01 12:00:00,13085.0\n")
    assert [(column.name, column.column, column.text, column.value) for column in found.mapping] == [
        ("Country", "Country", "EIRE", "IE"),
        ("Price", "Price", "2.1", "2.100"),
        ("Invoice", "Invoice", "c536379", "C536379"),
        ("StockCode", "StockCode", "85123a", "85123A"),
        ("Description", "Description", " Heart ", "Heart"),
        ("Quantity", "Quantity", "-1", "-1"),
        ("InvoiceDate", "InvoiceDate", "2011-07-01 12:00:00", "2011-07-01 11:00:00"),
        ("CustomerID", "Customer ID", "13085.0", "13085"),
    ]
    assert [cell.text for cell in found.first_rows[0].cells][:3] == ["EIRE", "2.1", "c536379"]


def test_faults_stand_at_their_cells_and_whole_rows_may_be_wrong(looked):
    found = looked(text([row(price="1,5"), row()[:-1], row(at="2010-12-01 09:00:00")]))
    assert [cell.reason for cell in found.first_rows[0].cells if cell.reason] == found.first_rows[0].reasons
    assert found.first_rows[1].reasons == ["7 cells instead of 8."]
    assert (found.rejected, found.by_code) == (2, {"price_format": 1, "wrong_number_of_cells": 1})
    assert not found.faultless


def test_those_who_may_not_import_may_not_look(looked):
    with pytest.raises(NotAllowed):
        looked(thousand(1), by="auditor")
