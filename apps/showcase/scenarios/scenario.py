"""What a scenario is made of: a question, an answer, code, experiments, tests and the tools a textbook names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import cleandoc
from typing import Any

from django import forms

from apps.showcase.lab.processes import Limits


class Level(StrEnum):
    BEGINNER = "Beginner"
    INTERMEDIATE = "Intermediate"
    ADVANCED = "Advanced"
    SENIOR = "Senior"

    @classmethod
    def of(cls, number: int) -> "Level":
        """Scenarios 1 to 8 are for beginners, 9 to 18, 19 to 28, 29 to 40 for those who went on."""
        return next(level for level, last in zip(cls, (8, 18, 28, 40), strict=True) if number <= last)


class Use(StrEnum):
    """What became of a tool that a textbook answer names."""

    USED = "used"
    COMPARED = "compared here"
    NOT_USED = "not used"


@dataclass(frozen=True)
class Named:
    """A tool or technique, what became of it here and why."""

    tool: str
    use: Use
    because: str


@dataclass(frozen=True)
class Code:
    """Code shown on the page: a dotted path, shown with its source; `marks` are the decisive words in it."""

    symbol: str
    marks: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Excerpt:
    """A paragraph of a file that is no Python: from the blank line before `holds` to the one after."""

    path: str
    holds: str
    marks: tuple[str, ...] = ()
    says: str = ""


Shown = Code | Excerpt


@dataclass(frozen=True)
class Experiment:
    """Something to run: answer and twin on the same input.

    `target` ("package.module:function") is called in a bounded process as `function(progress, **parameters)`, with the
    form's cleaned data and what is `given`, and returns the JSON of a `lab.results.Result`. A long one is a job for the
    bulk worker.
    """

    slug: str
    title: str
    about: str
    form: type[forms.Form]
    target: str
    limits: Limits
    cost: str
    answer: tuple[Shown, ...]
    twin: tuple[Shown, ...]
    answer_title: str = "As the shop does it"
    twin_title: str = "Broken twin"
    long: bool = False
    needs: tuple[str, ...] = ()
    keep: Callable[[dict[str, Any]], dict[str, Any]] = dict
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """One question. What is planned has number, slug, title, question and sentence alone.

    `chores` are run as experiments are, and have no sides. The experiments of `lab` have pages of their own.
    """

    number: int
    slug: str
    title: str
    question: str
    sentence: str
    answer: str = ""
    serves: tuple[Shown, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    tests: tuple[str, ...] = ()
    document: str = ""
    curl: str = ""
    named: tuple[Named, ...] = ()
    chores: tuple[Experiment, ...] = ()
    lab: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """The answer, paragraph by paragraph."""
        return cleandoc(self.answer).split("\n\n") if self.answer else []

    @property
    def level(self) -> Level:
        return Level.of(self.number)

    @property
    def shown(self) -> list[Shown]:
        """All code on the page."""
        sides = [code for one in self.experiments for code in (*one.answer, *one.twin)]
        return [*self.serves, *sides]

    @property
    def live(self) -> bool:
        return bool(self.experiments)

    def experiment(self, slug: str) -> Experiment | None:
        """The experiment or chore with this slug."""
        return next((one for one in (*self.experiments, *self.chores) if one.slug == slug), None)
