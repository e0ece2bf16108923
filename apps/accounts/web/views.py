"""Signing in by one click while developing, and signing out."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.accounts.rules.development import BY_KEY
from apps.accounts.web.onward import onward
from apps.core.policy import PUBLIC, Policy, door


@door(POST=Policy(signed_in=False, development=True))
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """Become one of the development people: a new session, then on to `next`."""
    if key not in BY_KEY:
        raise Http404
    user = get_object_or_404(User.objects.with_email(BY_KEY[key].email), is_active=True)
    get_adapter().login(request, user)
    record_authentication(request, user, method="development")
    return HttpResponseRedirect(destination(request))


@door(POST=PUBLIC)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, then on to `next`."""
    get_adapter().logout(request)
    return HttpResponseRedirect(destination(request))


def destination(request: HttpRequest) -> str:
    """`next` of the form if it leads to this site, otherwise the first page."""
    return onward(request, request.POST) or "/"
