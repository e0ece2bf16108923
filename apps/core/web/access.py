"""The pages of the engine room that are no lists: what they are called, and who may open them."""

from apps.core.backoffice.areas import Area
from apps.core.backoffice.navigation import NavigationPage

FOLLOW_REQUESTS = "core.follow_requests"
READ_CONFIGURATION = "core.read_configuration"
VIEW_LIMITS = "core.view_limits"
PAGES = (
    NavigationPage(
        title="Follow a request",
        icon="timeline",
        area=Area.ENGINE,
        url_name="ops:requests",
        permission=FOLLOW_REQUESTS,
    ),
    NavigationPage(
        title="Configuration",
        icon="tune",
        area=Area.ENGINE,
        url_name="ops:configuration",
        permission=READ_CONFIGURATION,
    ),
    NavigationPage(
        title="Limits",
        icon="speed",
        area=Area.ENGINE,
        url_name="ops:limits",
        permission=VIEW_LIMITS,
    ),
)
