"""Calling the API as somebody."""

from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.services.tokens import authenticate_token, issue_token


def client_of(user: User | None) -> APIClient:
    """A client with a token of the user, used before; without a user a stranger's."""
    client = APIClient()
    if user is not None:
        _, raw = issue_token(user=user, name="test", by=None)
        authenticate_token(raw=raw)  # the time of first use is written now, not within a counted request
        client.credentials(HTTP_AUTHORIZATION=f"Token {raw}")
    return client
