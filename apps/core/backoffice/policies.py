"""What the pages of the admin ask for: one table an admin class and one of the site, by the names of their views."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.text import capfirst

from apps.core.doors import policies_of
from apps.core.policy import Policy, Refused, holders, policy_for

ENTER = "accounts.enter_backoffice"
WORKERS = holders(ENTER)
View = Callable[..., HttpResponseBase]


def permission_of(options: Any, verb: str) -> str:
    """`orders.view_order` for the model of these options and the verb view, add, change or delete."""
    return f"{options.app_label}.{get_permission_codename(verb, options)}"


def seeing(options: Any, *besides: str, **more: Any) -> Policy:
    """Those who may see the model's rows, and hold the permissions besides."""
    return holders(permission_of(options, "view"), permission_of(options, "change"), besides=(ENTER, *besides), **more)


def doing(permission: str, *besides: str, **more: Any) -> Policy:
    """Those of the back office who hold the permission, and those besides."""
    return holders(permission, besides=(ENTER, *besides), **more)


def nobody(options: Any, participle: str) -> Policy:
    """What is done nowhere in the admin, whatever one's roles: "Orders are not changed here."."""
    return Policy(refusal=f"{capfirst(str(options.verbose_name_plural))} are not {participle} here.")


def guarded(view: View) -> View:
    """The view, behind its policy: without one nobody comes in."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policies = policies_of(view)
        if policies is None:
            raise Refused
        policy = policy_for(policies, request.method)
        if policy is None:
            return HttpResponseNotAllowed([*policies])
        if not policy.admits(request.user):
            raise Refused(policy.refusal or policy.words)
        return view(request, *args, **kwargs)

    return answer
