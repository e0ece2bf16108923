"""Which form an answer takes."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import _MediaType


class ContentNegotiation(DefaultContentNegotiation):
    """By `Accept`, weights included, or by `?format=`; an unknown format is refused like an unknown media type."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer that `Accept` gives the greatest weight; among equals the most exactly named, then the first."""
        asked = request.query_params.get(str(self.settings.URL_FORMAT_OVERRIDE))
        known = self.filter_renderers(renderers, asked) if asked else list(renderers)
        accepted = [_MediaType(token) for token in self.get_accept_list(request)]
        weights = [weight_of(_MediaType(renderer.media_type), accepted) for renderer in known]
        preferred = [renderer for renderer, weight in zip(known, weights, strict=True) if 0 < weight == max(weights)]
        renderer, media_type = super().select_renderer(request, preferred, format_suffix)
        return renderer, media_type

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:  # noqa: A002 - the name is the framework's
        try:
            return list(super().filter_renderers(renderers, format))
        except Http404 as error:
            raise NotAcceptable from error


def weight_of(media_type: Any, accepted: Iterable[Any]) -> float:
    """How much a media type is wanted (RFC 9110, section 12.5.1): the most exact range decides; 0 is not at all."""
    fitting = [range_ for range_ in accepted if media_type.match(range_)]
    if not fitting:
        return 0
    with suppress(ValueError):
        return float(max(fitting, key=lambda range_: range_.precedence).params.get("q", 1))
    return 1
