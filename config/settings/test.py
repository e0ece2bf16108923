"""Tests: real PostgreSQL and Valkey, cheap password hashes, log files only where a test asks for them."""

import os
import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    INSTALLED_APPS,
    LOGGING,
    MIDDLEWARE,
    SHOWCASE_APPS,
)

# Each run, and each of its parallel processes, keeps its keys in Valkey apart from every other's. Programs that a test
# starts inherit the name.
_run = os.environ.setdefault("VITRINE_TEST_RUN", f"test-{secrets.token_hex(4)}")
TEST_KEY_PREFIX = f"{_run}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
CACHES["default"]["KEY_PREFIX"] = STATE_KEY_PREFIX = TEST_KEY_PREFIX
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"global_keyprefix": f"{TEST_KEY_PREFIX}:"}

INSTALLED_APPS = [*SHOWCASE_APPS, *INSTALLED_APPS, "zeal"]
MIDDLEWARE = [*MIDDLEWARE[:2], "apps.core.observability.repeats.RepeatedQueriesMiddleware", *MIDDLEWARE[2:]]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})["NAME"] = os.environ.get("TEST_DB_NAME") or None
LOGGING = LOGGING | {"folder": os.environ.get("LOG_DIR", "")}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
