"""The request id: one for a request and everything it causes (logs, events, audit, tasks)."""

import structlog


def request_id() -> str:
    """The id of the request, task or command that is running; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
