"""The Celery application. Tasks are jobs and beat slots in each app's `tasks.py`, and `core.events.deliver`."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.dispatch import receiver
from django_structlog.celery.signals import bind_extra_task_metadata
from django_structlog.celery.steps import DjangoStructLogInitStep
from structlog.contextvars import bind_contextvars

from apps.core.observability.context import ensure_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("vitrine")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Django has configured logging already; Celery must not replace it."""


@receiver(bind_extra_task_metadata)
def name_task(task: Any, **kwargs: Any) -> None:
    """Every line of a task names it; one that no request caused, such as a tick of beat, gets an id of its own."""
    periodic = {"periodic": True} if task.request.get("celery_beat_task") else {}
    bind_contextvars(task=task.name, **periodic)
    ensure_request_id()
