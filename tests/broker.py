"""Looking into the broker's queues, as they lie in Valkey."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings

# Nothing listens there: connections are refused at once.
NOBODY = "redis://127.0.0.1:1/0"


@dataclass(frozen=True)
class Message:
    task: str
    args: list[Any]
    request_id: str


def messages(queue: str) -> list[Message]:
    """What waits on a queue, the oldest first."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        texts = client.lrange(f"{settings.TEST_KEY_PREFIX}:{queue}", 0, -1)
    return [_read(json.loads(text)) for text in reversed(texts)]


def forget_everything() -> None:
    """What a broker does that was killed, or flushed by somebody: every key of this test run is gone."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(f"{settings.TEST_KEY_PREFIX}:*", count=1000):
            client.delete(key)


def _read(message: dict[str, Any]) -> Message:
    arguments = json.loads(base64.b64decode(message["body"]))[0]
    headers = message["headers"]
    return Message(headers["task"], arguments, headers["__django_structlog__"].get("request_id", ""))
