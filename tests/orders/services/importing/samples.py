"""Rows that several tests import."""

from tests.orders.files import row

SALE = [
    row("536365", "85123a", quantity="6", price="2.55"),
    row("536365", "71053", name=" WHITE METAL LANTERN ", quantity="6", price="3.39", at="2010-12-01 08:27:00"),
]
CREDIT = [row("C536379", "D", name="Discount", quantity="-1", price="27.5", customer="14527.0", country="EIRE")]
WRITE_OFF = [row("536380", "22139", name="", quantity="-10", price="0", customer="", at="2010-12-01 09:41:00")]
BAD_DEBT = [
    row("A563185", "B", name="Adjust bad debt", quantity="1", price="-11062.06", customer="", at="2011-08-12 14:50:00")
]
GOOD = [*SALE, *CREDIT, *WRITE_OFF, *BAD_DEBT]
BAD = row("536381", "22139", quantity="0", at="2011-08-12 15:00:00")
