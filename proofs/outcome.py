"""What a proof says at its end."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trial:
    """How a proof is to be run. Without `guard` it takes its protection away, and must then fail."""

    seed: int = 1
    scale: float = 1.0
    guard: bool = True


@dataclass(frozen=True)
class Outcome:
    """What was found, and whether the goal was reached."""

    got: Mapping[str, Any]
    passed: bool


@dataclass(frozen=True)
class Proof:
    """One promise: its goal in words, and the function that tries it on a database of the proofs' own."""

    name: str
    goal: str
    prove: Callable[[Trial], Outcome]


def line_of(proof: Proof, trial: Trial, outcome: Outcome) -> str:
    """The one line of JSON that a proof prints."""
    return json.dumps(
        {
            "name": proof.name,
            "goal": proof.goal,
            "got": outcome.got,
            "seed": trial.seed,
            "scale": trial.scale,
            "guard": trial.guard,
            "pass": outcome.passed,
        }
    )
