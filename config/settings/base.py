"""Settings shared by every environment. Values that differ between machines come from `config.env`."""

import logging
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF

from config.env import ROOT, load
from config.options import options
from config.settings.database import read_database_url
from config.settings.documentation import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.settings.people import *  # noqa: F403
from config.settings.unfold import UNFOLD as UNFOLD
from config.settings.versions import *  # noqa: F403

ENV = load()
CONFIGURATION = options(ENV)  # for people: secrets are masked
BASE_DIR = ROOT
ROLE = ENV["VITRINE_ROLE"]

DEBUG = False
SECRET_KEY = ENV["SECRET_KEY"]
ENCRYPTION_KEYS = ENV["ENCRYPTION_KEYS"] or [SECRET_KEY]
ALLOWED_HOSTS = ENV["ALLOWED_HOSTS"]
PUBLIC_URL = ENV["PUBLIC_URL"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

# The shop's own apps, top floor first (docs/house.md).
SHOP_APPS = [
    "apps.payments",
    "apps.orders",
    "apps.notifications",
    "apps.catalog",
    "apps.uploads",
    "apps.accounts",
    "apps.core",
]
# The floor above all others, in development and tests (and in production with SHOWCASE); the shop stands without it.
SHOWCASE_APPS = ["apps.showcase"] if (BASE_DIR / "apps" / "showcase").is_dir() else []
INSTALLED_APPS = [
    *SHOP_APPS,
    "unfold.apps.BasicAppConfig",
    "apps.core.backoffice.apps.BackofficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]
MIDDLEWARE = [
    "apps.core.observability.middleware.RequestLogMiddleware",  # outermost: every answer has its id, whoever gives it
    "apps.core.observability.middleware.ServerTimingMiddleware",
    "apps.core.rest.deprecation.VersionMiddleware",  # also what is refused before any view says that a version ends
    "apps.core.rest.throttling.RateHeadersMiddleware",  # outside of whatever answers in a view's place
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # outside of whatever refuses a host or a body
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.core.bodies.BodyMiddleware",  # before the CSRF check, which reads forms
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apps.accounts.web.middleware.SessionUserMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.web.gate.SecondFactorMiddleware",
    "apps.core.backoffice.middleware.BackofficeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.core.observability.errors.ErrorPageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Database: only web processes keep a pool; workers and commands use plain connections (Celery closes pools).
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATEMENT_SECONDS = {"web": (5, 2, 10), "command": (0, 30, 0)}  # statement, lock, idle in transaction
_statement, _lock, _idle = STATEMENT_SECONDS.get(ROLE, (30, 5, 30))
if ENV["DATABASE_URL"]:
    _place, DATABASE_URL_OPTIONS = read_database_url(ENV["DATABASE_URL"])
    _limits = (
        f"-c statement_timeout={_statement}s -c lock_timeout={_lock}s -c idle_in_transaction_session_timeout={_idle}s"
    )
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            **_place,
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                "application_name": f"vitrine-{ROLE}",
                **DATABASE_URL_OPTIONS,
                # The last word counts: whoever sets a limit in the address means it.
                "options": " ".join([_limits, *filter(None, [DATABASE_URL_OPTIONS.get("options")])]),
            },
        }
    }
    if ROLE == "web":
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8, "timeout": 2, "max_lifetime": 1800}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
    DATABASE_URL_OPTIONS = {}
    SILENCED_SYSTEM_CHECKS = ["fields.E220", "fields.E222"]  # generated columns: no database, no answer

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": ENV["CACHE_URL"] or ENV["REDIS_URL"] or "redis://127.0.0.1:1/0",
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.msgpack.MSGPackSerializer",  # never pickle: to read it is to run it
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            "IGNORE_EXCEPTIONS": True,
        },
        "VERSION": 2,  # another way to write values begins another one
        "TIMEOUT": 300,
        "KEY_PREFIX": "vitrine",
    }
}
REDIS_URL = ENV["REDIS_URL"]
STATE_KEY_PREFIX = "vitrine"  # of keys in REDIS_URL that are not the broker's
WEB_PROCESSES = ENV["WEB_PROCESSES"]
API_LIMITS = ENV["API_LIMITS"]
TRUSTED_PROXIES = ENV["TRUSTED_PROXIES"]

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
CURRENCY = ENV["CURRENCY"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BASE_DIR / ENV["UPLOAD_ROOT"], "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
UPLOAD_MAX_BYTES = ENV["UPLOAD_MAX_BYTES"]
DOCUMENT_MAX_BYTES = 25 * 1024 * 1024  # where it is no file of orders
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Mail
DEFAULT_FROM_EMAIL = ENV["DEFAULT_FROM_EMAIL"]
if ENV["EMAIL_URL"]:
    vars().update(environ.Env.email_url_config(ENV["EMAIL_URL"]))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 5

# Security headers: scripts by nonce or from here; what needs more says so at its door (docs/adr).
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

DEFAULT_EXCEPTION_REPORTER = "apps.core.observability.reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "apps.core.observability.reports.ReportFilter"

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api.authentication.ApiTokenAuthentication",
        "apps.accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.core.rest.permissions.ModelPermissions"],
    "DEFAULT_VERSIONING_CLASS": "apps.core.rest.versions.Versioning",
    "ALLOWED_VERSIONS": [*API_VERSIONS],
    "DEFAULT_THROTTLE_CLASSES": ["apps.core.rest.throttling.RateThrottle"],
    "DEFAULT_PAGINATION_CLASS": "apps.core.rest.pagination.KeysetPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "apps.core.rest.ordering.OrderingFilter",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "apps.core.rest.renderers.JSONRenderer",
        "apps.core.rest.message_pack.MessagePackRenderer",
        "apps.core.rest.renderers.BrowsableRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "apps.core.rest.parsers.StrictJSONParser",
        "apps.core.rest.message_pack.StrictMessagePackParser",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "apps.core.rest.negotiation.ContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "apps.core.rest.operations.Operation",
    "EXCEPTION_HANDLER": "apps.core.rest.exceptions.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
}

# Tasks: messages are bells, the database row is the truth (docs/adr/0007-outbox-instead-of-on-commit.md).
CELERY_BROKER_URL = ENV["REDIS_URL"] or "redis://127.0.0.1:1/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "queue_order_strategy": "priority",
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The worker of queue `bulk` runs long jobs: their lease, not the clock, says whether they are alive.
CELERY_TASK_TIME_LIMIT = None if ROLE == "bulk" else 30
CELERY_TASK_SOFT_TIME_LIMIT = None if ROLE == "bulk" else 25
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "apps.core.jobs.slots:SlotScheduler"

# Logs: one pipeline for web, workers and commands (apps/core/observability/logs.py).
LOGGING_CONFIG = "apps.core.observability.logs.configure"
LOGGING = {
    "role": ROLE,
    "level": ENV["LOG_LEVEL"],
    "folder": str(BASE_DIR / ENV["LOG_DIR"]) if ENV["LOG_DIR"] else "",
    "people": False,
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # the line at the end says the same and more
DJANGO_STRUCTLOG_COMMAND_LOGGING_ENABLED = False
