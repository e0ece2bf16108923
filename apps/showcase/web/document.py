"""docs/scenarios.md: the forty scenarios for a reader without a server."""

from collections.abc import Iterator

from apps.showcase.registry import scenarios
from apps.showcase.scenarios.scenario import Excerpt, Level, Scenario, Shown
from apps.showcase.web.sources import source_of

HEAD = """\
# The forty scenarios

Made from the code by `manage.py scenarios --write`; do not edit it here. Each live scenario has a page in the running
shop (`make run`, then `/scenarios/<name>/`) that runs the answer next to its broken twin.
"""


def document() -> str:
    """The whole file."""
    return "\n".join([HEAD, *(line for level in Level for line in room(level))])


def room(level: Level) -> Iterator[str]:
    """One level: its live scenarios in full, then what is planned."""
    here = [scenario for scenario in scenarios() if scenario.level == level]
    yield f"## {level.value}\n"
    for scenario in here:
        if scenario.live:
            yield from entry(scenario)
    planned = [scenario for scenario in here if not scenario.live]
    if planned:
        yield "| planned | question | what the page will show |"
        yield "|---|---|---|"
        yield from (f"| {one.number} {one.title} | {one.question} | {one.sentence} |" for one in planned)
        yield ""


def entry(scenario: Scenario) -> Iterator[str]:
    """A live scenario: question, answer, code, proof."""
    yield f"### {scenario.number} {scenario.title}\n"
    yield f"*{scenario.question}* Page: `/scenarios/{scenario.slug}/`\n"
    yield from (f"{paragraph}\n" for paragraph in scenario.paragraphs)
    yield from (f"- Serves: {link(shown)}" for shown in scenario.serves)
    for experiment in scenario.experiments:
        yield from (f"- Runs ({experiment.title}): {link(shown)}" for shown in experiment.answer)
        yield from (f"- Twin ({experiment.title}): {link(shown)}" for shown in experiment.twin)
    yield from (f"- Proof: {test_link(test)}" for test in scenario.tests)
    yield f"- Document: [{scenario.document}](../{scenario.document})"
    yield f"- Try it: `{scenario.curl}`\n"
    yield "| a textbook names | here | because |"
    yield "|---|---|---|"
    yield from (f"| {one.tool} | {one.use.value} | {one.because} |" for one in scenario.named)
    yield ""


def link(shown: Shown) -> str:
    """The code's name, linked to its file; without a line, which changes with every edit above it."""
    path = source_of(shown).path
    name = shown.path if isinstance(shown, Excerpt) else shown.symbol.removeprefix("apps.")
    return f"[`{name}`](../{path})"


def test_link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"
