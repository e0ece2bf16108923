"""In the lab: one value at the three doors and at the three copies; then all samples."""

from typing import Any

from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Result, Side, Table
from apps.showcase.scenarios.s05_email_and_phone.doors import Doors, Said
from apps.showcase.scenarios.s05_email_and_phone.twin import ask
from apps.showcase.scenarios.s05_email_and_phone.values import SAMPLES

LONGEST_SHOWN = 44


def in_lab(progress: Progress, *, field: str, value: str, country: str) -> dict[str, Any]:
    """The whole experiment, in a process that works on the lab's database."""
    refuse_outside_the_lab()
    return compare(progress, field=field, value=value, country=country)


def compare(progress: Progress, *, field: str, value: str, country: str) -> dict[str, Any]:
    """One value by every door, then all samples; nothing of it stays in the database."""
    said, copied = Doors(country).ask(field, value), ask(field, value)
    asked = []
    for number, (kind, text, place) in enumerate(SAMPLES, 1):
        progress(done=number, total=len(SAMPLES), note="Samples at all doors")
        asked.append((kind, text, Doors(place).ask(kind, text), ask(kind, text)))
    return Result(
        answer=answer(said, [one[2] for one in asked]),
        twin=twin(copied, [one[3] for one in asked]),
        sections=[doors_table(said, copied), samples_table(asked)],
    ).as_json()


def agree(said: dict[str, Said]) -> bool:
    """Whether every door keeps the same, or refuses with the same code at the same field."""
    return len({one.told for one in said.values()}) == 1


def answer(said: dict[str, Said], samples: list[dict[str, Said]]) -> Side:
    first = next(iter(said.values()))
    same = sum(agree(one) for one in samples)
    facts = [("Kept as", shown(first.kept))] if first.kept else [("Code", first.code), ("Field", first.field)]
    holds = agree(said) and same == len(samples)
    return Side(
        holds,
        "one answer at every door" if holds else "doors disagree",
        f"{len({one.told for one in said.values()})}",
        "answer to this value, by three doors",
        [*facts, ("Samples on which doors agree", f"{same} of {len(samples)}")],
        first.words,
    )


def twin(copied: dict[str, str], samples: list[dict[str, str]]) -> Side:
    different = len(set(copied.values()))
    same = sum(len(set(one.values())) == 1 for one in samples)
    holds = different == 1
    return Side(
        holds,
        "agree on this one" if holds else "each says something else",
        f"{different}",
        f"answer{'' if holds else 's'} to this value, by three copies",
        [("Samples on which copies agree", f"{same} of {len(samples)}")],
        "What one door takes is refused by the next, or kept otherwise: the same person twice, and mail that never"
        " arrives.",
    )


def doors_table(said: dict[str, Said], copied: dict[str, str]) -> Table:
    rows = [
        [door, shown(one.kept) or one.code, one.field if one.code else "kept", shown(copied[door])]
        for door, one in said.items()
    ]
    return Table("This value", ["Door", "The shop: kept or code", "At field", "Its copy of the rule"], rows)


def samples_table(asked: list[tuple[str, str, dict[str, Said], dict[str, str]]]) -> Table:
    rows = []
    for _, text, said, copied in asked:
        first = next(iter(said.values()))
        told = (shown(first.kept) or first.code) if agree(said) else "doors disagree"
        rows.append([shown(text), told, *(shown(one) for one in copied.values())])
    note = (
        "Characters that cannot be seen are written as in Python. In capitals or with underscores: the copies' codes."
    )
    columns = ["Sample", "The shop, by all doors", *(f"Copy: {door}" for door in copied)]
    return Table("All samples", columns, rows, note=note)


def shown(text: str) -> str:
    """A value as the page writes it: what cannot be seen escaped, what is long cut."""
    visible = text if text.isprintable() and text == text.strip() else repr(text)
    return visible if len(visible) <= LONGEST_SHOWN else f"{visible[: LONGEST_SHOWN - 1]}…"
