"""The people of the experiment, what they might do, what may have happened meanwhile, and what a textbook expects."""

from dataclasses import dataclass
from decimal import Decimal

ORDER, PAYMENT, CUSTOMER = "VITRINE-26", "pay-vitrine-26", "2600026"
CAPTURED = Decimal(300)


@dataclass(frozen=True)
class Member:
    """Somebody, and the role they hold: patterns over permissions, and the limit of their refunds."""

    name: str
    role: str
    carries: tuple[str, ...]
    refunds_up_to: Decimal | None = None

    @property
    def title(self) -> str:
        return f"{self.name} ({self.role})"


@dataclass(frozen=True)
class Act:
    """Something to do: the permission it needs, the row it is about, the amount, and who may do it, by name."""

    words: str
    permission: str
    row: str = ""
    amount: Decimal | None = None
    allowed: frozenset[str] = frozenset()


VIEWING = ("accounts.enter_backoffice", "*.view_*")
MEMBERS = {
    "alice": Member("Alice", "admin", ("*",)),
    "bob": Member("Bob", "viewer", VIEWING),
    "carol": Member("Carol", "clerk", (*VIEWING, "payments.add_refund"), Decimal(100)),
    "dan": Member("Dan", "customer", ("orders.view_own_orders",)),
}
ACTS = {
    "see": Act("see Dan's order", "orders.view_order", ORDER, allowed=frozenset(MEMBERS)),
    "see-other": Act(
        "see somebody else's order", "orders.view_order", f"{ORDER}-B", allowed=frozenset({"alice", "bob", "carol"})
    ),
    "refund": Act("refund 30", "payments.add_refund", PAYMENT, Decimal(30), frozenset({"alice", "carol"})),
    "refund-much": Act("refund 250", "payments.add_refund", PAYMENT, Decimal(250), frozenset({"alice"})),
    "refund-too-much": Act("refund 400 of 300", "payments.add_refund", PAYMENT, Decimal(400)),
    "import": Act("import orders", "orders.import_orders", allowed=frozenset({"alice"})),
    "edit": Act("edit roles", "accounts.change_role", allowed=frozenset({"alice"})),
}
NOTHING, CLOSED, TOMORROW, YESTERDAY, GIVEN_BACK = "nothing", "closed", "tomorrow", "yesterday", "given-back"
MEANWHILE = {
    NOTHING: "nothing else",
    CLOSED: "the account of whom we ask about is closed",
    TOMORROW: "Bob becomes a clerk tomorrow",
    YESTERDAY: "Bob was a clerk until yesterday",
    GIVEN_BACK: "the payment was given back in full",
}


def expected(member: str, act: str, who: str, meanwhile: str) -> bool:
    """What anybody would expect, written down apart from the rules that are tried."""
    if meanwhile == CLOSED and member == who:
        return False
    if meanwhile == GIVEN_BACK and ACTS[act].permission == "payments.add_refund":
        return False
    return member in ACTS[act].allowed
