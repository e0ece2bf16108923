"""How the states of orders and imports are meant, wherever the admin shows them."""

from apps.core.backoffice.cells import Tone
from apps.orders.enums import OrderKind, OrderStatus, RowVerdict

ORDER_TONES = {
    OrderStatus.PLACED: Tone.WAIT,
    OrderStatus.PAID: Tone.WAIT,
    OrderStatus.SHIPPED: Tone.WAIT,
    OrderStatus.COMPLETED: Tone.OK,
    OrderStatus.CANCELLED: Tone.BAD,
}
KIND_TONES = {OrderKind.CREDIT_NOTE: Tone.WARN, OrderKind.ADJUSTMENT: Tone.WARN}
VERDICT_TONES = {
    RowVerdict.REJECTED: Tone.BAD,
    RowVerdict.REPEATED: Tone.PLAIN,
    RowVerdict.CONFLICT: Tone.WARN,
}
