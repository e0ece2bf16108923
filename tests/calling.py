"""Calling the shop as somebody."""

from collections.abc import Collection

from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.permission_sets import find_permissions
from apps.accounts.services.sessions import rotate_session
from apps.accounts.services.tokens import authenticate_token, issue_token


def client_of(user: User | None, scopes: Collection[str] = SCOPES) -> APIClient:
    """A client with a token of the user, with all scopes and used before; without a user a stranger's."""
    client = APIClient()
    if user is not None:
        _, raw = issue_token(user=user, name="test", scopes=scopes, by=None)
        authenticate_token(raw=raw)  # the time of first use is written now, not within a counted request
        know_permissions(user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {raw}")
    return client


def sign_in(client: Client, user: User) -> None:
    """Sign somebody in as the shop's own page does, and have their permissions read, before a request is counted."""
    client.force_login(User.objects.get(pk=user.pk))
    session = client.session
    rotate_session(session=session, user=User.objects.get(pk=user.pk))
    session.save()
    know_permissions(user)


def know_permissions(user: User) -> None:
    """This process reads the person's permissions now, not within a counted request."""
    find_permissions(user=User.objects.acting().get(pk=user.pk))
