"""Development: what the debug toolbar keeps of a request, without the secrets that it carried.

The toolbar itself hides what is named like a secret in one panel; the same stands in headers, queries and history.
"""

from contextlib import suppress
from typing import Any

from debug_toolbar.panels.history.panel import HistoryPanel as OtherRequests
from debug_toolbar.store import MemoryStore, deserialize, serialize
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.core.observability.own_secrets import LARGEST_DOCUMENT, current, scrubbed, secrets_of, without
from apps.core.observability.secrets import masked


class HistoryPanel(OtherRequests):
    """Its entry in the toolbar names the page without its query string and keys, which can be secrets.

    Large documents are not kept, which are many times as large in memory, and none that are too deep to be read.
    """

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_DOCUMENT:
            with suppress(RecursionError):
                super().generate_stats(request, response)
                return
        seen: dict[str, Any] = {"request_url": request.get_full_path(), "request_method": request.method, "data": {}}
        seen |= {"status_code": response.status_code, "time": timezone.now()}
        self.record_stats(seen)  # type: ignore[no-untyped-call]

    @property
    def nav_subtitle(self) -> str:
        path = str(self.get_stats().get("request_url", "")).partition("?")[0]  # type: ignore[no-untyped-call]
        request = current.get()
        return without(path, secrets_of(request)) if request else path


class ScrubbedStore(MemoryStore):
    """The toolbar's own store, which never sees them."""

    @classmethod
    def save_panel(cls, request_id: str, panel_id: str, data: Any = None) -> None:
        request = current.get()
        if request is not None and (secrets := secrets_of(request)):
            data = scrubbed(deserialize(serialize(data)), secrets)
        if panel_id == HistoryPanel.panel_id and data:
            data = {**data, "data": masked(data.get("data"))}
        super().save_panel(request_id, panel_id, data)
