"""The toolbar's panel "Cure": what is wrong with a request's queries, the line that caused it, and what to write."""

from typing import Any

from debug_toolbar.panels import Panel
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.showcase.toolbar import records
from apps.showcase.toolbar.diagnosis import diagnose
from apps.showcase.toolbar.findings import verdict
from apps.showcase.toolbar.groups import grouped


class CurePanel(Panel):
    """Stands before the SQL panel in the list: the toolbar asks its panels for their figures from the last one on."""

    title = "Cure"
    nav_icon = "cure.svg"  # type: ignore[assignment] # None is all that the base class says
    template = "showcase/toolbar/cure.html"

    @property
    def nav_subtitle(self) -> str:
        told = self.get_stats()
        return "off, like the SQL panel" if told["off"] else verdict(len(told["findings"]))

    @property
    def content(self) -> str:
        found = records.shapes(grouped(records.recorded_queries(self.toolbar.request_id)))
        return render_to_string(self.template, {**self.get_stats(), "record": self.toolbar.request_id, "shapes": found})

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        recorded: dict[str, Any] | None = self.toolbar.stats.get("SQLPanel")
        queries = recorded["queries"] if recorded else []
        findings = [finding.as_json() for finding in diagnose(queries)]
        spent = sum(query["duration"] for query in queries)
        self.record_stats({"off": recorded is None, "count": len(queries), "milliseconds": spent, "findings": findings})
