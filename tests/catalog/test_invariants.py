"""Each invariant finds what it is there for: the books are broken in one way, and that one speaks up."""

import pytest
from django.db import connection, transaction

from apps.catalog.invariants import INVARIANTS
from apps.core.invariants import ask
from tests import shop

pytestmark = pytest.mark.django_db

BREAKS = {
    "I10": "UPDATE catalog_stockitem SET on_hand = on_hand + 1",
    "stock-steps": (
        "INSERT INTO catalog_stockmovement (item_id, kind, quantity, on_hand_after, reserved_after, reason, request_id)"
        " SELECT product_id, 'receive', 2, on_hand + 1, reserved, '', '' FROM catalog_stockitem;"
        "UPDATE catalog_stockitem SET on_hand = on_hand + 2"
    ),
    "stock-goods": "UPDATE catalog_product SET kind = 'service'",
}


def broken() -> set[str]:
    return {verdict.invariant.number for verdict in ask() if verdict.app == "catalog" and verdict.broken}


def test_every_invariant_is_broken_below() -> None:
    assert {invariant.number for invariant in INVARIANTS} == set(BREAKS)


@pytest.mark.parametrize(("number", "sql"), BREAKS.items(), ids=BREAKS)
def test_it_holds_and_finds_its_break(number: str, sql: str) -> None:
    shop.stock(shop.product("85048"), 10, reserved=4)
    assert broken() == set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert broken() == {number}
        transaction.set_rollback(True)
