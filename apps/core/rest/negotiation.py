"""Which form an answer takes."""

from collections.abc import Iterable

from django.http import Http404
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


class ContentNegotiation(DefaultContentNegotiation):
    """By `Accept`, or by `?format=`; an unknown format is refused like an unknown media type."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:  # noqa: A002 - the name is the framework's
        try:
            return list(super().filter_renderers(renderers, format))
        except Http404 as error:
            raise NotAcceptable from error
