"""In the lab: a field of the code changes, and a client of version 1 reads on; the comparison says what it sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.urls import resolve
from rest_framework import serializers

from apps.core.rest import documents
from apps.core.rest.breaking import breaking_changes
from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Result, Side, Step, Steps, Table
from apps.showcase.scenarios.s27_api_versions import twin
from apps.showcase.scenarios.s27_api_versions.cast import ADDED, CHANGES, OLD, RETYPED
from apps.showcase.scenarios.s27_api_versions.order import NUMBER, Clerk, body_of, clerk

LIST = "/api/{}/orders/"


class NoteField(serializers.CharField):
    """A field that is new."""

    def get_attribute(self, instance: Any) -> str:
        return ""


class TaggedField(serializers.JSONField):
    """What was a text is an object."""

    def to_representation(self, value: Any) -> Any:
        return {"currency": "GBP", "number": str(value)}


def in_lab(progress: Progress, *, change: str) -> dict[str, Any]:
    """The whole experiment, in a process that works on the lab's database; nothing of it stays there."""
    refuse_outside_the_lab()
    with clerk() as asking:
        progress(note="Version 1 as it is")
        view, newest = view_of("v1"), view_of("v2").serializer_class
        before = read(asking)
        promised = document()
        with patch.object(view, "serializer_class", twin.shared(newest)):
            shared, promised_by_twin = read(asking), document()
        progress(note=f"Now {CHANGES[change]}")
        with changed(change, view.serializer_class if change == OLD else newest):
            after, found = read(asking), compared(promised)
            with patch.object(view, "serializer_class", twin.shared(newest)) if change != OLD else nothing():
                after_twin, found_in_twin = read(asking), compared(promised_by_twin if change != OLD else promised)
    sides = Story(change, before, after, found), Story(change, shared, after_twin, found_in_twin)
    return Result(answer=answer_side(sides[0]), twin=twin_side(sides[1]), sections=sections(*sides)).as_json()


class Story:
    """What one version 1 told the client before and after, and what the comparison says of it."""

    def __init__(self, change: str, before: Any, after: Any, found: list[str]) -> None:
        self.change, self.before, self.after, self.found = change, before, after, found
        self.first, self.now = client(before), client(after)

    @property
    def broken(self) -> bool:
        return self.first != self.now


def client(order: Any) -> str:
    """A program of the year before last: it knows version 1, and passes over what it does not know."""
    try:
        return f"{order['order_no']} of {order['order_date'][:4]}: {order['item_count']} items, {order['amount']}"
    except (KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def read(asking: Clerk) -> Any:
    """The order as the list of version 1 shows it."""
    (order,) = body_of(asking.get(f"{LIST.format('v1')}?customer_id=2700027"))["results"]
    return order


def view_of(version: str) -> Any:
    """The class behind the list of orders."""
    return resolve(LIST.format(version)).func.cls  # type: ignore[attr-defined]


def document() -> Any:
    return documents.read(documents.current("v1"))


def compared(promised: Any) -> list[str]:
    """What a client of version 1 can stumble over, as `make test` names it before anybody deploys."""
    return [str(one) for one in breaking_changes(promised, document())]


@contextmanager
def changed(change: str, serializer: Any) -> Iterator[None]:
    """The serializer's class with one field changed, for whoever uses it or inherits from it."""
    fields_of = serializer.get_fields

    def get_fields(self: Any) -> Any:
        fields = dict(fields_of(self))
        if change == ADDED:
            fields["gift_note"] = NoteField(read_only=True)
        elif change == RETYPED:
            fields["number"] = TaggedField(read_only=True)
        else:
            old, new = ("order_no", "order_number") if change == OLD else ("line_count", "lines_total")
            if old in fields:
                fields[old].source = fields[old].source or old
                fields[new] = fields.pop(old)
        return fields

    with patch.object(serializer, "get_fields", get_fields):
        yield


@contextmanager
def nothing() -> Iterator[None]:
    """Nobody changes anything."""
    yield


def answer_side(story: Story) -> Side:
    if story.change == OLD:
        return Side(
            bool(story.found),
            "The tests name it before anybody deploys" if story.found else "unexpected",
            str(len(story.found)),
            "places named",
            [("The client would read", story.now)],
            "The comparison with docs/openapi/v1.yaml and the recorded session both fail, each naming the field.",
        )
    return Side(
        not story.broken,
        "The client of version 1 notices nothing" if not story.broken else "unexpected",
        str(len(story.found)),
        "things that break it",
        [("The client reads", story.now)],
        "Version 1 names its fields itself, and takes them from the row: what version 2 calls them is nothing to it.",
    )


def twin_side(story: Story) -> Side:
    return Side(
        not story.broken,
        "The client of version 1 breaks" if story.broken else "The client notices nothing, this time",
        str(len(story.found)),
        "things that break it" if story.change != OLD else "things that break it, and nobody compares",
        [("The client reads", story.now)],
        "Version 1 is the serializer of version 2 with a table of names: whatever changes there changes here."
        if story.change != OLD
        else "Without the promise in the repository nobody is told; the first to know is the client.",
    )


def sections(shop: Story, other: Story) -> list[Any]:
    def step(title: str, story: Story) -> Step:
        named = "\n".join(story.found) or "nothing that breaks a client"
        verdict = "breaks" if story.broken else "reads on"
        return Step(title, not story.broken, verdict, f"The client: {story.now}. The tests name: {named}.")

    names = list(dict.fromkeys([*shop.before, *shop.after, *other.after]))

    def cell(order: Any, name: str) -> str:
        return "–" if name not in order else str(order[name])

    rows = [[name, cell(shop.before, name), cell(shop.after, name), cell(other.after, name)] for name in names]
    twin_title = "The twin's version 1" if shop.change != OLD else "The same, where nobody compares"
    return [
        Steps(
            f"Now {CHANGES[shop.change]}",
            [step("The shop's version 1", shop), step(twin_title, other)],
        ),
        Table(
            f"{NUMBER} in version 1, member by member",
            ["Member", "Before", "The shop, after", "The twin, after"],
            rows,
            note="What is added breaks nobody: clients pass over what they do not know.",
        ),
    ]
