"""The bell: the one place that puts messages on the queue. What is to be done stands in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import structlog
from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError


class BrokerDown(Exception):
    """The broker did not take the message, or did not answer in time. The caller rings again later."""


FAILURES = (KombuError, RedisError, OSError)


class Broker:
    """A connection to the broker that is kept between messages and opened again after a failure."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._kept: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def ring(self, task: str, *arguments: Any, queue: str, request_id: str) -> None:
        """Put a message for `task` on `queue`; lines that the task logs carry `request_id`. Raises BrokerDown."""
        with structlog.contextvars.bound_contextvars(request_id=request_id), self._producer() as producer:
            current_app.send_task(task, args=arguments, queue=queue, producer=producer, retry=False)

    def waiting(self, queue: str) -> int:
        """How many messages wait on `queue`. Raises BrokerDown."""
        with self._producer() as producer:
            return int(producer.channel.queue_declare(queue=queue).message_count)

    def close(self) -> None:
        """Give the connection back; the next message opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.release()

    @contextmanager
    def _producer(self) -> Iterator[Any]:
        try:
            if self._connection is None:
                self._connection = current_app.connection_for_write()
                # One more try at once: the broker may have been restarted since the last message.
                self._connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
                self._kept = current_app.amqp.Producer(self._connection.default_channel, auto_declare=False)
            yield self._kept
        except FAILURES as error:
            self.close()
            raise BrokerDown(f"{type(error).__name__}: {error}") from error
