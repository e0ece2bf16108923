"""Who looks at the page that is being made. Cells ask it, because the admin hands them the row alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

_viewer: ContextVar[Any] = ContextVar("viewer", default=None)


@contextmanager
def viewed_by(user: Any) -> Iterator[None]:
    """Everything rendered inside is for `user`."""
    token = _viewer.set(user)
    try:
        yield
    finally:
        _viewer.reset(token)


def signed_in(request: HttpRequest) -> Any:
    """The person of an admin request, for `by=` of services: nobody anonymous gets as far as a view."""
    return request.user


def viewer_may(permission: str) -> bool:
    """Whether the viewer holds the permission; nobody does outside of a request."""
    user = _viewer.get()
    return user is not None and bool(user.has_perm(permission))


def may_open(model: type[Model]) -> bool:
    """Whether the viewer may open pages of `model`."""
    return viewer_may(f"{model._meta.app_label}.view_{model._meta.model_name}")
