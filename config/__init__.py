"""Settings, URLs and the entry points of the processes. The Celery application is `config`'s `app`."""

from config.celery import app as celery_app

__all__ = ("celery_app",)
