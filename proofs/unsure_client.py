"""A client that cannot know whether its request arrived, and so sends it again until it has an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import sleep
from typing import Any
from uuid import uuid4

import requests

LATER = (409, 503)
MOST_TRIES = 100


@dataclass(frozen=True)
class Wish:
    """What is wanted once. The key is made with it, and stays the same however often it is sent."""

    asked: Mapping[str, Any]
    key: str

    @classmethod
    def new(cls, **asked: Any) -> "Wish":
        return cls(asked, str(uuid4()))


def send(address: str, token: str, wish: Wish, body: str = "") -> requests.Response:
    """Send a wish once; `body` in place of its own."""
    headers = {"Authorization": f"Token {token}", "Idempotency-Key": wish.key, "Content-Type": "application/json"}
    return requests.post(address, data=body or json.dumps(wish.asked), headers=headers, timeout=60)


def insist(address: str, token: str, wish: Wish) -> requests.Response:
    """Send a wish until it is answered: as long as the first try is at work, `Retry-After` says when to come again."""
    for _ in range(MOST_TRIES):
        answer = send(address, token, wish)
        if answer.status_code not in LATER or "Retry-After" not in answer.headers:
            return answer
        sleep(float(answer.headers["Retry-After"]))
    raise RuntimeError(f"No answer after {MOST_TRIES} tries.")
