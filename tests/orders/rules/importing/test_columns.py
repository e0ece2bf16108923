import pytest

from apps.orders.rules.importing.columns import COLUMNS, HeaderFault, column_positions

IN_ORDER = {name: at for at, name in enumerate(COLUMNS)}
OLDER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]


def test_the_columns_stand_where_the_header_says():
    assert column_positions(COLUMNS) == IN_ORDER
    assert column_positions(list(reversed(COLUMNS))) == {name: 7 - at for name, at in IN_ORDER.items()}


def test_the_older_edition_has_other_names_for_three():
    assert column_positions(OLDER) == IN_ORDER


def test_case_and_spaces_do_not_matter():
    assert column_positions([f" {name.upper()} " for name in COLUMNS]) == IN_ORDER


@pytest.mark.parametrize(
    ("email", "phone"), [("email", "phone"), ("E-Mail", "Phone number"), ("E-mail address", "Telephone")]
)
def test_email_and_phone_come_after_the_eight_wherever_they_stand(email, phone):
    assert column_positions([phone, *COLUMNS]) == {name: at + 1 for name, at in IN_ORDER.items()} | {"phone": 0}
    assert list(column_positions([phone, email, *COLUMNS])) == [*COLUMNS, "email", "phone"]
    with pytest.raises(HeaderFault, match="more than once: email"):
        column_positions([*COLUMNS, email, "email"])


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(HeaderFault) as caught:
        column_positions(
            ["Invoice", "Invoice", "Descripton", "Quantity", "InvoiceDate", "Price", "Customer ID", "Land"]
        )
    assert str(caught.value) == (
        "The header is not that of an order file (missing: StockCode, Description, Country; more than once: Invoice; "
        "unknown: 'Descripton' (is it Description?), 'Land'). "
        "Expected: Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country; "
        "email and phone if there are any."
    )


def test_a_column_too_many_is_refused():
    with pytest.raises(HeaderFault, match=r"\(unknown: 'Discount'\)"):
        column_positions([*COLUMNS, "Discount"])


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_recognised(sign, word):
    with pytest.raises(HeaderFault, match=f"Its columns are separated by {word}; commas are needed."):
        column_positions([sign.join(COLUMNS)])
