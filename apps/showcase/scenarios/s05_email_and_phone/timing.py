"""The experiment: how long a rule takes for texts made to be slow; the twin's expression, bounded."""

import re
import signal
import time
from collections.abc import Callable
from typing import Any

from apps.core.contacts import ContactRefused, canonical_email, canonical_phone
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.results import Lines, Result, Series, Side, Table
from apps.showcase.scenarios.s05_email_and_phone.values import NAUGHTY

EXPRESSIONS = {
    "words": r"^([a-zA-Z0-9]+[._-]?)+@[a-zA-Z0-9-]+\.[a-zA-Z]{2,4}$",
    "library": r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+"
    r"[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
}
LENGTHS = tuple(range(6, 31, 2))
ENOUGH = 0.4  # seconds: the next length takes four times as long
FATAL = 60  # letters, no longer than many an address
BOUND = 2.0  # seconds of processor for those
LIMITS = Limits(seconds=30, megabytes=200)
LONGEST = (10, 30, 100, 300, 1_000, 10_000, 100_000, 1_000_000)
LEAST = 0.001  # on a logarithmic axis nothing has no place


def measure(progress: Progress, *, expression: str) -> dict[str, Any]:
    """Both over growing texts, then the naughty ones, then one of sixty letters at the twin."""
    pattern = EXPRESSIONS[expression]
    progress(note="The shop's rule")
    ours = [(float(length), milliseconds(refused, letters(length))) for length in LONGEST]
    naughty = {name: (timed(canonical_email, text), timed(canonical_phone, text)) for name, text in NAUGHTY.items()}
    progress(note="The careless expression")
    report = run_child(
        f"{__name__}:climb",
        {"pattern": pattern, "lengths": LENGTHS, "enough": ENOUGH, "bound": BOUND},
        limits=LIMITS,
        nested=True,
    )
    twins = report.value or {"grown": [], "spent": report.seconds, "stopped": True}
    slowest = max(*(took for _, took in ours), *(max(one[0][1], one[1][1]) for one in naughty.values()))
    return Result(
        answer=Side(
            slowest < 100,
            "linear" if slowest < 100 else "slow",
            f"{slowest:.1f} ms",
            f"at most, over {len(naughty)} naughty texts of up to a million letters",
            [("First", "length is looked at"), ("Then", "each sign a bounded number of times")],
        ),
        twin=Side(
            not twins["stopped"],
            "stopped" if twins["stopped"] else "came to an end",
            f"{'> ' if twins['stopped'] else ''}{twins['spent']:.1f} s",
            f"for {FATAL} letters",
            [("Two letters more", growth(twins["grown"])), ("The text", f"{'a' * 8}…! ({FATAL + 1} characters)")],
            "It would go on for longer than the shop exists. One such request keeps a process busy for ever, and the"
            " interpreter's lock with it.",
        ),
        sections=[chart(ours, twins["grown"]), naughty_table(naughty)],
    ).as_json()


def letters(length: int) -> str:
    """Looks like an address until its last sign."""
    return "a" * length + "!"


def climb(progress: Progress, *, pattern: str, lengths: list[int], enough: float, bound: float) -> dict[str, Any]:
    """The expression at texts of growing length, until one takes `enough` seconds; then at sixty letters."""
    match = re.compile(pattern).match
    grown: list[tuple[int, float]] = []
    for length in lengths:
        grown.append((length, milliseconds(match, letters(length))))
        if grown[-1][1] > enough * 1000:
            break
    began = time.process_time()
    stopped = not comes_to_an_end(match, letters(FATAL), bound)
    return {"grown": grown, "stopped": stopped, "spent": time.process_time() - began}


class TooLong(Exception):
    """The bound of processor time is reached."""


def comes_to_an_end(work: Callable[[str], object], text: str, bound: float) -> bool:
    """Whether it does within `bound` seconds of processor. The engine of expressions looks for signals as it goes."""

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, bound)
    try:
        work(text)
    except TooLong:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


def refused(text: str) -> str:
    """The code with which the rule refuses the text."""
    try:
        canonical_email(text)
    except ContactRefused as refusal:
        return refusal.code
    return ""


def timed(rule: Callable[[str], str], text: str) -> tuple[str, float]:
    """What the rule says, and its milliseconds of processor the second time: the tables have been read then."""
    code = ""
    for _ in range(2):
        began = time.process_time()
        try:
            rule(text)
        except ContactRefused as refusal:
            code = refusal.code
        took = (time.process_time() - began) * 1000
    return code, took


def milliseconds(work: Callable[[str], object], text: str) -> float:
    """Of the processor, in the quickest of three calls."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        work(text)
        spent.append((time.process_time() - began) * 1000)
        if spent[-1] > ENOUGH * 1000:
            break
    return max(min(spent), LEAST)


def growth(grown: list[tuple[int, float]]) -> str:
    if len(grown) < 2:
        return "–"
    return f"{grown[-1][1] / grown[-2][1]:.1f} times as long"


def chart(ours: list[tuple[float, float]], grown: list[tuple[int, float]]) -> Lines:
    series = [Series("the shop's rule", ours)]
    if grown:
        series.append(Series("the careless expression", [(float(at), took) for at, took in grown], twin=True))
    note = "Both axes are logarithmic. The curve of the twin ends where one text takes nearly half a second."
    return Lines("Time by length of the text", "letters", "milliseconds of processor", series, note)


def naughty_table(naughty: dict[str, tuple[tuple[str, float], tuple[str, float]]]) -> Table:
    rows = [
        [name, f"{len(NAUGHTY[name]):,}", email[0], f"{email[1]:.2f}", phone[0], f"{phone[1]:.2f}"]
        for name, (email, phone) in naughty.items()
    ]
    columns = ["Text", "Characters", "As e-mail", "ms", "As phone", "ms"]
    return Table("Texts made to be slow, at the shop's rules", columns, rows, [1, 3, 5])
