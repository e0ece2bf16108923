"""Order files that say how customers are reached."""

import csv

import pytest

from apps.core.models import AuditEntry
from apps.orders.models import Customer
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.services.importing.mend_file import write as write_mend_file
from apps.orders.services.importing.mending import Survey
from tests import shop
from tests.orders.files import LOCAL_TIME, examine, row, write
from tests.orders.importing import run_import

WITH_BOTH = (*COLUMNS, "email", "phone")


def contact(email: str = "", phone: str = "", invoice: str = "536365", **cells: str) -> list[str]:
    return [*row(invoice, **cells), email, phone]


def faults(*rows: list[str], columns: tuple[str, ...] = WITH_BOTH) -> list[tuple[int, str, str]]:
    examination, _ = examine(rows, columns=columns)
    return [(problem.line, problem.column, problem.code.value) for problem in examination.problems.kept]


def test_customers_are_reached_as_the_last_rows_say_and_what_is_known_stays(transactional_db, tmp_path) -> None:
    shop.customer("1", email="ada@x.example")
    shop.customer("4", phone="+4930901820")
    rows = [
        contact("eve@x.example", "+4930901820", "536365", customer="1"),
        contact("old@x.example", "020 7946 0000", "536366", customer="2"),
        contact(" Bob@MÜNCHEN.example", "", "536367", customer="2"),
        contact("", "", "536368", customer="3"),
        contact("", "+4930901821", "536369", customer="4"),
    ]
    report = run_import(write(tmp_path / "orders.csv", rows, header=("Invoice", *COLUMNS[1:], "E-mail", "Telephone")))
    assert report.outcome.customers_created == 2
    assert list(Customer.objects.values_list("number", "email", "phone")) == [
        ("1", "ada@x.example", "+4930901820"),
        ("2", "Bob@xn--mnchen-3ya.example", "+442079460000"),
        ("3", "", ""),
        ("4", "", "+4930901820"),
    ]
    after = AuditEntry.objects.get(action="orders.orders_imported").after
    assert after["completed_customers"] == ["1"]


def test_a_bad_address_or_number_rejects_its_row_and_names_every_cell() -> None:
    assert faults(
        contact("ada@x", "12", quantity="six"),
        contact("ada@x.example", "020 7946 0000", "536366", country="Unspecified"),
        contact("", "020 7946 0000", "536367", country="Atlantis"),
        contact("ada@x.example", "", "536368", customer=" "),
        contact("", "", "536369", customer=""),
        row("536370"),
        [*contact("ada@x.example"), "more"],
        contact("ada@x.example", "+4930901820", "536371"),
    ) == [
        (2, "Quantity", "quantity_format"),
        (2, "email", "email_domain_invalid"),
        (2, "phone", "phone_invalid"),
        (3, "phone", "phone_country_needed"),
        (4, "Country", "country_unknown"),
        (4, "phone", "phone_country_needed"),
        (5, "Customer ID", "customer_needed"),
        (7, "", "wrong_number_of_cells"),
        (8, "", "wrong_number_of_cells"),
    ]


def test_one_of_the_two_columns_is_enough() -> None:
    phone_alone = (*COLUMNS, "phone")
    assert faults([*row(), "12"], [*row(), "020 7946 0000"], columns=phone_alone) == [(2, "phone", "phone_invalid")]


def test_what_a_rejected_row_says_of_its_customer_is_not_kept() -> None:
    examination, staged = examine(
        [contact("bad@x.example", quantity="0"), contact("good@x.example"), contact("ada@x.example", price="x")],
        columns=WITH_BOTH,
    )
    assert len(staged) == 1
    assert examination.contacts.of == {"17850": ("good@x.example", "")}


def test_an_order_is_the_same_whether_the_file_says_how_to_reach_its_customer() -> None:
    (without, _), (told, _) = examine([row()]), examine([contact("ada@x.example")], columns=WITH_BOTH)
    assert told.sections.invoices["536365"].has_rows_of(without.sections.invoices["536365"])


@pytest.mark.parametrize("columns", [COLUMNS, WITH_BOTH])
def test_the_rows_to_mend_come_in_the_columns_of_their_file(tmp_path, columns) -> None:
    """A quote that is torn open makes the file be read with care; the width of its rows is known there, too."""
    width = len(columns)
    path = write(
        tmp_path / "orders.csv",
        [contact("ada@x", quantity="six")[:width], contact("b@x.example")[:width]],
        header=columns,
    )
    with path.open("a") as file:
        file.write('"torn,row\n')
    rows = write_mend_file(tmp_path / "mend.csv", Survey(path, LOCAL_TIME, read=lambda line: None))
    with (tmp_path / "mend.csv").open(encoding="utf-8-sig", newline="") as mended:
        header, first, second, *_ = csv.reader(mended)
    assert rows == 3
    assert tuple(header) == columns
    assert (first[8:], second[8:]) == ((["ada@x", ""], ["b@x.example", ""]) if width > 8 else ([], []))
