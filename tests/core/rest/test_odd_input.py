"""Odd text in every query parameter of every list, and in every address: answered, never a defect."""

from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from apps.accounts.models import User
from tests import shop
from tests.core.rest.routes import routes

ODD = [
    "%00",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    quote('"; DROP TABLE orders_order; --'),
    quote("%_\\"),
    "9" * 40,
    "1e400",
    "%0D%0ASet-Cookie:%20a=b",
    "x" * 5000,
    "2011-02-30",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59.999999-23:59",
]


@pytest.fixture
def owner(people: dict[str, User], settings: Any) -> Any:
    settings.API_LIMITS = False
    shop.orders(1)
    client = APIClient()
    client.force_authenticate(people["owner"])  # a thousand requests would look up the same token and permissions
    client.raise_request_exception = False
    return client


def addresses() -> dict[str, Any]:
    """Every list of the API with its view."""
    job = shop.import_job(rejections=1).job_id
    return {
        reverse(name, args=[job] if name == "v2:import-rejections" else []): callback
        for name, callback in routes()
        if name.endswith(("-list", "-rejections"))
    }


def parameters(callback: Any) -> set[str]:
    view = callback.cls(**callback.initkwargs)
    view.action = "list"
    return set(view.query_parameters())


def test_odd_values_of_parameters(owner: Any) -> None:
    calls, wrong = 0, []
    for address, callback in addresses().items():
        for parameter in parameters(callback):
            for value in ODD:
                response = owner.get(f"{address}?{parameter}={value}")
                calls += 1
                if response.status_code not in (200, 400, 406, 404):
                    wrong.append((address, parameter, value, response.status_code))
    assert wrong == []
    assert calls > 500


def test_odd_names_of_parameters(owner: Any) -> None:
    for value in ODD:
        response = owner.get(f"/api/v2/orders/?{value}=1")
        assert response.status_code == 400, value
        assert response.json()["code"] == "validation_failed"


def test_odd_addresses(owner: Any) -> None:
    for address in addresses():
        for value in ODD:
            response = owner.get(f"{address}{value}/")
            assert response.status_code in (404, 301), (address, value)
