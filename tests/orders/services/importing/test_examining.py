"""Rows against the rules: what is staged, and every rejection with line, column, code and reason."""

import pytest

from apps.orders.enums import RowVerdict
from apps.orders.rules.importing.faults import FaultCode
from apps.orders.services.importing import examining, judged, problems
from apps.orders.services.importing.judged import Judged
from apps.orders.services.importing.records import BrokenRow
from tests.orders.files import examine, row


def told(rows):
    examination, _ = examine(rows)
    return [(each.line, each.column, each.code.value, each.reason) for each in examination.problems.kept]


BAD_CELLS = {
    "Invoice": (row("53636"), "invoice_format", "'53636' is not six to ten digits, after C or A or nothing."),
    "StockCode": (row(sku="8512;3"), "sku_format", "'8512;3' has other signs than letters, digits, spaces and _ . / -"),
    "Description": (row(name="x\0y"), "control_character", "Character U+0000 is not printable."),
    "Quantity": (row(quantity="1.0"), "quantity_format", "'1.0' is not a whole number in plain digits."),
    "InvoiceDate": (row(at="soon"), "date_format", "'soon' is not a date as YYYY-MM-DD HH:MM:SS."),
    "Price": (row(price="2,55"), "price_format", "'2,55' is not a price in plain digits with a decimal point."),
    "Customer ID": (row(customer="x"), "customer_format", "'x' is not a customer number of up to twelve digits."),
    "Country": (
        row(country="Atlantis"),
        "country_unknown",
        "'Atlantis' is not a country this shop knows (docs/import.md).",
    ),
}


@pytest.mark.parametrize(("column", "case"), BAD_CELLS.items(), ids=BAD_CELLS)
def test_a_bad_cell_is_told_with_line_column_code_and_reason_and_stops_nobody(column, case):
    cells, code, reason = case
    examination, staged = examine([row(), cells, row(sku="71053")])
    (problem,) = examination.problems.kept
    assert (problem.line, problem.column, problem.code, problem.reason) == (3, column, code, reason)
    assert (problem.verdict, problem.rows) == (RowVerdict.REJECTED, 1)
    assert [line[3] for line in staged] == ["85123A", "71053"]
    assert examination.rows_read == 3


def test_all_bad_cells_of_a_row_are_told_at_once_and_the_row_counts_once():
    examination, staged = examine([row("x", "", quantity="0", price="NaN")])
    assert [(each.column, each.code) for each in examination.problems.kept] == [
        ("Invoice", FaultCode.INVOICE_FORMAT),
        ("StockCode", FaultCode.MISSING),
        ("Quantity", FaultCode.QUANTITY_ZERO),
        ("Price", FaultCode.PRICE_FORMAT),
    ]
    assert examination.problems.rows[RowVerdict.REJECTED] == 1
    assert staged == []


def test_signs_are_told_with_their_column():
    assert told([row(quantity="-1"), row("C536379", quantity="1"), row("A563185", "M"), row(price="-1")]) == [
        (2, "Quantity", "quantity_negative", "Negative pieces with a price belong on a credit note (C)."),
        (3, "Quantity", "quantity_positive", "A credit note (C) takes pieces back; only M may add."),
        (4, "StockCode", "sku_not_bad_debt", "An adjustment holds rows of code B only."),
        (5, "Price", "price_negative", "A negative price stands on adjustments (A) only."),
    ]


def test_rows_of_another_shape_are_told():
    assert told([row()[:7], [*row(), "x"], BrokenRow(['536365,"WHITE']), ["x"]]) == [
        (2, "", "wrong_number_of_cells", "7 cells instead of 8."),
        (3, "", "wrong_number_of_cells", "9 cells instead of 8."),
        (4, "", "broken_quotes", "A quote is opened and not closed, or stands inside a cell."),
        (5, "", "wrong_number_of_cells", "1 cells instead of 8."),
    ]


def test_blank_lines_are_no_rows_but_count_as_lines():
    examination, staged = examine([[], row(), [], row(quantity="0"), []])
    assert examination.rows_read == 2
    assert [each.line for each in examination.problems.kept] == [5]
    assert len(staged) == 1


def test_a_fault_of_the_program_is_not_taken_for_one_of_the_row(monkeypatch):
    def broken(self, *args):
        raise ValueError("a fault of the program")

    monkeypatch.setattr(examining.Examination, "_begin_run", broken)
    with pytest.raises(ValueError, match="a fault of the program"):
        examine([row()])


def test_a_rejected_row_is_kept_as_it_stands_bounded_and_without_control_characters():
    examination, _ = examine([row(name="a\0b", quantity="x" * 500)])
    raw = examination.problems.kept[0].raw
    assert raw[2:4] == ("a\ufffdb", "x" * 200)
    assert examination.problems.kept[0].invoice == "536365"


def test_problems_are_all_counted_and_kept_up_to_a_limit_for_each_verdict(monkeypatch):
    monkeypatch.setattr(problems, "KEPT", 3)
    bad = [row(quantity="0")] * 5
    again = [row(str(number), at="2010-12-02 08:00:00") for number in range(600_000, 600_005)]
    examination, _ = examine([*bad, *again, row("700000", at="2010-12-03 08:00:00"), *again])
    assert dict(examination.problems.by_code) == {"quantity_zero": 5, "repeated_invoice": 5}
    assert [each.line for each in examination.problems.kept] == [2, 3, 4, 13, 14, 15]
    assert examination.problems.rows == {RowVerdict.REJECTED: 5, RowVerdict.REPEATED: 5}


def test_lines_are_staged_with_values_in_their_stored_form():
    rows = [
        row("c536379", " 85123a ", name=" back\\slash, £ ", quantity="-06", price="2.5", customer="17850.0"),
        row("C536379", "85123A", name="", quantity="-1", price="0.001", customer="17850"),
        row("536380", "D", quantity="1", price="27.5", customer=""),
    ]
    _, staged = examine(rows)
    assert staged == [
        ["1", "1", "1", "85123A", "back\\\\slash, £", "-6", "2.500"],
        ["1", "2", "1", "85123A", "", "-1", "0.001"],
        ["2", "1", "2", "D", "WHITE HANGING HEART", "1", "27.500"],
    ]


def test_totals_are_exact_to_the_thousandth():
    examination, _ = examine([row(quantity="3", price="0.001"), row(quantity="80995", price="38970")])
    assert examination.sections.invoices["536365"].total == 3 + 80_995 * 38_970_000


def test_a_write_off_makes_its_invoice_an_adjustment():
    examination, _ = examine([row(), row(quantity="-1", price="0"), row(), row("536366")])
    assert examination.sections.invoices["536365"].adjusts
    assert not examination.sections.invoices["536366"].adjusts


def name_of(*rows):
    return examine(rows)[0].products["85123A"].name


def test_a_product_is_called_as_on_its_last_row_with_a_price():
    assert name_of(row(name="OLD"), row(name="NEW"), row(name="damaged", price="0"), row(name="")) == "NEW"


def test_without_a_price_it_is_called_as_on_its_first_row_that_has_a_description():
    assert name_of(row(name="", price="0"), row(name="check", price="0"), row(name="lost", price="0")) == "check"
    assert name_of(row(name="check", price="0"), row(name="HEART")) == "HEART"
    assert name_of(row(name="")) == ""


def test_a_product_that_only_rejected_rows_name_is_none():
    examination, _ = examine([row(quantity="0")])
    assert examination.products["85123A"].name is None


def test_what_was_judged_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr(judged, "MAX_JUDGED", 3)
    asked = []
    remembered = Judged(lambda text: asked.append(text) or text.upper())
    assert [remembered[text] for text in "abcaabcd"] == list("ABCAABCD")
    assert asked == ["a", "b", "c", "d"]
    assert len(remembered) == 1


def test_values_are_right_however_little_is_remembered(monkeypatch):
    rows = [row(str(536_365 + number % 7), f"{10_000 + number % 5}", quantity=str(number + 1)) for number in range(50)]
    usual = examine(rows)[1]
    monkeypatch.setattr(judged, "MAX_JUDGED", 1)
    assert examine(rows)[1] == usual
