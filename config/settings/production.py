"""Production: every value is given, cookies and transport are strict, logs are JSON lines on the console."""

import os

from config.env import load
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, LOGGING, STORAGES

ENV = load(production=True)

if ENV["SHOWCASE"]:
    INSTALLED_APPS = ["apps.showcase", *INSTALLED_APPS]

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if not os.environ.get("LOG_DIR"):
    LOGGING = LOGGING | {"folder": ""}
