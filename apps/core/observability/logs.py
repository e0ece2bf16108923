"""One logging pipeline for web, workers and commands.

Every event becomes one line: for people on the console in development, as JSON in `<folder>/<role>.jsonl` and, in
production, as JSON on the console. Errors also go to `<folder>/errors/` (`error_files.py`). Lines of libraries that use
the standard `logging` go the same way. Secrets are masked on the way (`secrets.py`). docs/logging.md tells the fields.
"""

import logging.config
import os
from pathlib import Path
from typing import Any

import structlog
from django.http import HttpRequest
from structlog.typing import EventDict

from apps.core.observability.error_files import FOLDER, ErrorFileHandler
from apps.core.observability.own_secrets import mask_own_secrets
from apps.core.observability.secrets import mask_secrets

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LEVELS = {
    "django.db.backends": "INFO",
    "amqp": "WARNING",
    "kombu": "WARNING",
    "celery.utils.functional": "WARNING",
    # The lines of RequestLogMiddleware say the same, with the request id and without the query string.
    "django.request": "CRITICAL",
    "django.server": "CRITICAL",
    # So do those of django_structlog about tasks.
    "celery.app.trace": "WARNING",
    "celery.worker.strategy": "WARNING",
    "celery.beat": "WARNING",
}
TASK_LINES = "django_structlog.celery.receivers"


def without_query_string(logger: Any, method: str, event: EventDict) -> EventDict:
    """Django attaches whole requests to lines of its own; shown as text they would tell the query string."""
    request = event.get("request")
    if isinstance(request, HttpRequest):
        event["request"] = f"{request.method} {request.path}"
    return event


def without_quiet_ticks(logger: Any, method: str, event: EventDict) -> EventDict:
    """Periodic work that began and ended well is no news; what it did has lines of its own."""
    if event.get("periodic") and event["logger"] == TASK_LINES and event["level"] == "info":
        raise structlog.DropEvent
    return event


def configure(options: dict[str, Any]) -> None:
    """Set up logging. `options`: role, level, folder (empty: no files) and people (readable console lines)."""
    as_json = structlog.processors.JSONRenderer(sort_keys=True)
    for_people = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    role = options["role"]

    def name_process(logger: Any, method: str, event: EventDict) -> EventDict:
        return {**event, "role": role, "pid": os.getpid(), "service": "vitrine"}

    def formatter(*steps: Any) -> dict[str, Any]:
        return {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder(), without_query_string],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_own_secrets,
                mask_secrets,
                *steps,
            ],
        }

    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "formatter": "people" if options["people"] else "json"}
    }
    if options["folder"]:
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        handlers["file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(folder / f"{role}.jsonl"),
            "formatter": "json",
            "delay": True,
        }
        handlers["errors"] = {
            "()": ErrorFileHandler,
            "folder": str(folder / FOLDER),
            "role": role,
            "level": "ERROR",
            "formatter": "json",
        }
    levels = LEVELS | ({TASK_LINES: "WARNING"} if role == "beat" else {})
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter(name_process, as_json), "people": formatter(for_people)},
            "handlers": handlers,
            "root": {"handlers": list(handlers), "level": options["level"]},
            # Without handlers of their own: Django gives some to django.server.
            "loggers": {name: {"level": level, "handlers": []} for name, level in levels.items()},
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            without_quiet_ticks,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
