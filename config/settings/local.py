"""Development: what `make run` uses. The showcase, the debug toolbar and readable logs."""

import sys

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, LOGGING, MIDDLEWARE, SHOWCASE_APPS

DEBUG = True
INSTALLED_APPS = [*SHOWCASE_APPS, *INSTALLED_APPS, "debug_toolbar", "zeal"]
BOUNDED = MIDDLEWARE.index("apps.core.bodies.BodyMiddleware") + 1  # the toolbar reads bodies: those that are taken in
MIDDLEWARE = [
    *MIDDLEWARE[:BOUNDED],
    "apps.core.observability.repeats.RepeatedQueriesMiddleware",
    *(["apps.showcase.toolbar.middleware.RecordLinkMiddleware"] if SHOWCASE_APPS else []),
    "debug_toolbar.middleware.DebugToolbarMiddleware",
    "apps.core.observability.own_pages.OwnFormsMiddleware",
    *MIDDLEWARE[BOUNDED:],
    "apps.core.observability.own_pages.OwnPagesMiddleware",
]
DEBUG_TOOLBAR_CONFIG = {
    # Development answers on loopback only, so everybody there may read the queries.
    "SHOW_TOOLBAR_CALLBACK": "config.settings.local.show_toolbar",
    "SHOW_COLLAPSED": True,
    "TOOLBAR_STORE_CLASS": "apps.core.observability.toolbar.ScrubbedStore",
    "RESULTS_CACHE_SIZE": 100,
    # The admin renders hundreds of small templates a page: their contexts are 40 to 60 MB a request that is kept, and
    # more than half of its time.
    "SHOW_TEMPLATE_CONTEXT": False,
}
ZEAL_RAISE = False  # a query in a loop is a log line, in tests an error
CURE_PANELS = ["apps.showcase.toolbar.panel.CurePanel", "apps.showcase.toolbar.sql.SQLPanel"]
# A panel is asked for its figures after those below it: Cure reads what SQL has recorded.
DEBUG_TOOLBAR_PANELS = [
    "apps.core.observability.toolbar.HistoryPanel",
    *(CURE_PANELS if SHOWCASE_APPS else ["debug_toolbar.panels.sql.SQLPanel"]),
    "debug_toolbar.panels.timer.TimerPanel",
    "debug_toolbar.panels.headers.HeadersPanel",
    "debug_toolbar.panels.request.RequestPanel",
    "debug_toolbar.panels.staticfiles.StaticFilesPanel",
    "debug_toolbar.panels.templates.TemplatesPanel",
    "debug_toolbar.panels.cache.CachePanel",
    "debug_toolbar.panels.signals.SignalsPanel",
    "debug_toolbar.panels.tasks.TasksPanel",
    "debug_toolbar.panels.alerts.AlertsPanel",
    "debug_toolbar.panels.settings.SettingsPanel",
    "debug_toolbar.panels.versions.VersionsPanel",
    "debug_toolbar.panels.redirects.RedirectsPanel",
    "debug_toolbar.panels.profiling.ProfilingPanel",
]
# The toolbar asks for PostGIS, which looks for its libraries with a dozen programs in every process we start.
sys.modules.setdefault("django.contrib.gis.db.backends.postgis.adapter", None)  # type: ignore[arg-type]
LOGGING = LOGGING | {"people": True}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True


def show_toolbar(request: HttpRequest) -> bool:
    """Not on a page that shows another request's toolbar, nor in a mail's frame, where no script may run; what asks
    every second would push all else out of it, and panels break over parameters that nobody can read."""
    try:
        request.GET  # noqa: B018 # reads them
    except SuspiciousOperation:
        return False
    return not request.path_info.startswith("/toolbar/") and not request.path_info.endswith(("/progress/", "/html/"))
