"""The request id: one for a request and everything it causes (logs, events, audit, tasks)."""

import uuid

import structlog


def request_id() -> str:
    """The id of the request, task or command that is running; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def ensure_request_id() -> str:
    """Begin a new id unless there is one: commands and periodic work have no request that caused them."""
    if not request_id():
        structlog.contextvars.bind_contextvars(request_id=str(uuid.uuid4()))
    return request_id()
