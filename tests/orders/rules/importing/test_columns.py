import pytest

from apps.orders.rules.importing.columns import COLUMNS, HeaderFault, column_positions

OLDER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]


def test_the_columns_stand_where_the_header_says():
    assert column_positions(COLUMNS) == (0, 1, 2, 3, 4, 5, 6, 7)
    assert column_positions(list(reversed(COLUMNS))) == (7, 6, 5, 4, 3, 2, 1, 0)


def test_the_older_edition_has_other_names_for_three():
    assert column_positions(OLDER) == (0, 1, 2, 3, 4, 5, 6, 7)


def test_case_and_spaces_do_not_matter():
    assert column_positions([f" {name.upper()} " for name in COLUMNS]) == (0, 1, 2, 3, 4, 5, 6, 7)


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(HeaderFault) as caught:
        column_positions(
            ["Invoice", "Invoice", "Descripton", "Quantity", "InvoiceDate", "Price", "Customer ID", "Land"]
        )
    assert str(caught.value) == (
        "The header is not that of an order file (missing: StockCode, Description, Country; more than once: Invoice; "
        "unknown: 'Descripton' (is it Description?), 'Land'). "
        "Expected: Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country."
    )


def test_a_column_too_many_is_refused():
    with pytest.raises(HeaderFault, match=r"\(unknown: 'Discount'\)"):
        column_positions([*COLUMNS, "Discount"])


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_recognised(sign, word):
    with pytest.raises(HeaderFault, match=f"Its columns are separated by {word}; commas are needed."):
        column_positions([sign.join(COLUMNS)])
