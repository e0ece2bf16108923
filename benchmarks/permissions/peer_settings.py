"""Django as it comes, for the peer: `django.contrib.auth` with its own user, groups and ModelBackend."""

import os

from config.settings.database import read_database_url

_place, _options = read_database_url(os.environ["DATABASE_URL"])
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **_place, "OPTIONS": _options}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
SECRET_KEY = "measured"  # noqa: S105
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
