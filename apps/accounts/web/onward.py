"""Where somebody wanted to go when a page came between."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def onward(request: HttpRequest, sent: QueryDict) -> str:
    """`next` of what was sent, if it leads to this site; otherwise nothing."""
    target = sent.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""


def with_next(name: str, wanted: str) -> str:
    """The address of a page that leads there afterwards."""
    return f"{reverse(name)}?{urlencode({'next': wanted})}" if wanted else reverse(name)
