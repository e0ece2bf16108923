"""Tests: real PostgreSQL and Valkey, cheap password hashes, no log files."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, INSTALLED_APPS, LOGGING

INSTALLED_APPS = ["apps.showcase", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})["NAME"] = os.environ.get("TEST_DB_NAME") or None
LOGGING = LOGGING | {"folder": ""}
