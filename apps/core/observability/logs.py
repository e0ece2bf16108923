"""One logging pipeline for web, workers and commands.

Every event becomes one line: for people on the console in development, as JSON in `<folder>/<role>.jsonl` and, in
production, as JSON on the console. Lines of libraries that use the standard `logging` go the same way. Secrets are
masked on the way (`secrets.py`).
"""

import logging.config
from pathlib import Path
from typing import Any

import structlog

from apps.core.observability.secrets import mask_secrets

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
NOISY = {"django.db.backends": "INFO", "amqp": "WARNING", "kombu": "WARNING", "celery.utils.functional": "WARNING"}


def configure(options: dict[str, Any]) -> None:
    """Set up logging. `options`: role, level, folder (empty: no files) and people (readable console lines)."""
    as_json = structlog.processors.JSONRenderer(sort_keys=True)
    for_people = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    role = options["role"]

    def name_role(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "role": role, "service": "vitrine"}

    def formatter(*steps: Any) -> dict[str, Any]:
        return {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder()],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
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
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter(name_role, as_json), "people": formatter(for_people)},
            "handlers": handlers,
            "root": {"handlers": list(handlers), "level": options["level"]},
            "loggers": {name: {"level": level} for name, level in NOISY.items()}
            # The request line of django_structlog says the same with more.
            | {"django.server": {"level": "ERROR", "handlers": [], "propagate": True}},
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
