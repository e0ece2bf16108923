"""Going to pages of the admin as somebody."""

from collections.abc import Callable

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.services.people import create_person
from tests.calling import sign_in

Visit = Callable[[str], Client]


def signed_in_as(role: str) -> Client:
    """A browser in which a new person with this role is signed in; the person is its `user`."""
    client = Client()
    client.user = create_person(email=f"{role}@vitrine.example", password=None, role=role, by=None, reason="for a test")
    sign_in(client, client.user)
    return client


def address(model: type[Model], page: str, *args: object) -> str:
    """Where the admin shows the model: page is changelist, add, change, history or delete."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries_of(client: Client, url: str, data: dict[str, str] | None = None) -> list[str]:
    """The SQL of one request, which must succeed."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, data)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured.captured_queries]
