"""Production: every value is given, cookies and transport are strict, logs are JSON lines on the console."""

from config.env import load

ENV = load(production=True)  # before base: the first call decides what is required

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import INSTALLED_APPS, LOGGING, SHOWCASE_APPS, STORAGES  # noqa: E402

if ENV["SHOWCASE"]:
    INSTALLED_APPS = [*SHOWCASE_APPS, *INSTALLED_APPS]

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
if not ENV.given("LOG_DIR"):
    LOGGING = LOGGING | {"folder": ""}
