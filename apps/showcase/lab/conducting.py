"""The inside of a story: each way played by two sessions, a statement at a time, in a process in the lab."""

from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic, perf_counter, sleep
from typing import Any

from django.db import connection, connections

from apps.showcase.lab.experiments import find_story
from apps.showcase.lab.pairs import Arguments, Way
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.restoring import put_back
from apps.showcase.lab.sessions import Session, Statement
from apps.showcase.lab.states import lab_turn
from apps.showcase.lab.stories import Ending, Story

MOMENT = 0.3
LOOK_EVERY = 0.005
LONGEST = 20
WAITS = """
SELECT cardinality(pg_blocking_pids(%s)) > 0,
    (SELECT locktype || ' ' || mode FROM pg_locks WHERE pid = %s AND NOT granted LIMIT 1)
"""


class Stuck(Exception):
    """The sessions did not come to an end in time."""


def play(progress: Progress, *, story: str) -> list[dict[str, Any]]:
    """All ways of a story, one after the other; how each went.

    Raises LookupError, LabBusy, NotTheLab, Stuck, or NotGuarded when rows could not be put back.
    """
    found = find_story(story)
    if found is None:
        raise LookupError(f"There is no story {story}.")
    told = []
    with lab_turn():
        sessions, rows = found.sessions(), list(found.changes())
        for name, way in found.ways.items():
            with put_back(rows):
                played = Play(found, way, sessions, progress)
                played.to_the_end()
                ending = played.ending(rows, list(found.changes()))
            told.append({"name": name, "title": way.title, "side": asdict(found.judge(ending)), **played.told()})
    return told


class Play:
    """One way, played by two sessions."""

    def __init__(self, story: Story, way: Way, arguments: Sequence[Arguments], progress: Progress) -> None:
        self.story, self.progress, self.title = story, progress, way.title
        self.until = monotonic() + LONGEST
        self.sessions = {
            letter: Session(letter, way, given, like=connections["default"], shows=story.shows)
            for letter, given in zip("AB", arguments, strict=True)
        }
        self.pauses: list[Statement] = []
        self.path = f"{way.run.__module__.replace('.', '/')}.py"

    def to_the_end(self) -> None:
        """Turn by turn; raises Stuck when it takes too long. No session is left."""
        try:
            for session in self.sessions.values():
                session.start()
            self.settle()
            self.began = perf_counter()
            for turn in self.story.turns:
                self.take(turn)
            while not all(session.ended for session in self.sessions.values()):
                ready = [letter for letter, session in self.sessions.items() if session.at_gate]
                self.take(ready[0] if ready else "")
        finally:
            for session in self.sessions.values():
                session.abandon()
            for session in self.sessions.values():
                session.join(LONGEST)

    def take(self, turn: str) -> None:
        if turn in self.sessions:
            self.progress(note=f"{self.title}: session {turn}")
        if turn == ".":
            began = perf_counter()
            sleep(MOMENT)
            self.pauses.append(Statement("A", "", 0, began, perf_counter()))
        elif turn and self.sessions[turn].at_gate:
            self.sessions[turn].go_on()
        self.settle()

    def settle(self) -> None:
        """Until each session stands before a statement, has ended, or waits for the other."""
        while monotonic() < self.until:
            moving = [session for session in self.sessions.values() if not session.rests(LOOK_EVERY)]
            if all(self.waits(session) for session in moving):
                return
        raise Stuck(f"“{self.title}” did not come to an end within {LONGEST} s.")

    def waits(self, session: Session) -> bool:
        """Whether it waits for a lock of the other one; its statement is told so."""
        if not session.pid:
            return False
        with connection.cursor() as cursor:
            cursor.execute(WAITS, [session.pid, session.pid])
            waits, lock = cursor.fetchone()
        if waits and session.statements:
            session.statements[-1].waits_for = session.statements[-1].waits_for or lock or "a lock"
        return bool(waits)

    def statements(self) -> list[Statement]:
        both = [one for session in self.sessions.values() for one in session.statements]
        return sorted([*both, *self.pauses], key=lambda one: one.began)

    def ending(self, before: Sequence[Any], after: Sequence[Any]) -> Ending:
        sessions = self.sessions.values()
        waits = [[one.milliseconds for one in session.statements if one.waits_for] for session in sessions]
        return Ending(
            returned=[session.returned for session in sessions],
            errors=[session.error for session in sessions],
            waited=[max(waited, default=0.0) for waited in waits],
            before=before,
            after=after,
        )

    def told(self) -> dict[str, Any]:
        """All of it as plain text and numbers; times in ms since the first statement."""
        return {
            "statements": [
                {
                    **asdict(one),
                    "path": self.path,
                    "began": round((one.began - self.began) * 1000, 1),
                    "ended": round(((one.ended or one.began) - self.began) * 1000, 1),
                    "milliseconds": round(one.milliseconds, 1),
                }
                for one in self.statements()
            ],
            "ends": [
                f"raises: {session.error}" if session.error else f"returns {session.returned!r}"
                for session in self.sessions.values()
            ],
        }
