"""The same small checkout, telling what it does in two ways: events with values, and `print`."""

import traceback
from collections.abc import Callable
from typing import TextIO

import structlog

log = structlog.get_logger("shop.checkout")

FAILING = 2
CARD = "4111 1111 1111 1111"
EVENTS = {"cart_read": "DEBUG", "order_placed": "INFO", "stock_low": "WARNING", "payments_stopped": "CRITICAL"}
"""What each checkout logs, one event of a level; only the failing one logs the last, and its error by raising it."""

Step = Callable[[], object]


class PaymentRefused(Exception):
    """The partner said no."""


def refuse() -> None:
    raise PaymentRefused(f"card {CARD} was refused")


def checkout(order: int, step: Step) -> None:
    """Each line is an event with a name and values. What they have in common is bound once, outside."""
    log.debug("cart_read", order=order, lines=3)
    step()
    log.info("order_placed", order=order, total="19.80", currency="GBP", card_number=CARD)
    step()
    log.warning("stock_low", sku="MUG-0042", left=order)
    step()
    if order == FAILING:
        log.critical("payments_stopped", partner="sandbox", refused=50)
        refuse()


def checkout_by_print(order: int, step: Step, out: TextIO) -> None:
    """The twin: sentences for the person who wrote them, all of them always, to whom it may concern."""
    print("read cart with 3 lines", file=out)
    step()
    print(f"order {order} placed, total 19.80 GBP, card {CARD}", file=out)
    step()
    print(f"WARNING: stock of MUG-0042 is low, {order} left", file=out)
    step()
    if order == FAILING:
        print("payments stopped!!!", file=out)
        try:
            refuse()
        except PaymentRefused:
            traceback.print_exc(file=out)
