from functools import partial

from django.apps import AppConfig
from django.urls import reverse

from apps.core.observability.indexes.advice import Kind, explained_at

# The lab's experiments that explain what `manage.py index_advice` says.
EXPLAINED_BY = {
    Kind.FOREIGN_KEY: "composite-index",
    Kind.FILTER: "composite-index",
    Kind.REDUNDANT: "wrong-column-order",
    Kind.UNUSED: "low-selectivity",
}


class ShowcaseConfig(AppConfig):
    name = "apps.showcase"

    def ready(self) -> None:
        for kind, slug in EXPLAINED_BY.items():
            explained_at[kind] = partial(reverse, "showcase:lab-experiment", args=[slug])
