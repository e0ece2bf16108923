"""In the lab: people and rows for one question, the rules and the twin asked about all of them, everything undone."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, User
from apps.accounts.selectors import Why, code_of, explain
from apps.accounts.services.people import create_person
from apps.accounts.services.role_editing import set_role_permissions
from apps.core.access import Answer
from apps.orders.models import Customer, Order
from apps.payments.models import Payment
from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Result, Side, Step, Steps, Table
from apps.showcase.scenarios.s26_role_based_access import cast, twin

WORDS = {Answer.YES: "yes", Answer.NO: "no", Answer.OPEN: "not asked"}
HOLDS = {Answer.YES: True, Answer.NO: False, Answer.OPEN: None}
REASON = "exhibit 26"
REFUND = "payments.add_refund"


class Onlooker:
    """Who asks about others here: finds every row, so that the answer is about the person alone."""

    pk = None

    def has_perm(self, perm: str, obj: Model | None = None) -> bool:
        return True


ONLOOKER = Onlooker()


@dataclass(frozen=True)
class Cell:
    """What the rules and the twin say of one person and one act, and what is expected."""

    why: Why
    allowed: bool
    let_in: bool
    expected: bool


def in_lab(progress: Progress, *, who: str, act: str, meanwhile: str) -> dict[str, Any]:
    """The whole experiment, in a process that works on the lab's database; nothing of it stays there."""
    refuse_outside_the_lab()
    with transaction.atomic():
        progress(note="Four people, their roles, two orders and a payment")
        people = make(who, meanwhile)
        progress(note=f"{len(people) * len(cast.ACTS)} questions, asked of the rules and of the twin")
        cells = {(name, one): decide(people, name, one, who, meanwhile) for name in people for one in cast.ACTS}
        transaction.set_rollback(True)
    asked = cells[who, act]
    return Result(
        answer=answer_side(cells, asked, who, act),
        twin=twin_side(cells, asked, who, act),
        sections=[chain(asked, who, act), matrix(cells)],
    ).as_json()


def make(who: str, meanwhile: str) -> dict[str, User]:
    """The people with their roles, Dan's order with its payment, and an order of somebody else."""
    every = {code_of(one) for one in Permission.objects.select_related("content_type")}
    people = {name: join(name, every) for name in cast.MEMBERS}
    now, day = timezone.now(), timedelta(days=1)
    if meanwhile in (cast.TOMORROW, cast.YESTERDAY):
        begin, end = (now + day, None) if meanwhile == cast.TOMORROW else (now - 9 * day, now - day)
        clerk = Role.objects.get(slug=slug_of("clerk"))
        RoleAssignment.objects.create(
            user=people["bob"], role=clerk, reason="helps out", starts_at=begin, expires_at=end
        )
    if meanwhile == cast.CLOSED:
        User.objects.filter(pk=people[who].pk).update(is_active=False)
    dan = Customer.objects.create(number=cast.CUSTOMER, name="Dan", country="GB", user=people["dan"])
    other = Customer.objects.create(number=f"{cast.CUSTOMER}1", name="Somebody else", country="GB")
    placed = {"total": cast.CAPTURED, "line_count": 0, "country": "GB", "currency": "GBP", "placed_at": now}
    order = Order.objects.create(number=cast.ORDER, customer=dan, **placed)
    Order.objects.create(number=f"{cast.ORDER}-B", customer=other, **placed)
    back = cast.CAPTURED if meanwhile == cast.GIVEN_BACK else 0
    amounts = {"authorised": cast.CAPTURED, "captured": cast.CAPTURED, "refunded": back}
    Payment.objects.create(
        order=order, reference=cast.PAYMENT, method="card", status="captured", currency="GBP", **amounts
    )
    return {name: User.objects.get(pk=person.pk) for name, person in people.items()}


def join(name: str, every: set[str]) -> User:
    """A person with a role of the experiment's own, which carries what the cast says."""
    member = cast.MEMBERS[name]
    role = Role.objects.create(slug=slug_of(member.role), name=member.role)
    carried: dict[str, Decimal | None] = {
        one: None for one in every if any(fnmatchcase(one, pattern) for pattern in member.carries)
    }
    if member.refunds_up_to:
        carried[REFUND] = member.refunds_up_to
    set_role_permissions(role=role, permissions=carried, by=None, reason=REASON)
    email = f"{name}@exhibit-26.example"
    return create_person(email=email, password=None, role=role.slug, by=None, reason=REASON, name=member.name)


def slug_of(role: str) -> str:
    return f"exhibit-26-{role}"


def decide(people: dict[str, User], name: str, act: str, who: str, meanwhile: str) -> Cell:
    wanted, person = cast.ACTS[act], people[name]
    why = explain(
        person=person,
        permission=wanted.permission,
        name=wanted.row,
        amount=wanted.amount,
        viewer=ONLOOKER,
    )
    let_in = person.is_active and twin.may(person, wanted.permission, wanted.row, wanted.amount)
    return Cell(why, why.answer == Answer.YES, let_in, cast.expected(name, act, who, meanwhile))


def chain(asked: Cell, who: str, act: str) -> Steps:
    return Steps(
        f"Why {cast.MEMBERS[who].name} {'may' if asked.allowed else 'may not'} {cast.ACTS[act].words}",
        [
            Step(
                step.question,
                HOLDS[step.answer],
                WORDS[step.answer],
                " ".join(dict.fromkeys([step.says, *(finding.says for finding in step.read)])),
            )
            for step in asked.why.steps
        ],
    )


def matrix(cells: dict[tuple[str, str], Cell]) -> Table:
    def said(cell: Cell) -> str:
        word = "may" if cell.allowed else "may not"
        wrong = "" if cell.let_in == cell.expected else " · ✗ twin lets in" if cell.let_in else " · ✗ twin refuses"
        return f"{word}{wrong}"

    return Table(
        "Everybody and everything",
        ["Act", *(member.title for member in cast.MEMBERS.values())],
        [[wanted.words, *(said(cells[name, act]) for name in cast.MEMBERS)] for act, wanted in cast.ACTS.items()],
        note="What the rules say, and where the twin says something else than anybody would expect.",
    )


def answer_side(cells: dict[tuple[str, str], Cell], asked: Cell, who: str, act: str) -> Side:
    wrong = [cell for cell in cells.values() if cell.allowed != cell.expected]
    member = cast.MEMBERS[who]
    refused = [step.says for step in asked.why.steps if step.answer == Answer.NO]
    return Side(
        not wrong,
        f"{member.name} {'may' if asked.allowed else 'may not'} {cast.ACTS[act].words}" if not wrong else "unexpected",
        str(len(wrong)),
        f"wrong answers of {len(cells)}",
        [("Rules asked", str(len(asked.why.steps))), ("Rules that say no", str(len(refused)))],
        " ".join(refused) or "No rule says no.",
    )


def twin_side(cells: dict[tuple[str, str], Cell], asked: Cell, who: str, act: str) -> Side:
    wrong = [cell for cell in cells.values() if cell.let_in != cell.expected]
    let_in = sum(cell.let_in for cell in wrong)
    member = cast.MEMBERS[who]
    return Side(
        not wrong,
        f"{member.name} {'may' if asked.let_in else 'may not'} {cast.ACTS[act].words}",
        str(len(wrong)),
        f"wrong answers of {len(cells)}",
        [("Let in who may not", str(let_in)), ("Refused who may", str(len(wrong) - let_in))],
        "It asks who somebody is, not what they want to do. Nothing in it can say why.",
    )
