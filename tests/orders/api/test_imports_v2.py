"""/api/v2/imports/"""

from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/imports/"


@pytest.fixture
def manager(people: dict[str, User]) -> Any:
    return client_of(people["manager"])


def test_an_import_is_known_by_its_job(manager: Any) -> None:
    made = shop.import_job(rejections=1, rows_read=10, lines_stored=9, rows_rejected=1, net_total="12.345")
    url = f"{HOST}/imports/{made.job_id}/"
    document = manager.get(f"{ADDRESS}{made.job_id}/").json()
    assert document["job"].pop("created_at") == made.job.created_at.isoformat().replace("+00:00", "Z")
    assert document == {
        "id": str(made.job_id),
        "url": url,
        "file_name": "orders.csv",
        "sha256": "",
        "mode": "skip-bad",
        "dry_run": False,
        "timezone": "Europe/London",
        "job": {
            "state": "succeeded",
            "done": 0,
            "total": None,
            "progress_note": "",
            "cause": "",
            "started_at": None,
            "finished_at": None,
        },
        "rows_read": 10,
        "lines_stored": 9,
        "rows_rejected": 1,
        "rows_repeated": 0,
        "rows_in_conflict": 0,
        "orders_created": 0,
        "orders_replaced": 0,
        "products_created": 0,
        "customers_created": 0,
        "net_total": "12.345",
        "rejections_url": f"{url}rejections/",
    }
    assert manager.get(document["rejections_url"]).json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "line": 2,
                "column": "",
                "code": "not_a_number",
                "reason": "“x” is no number.",
                "verdict": "rejected",
                "invoice": "",
                "rows": 1,
                "raw": None,
            }
        ],
    }


def test_newest_first_and_filters(manager: Any) -> None:
    first, second = shop.import_job(mode="upsert"), shop.import_job()
    ids = [str(second.job_id), str(first.job_id)]
    assert [row["id"] for row in manager.get(ADDRESS).json()["results"]] == ids
    assert [row["id"] for row in manager.get(f"{ADDRESS}?mode=upsert").json()["results"]] == ids[1:]
    assert manager.get(f"{ADDRESS}?state=failed").json()["results"] == []
    assert manager.get(f"{ADDRESS}?state=lost").json()["errors"][0]["field"] == "state"


def test_imports_are_found_by_what_an_operator_knows(people: dict[str, User], manager: Any) -> None:
    real = shop.import_job(people["owner"], file_name="march.csv", sha256="a" * 64)
    rehearsed = shop.import_job(people["manager"], dry_run=True, file_name="april.csv")
    for query, found in (
        ("dry_run=true", rehearsed),
        ("dry_run=false", real),
        (f"sha256={'a' * 64}", real),
        ("file_name=apr", rehearsed),
        ("owner=owner@vitrine.example", real),
    ):
        assert [row["id"] for row in manager.get(f"{ADDRESS}?{query}").json()["results"]] == [str(found.job_id)], query


def test_rejections_come_in_pages_in_the_order_of_the_file(manager: Any) -> None:
    made = shop.import_job(rejections=5)
    other = shop.import_job(rejections=2)
    link, lines = f"{ADDRESS}{made.job_id}/rejections/?limit=2&code=not_a_number", []
    while link:
        page = manager.get(link).json()
        lines += [row["line"] for row in page["results"]]
        link = page["next"]
    assert lines == [2, 3, 4, 5, 6]
    assert manager.get(f"{ADDRESS}{other.job_id}/rejections/?verdict=repeated_invoice").json()["results"] == []


def test_what_is_not_there_is_not_found(manager: Any) -> None:
    for address in (
        f"{ADDRESS}{uuid4()}/",
        f"{ADDRESS}{uuid4()}/rejections/",
        f"{ADDRESS}17/",
        f"{ADDRESS}x/rejections/",
    ):
        response = manager.get(address)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
