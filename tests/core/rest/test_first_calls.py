"""docs/first-calls.md: each call works, and answers as the page says."""

import json
import re
import shlex
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from tests import shop

TEXT = (settings.BASE_DIR / "docs" / "first-calls.md").read_text()
SECTIONS = TEXT.split("\n## ")[1:]


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def call(line: str, token: str, etag: str) -> Any:
    """What a curl line asks, by the test client."""
    words = shlex.split(line.replace("$TOKEN", token).replace("ETAG", etag.strip('"')))
    assert words.pop(0) == "curl"
    headers = {}
    while "-H" in words:
        place = words.index("-H")
        name, _, value = words.pop(place + 1).partition(": ")
        words.pop(place)
        headers[name] = value
    (address,) = [word for word in words if word != "-i"]
    assert address.startswith("http://localhost:8000/")
    return Client().get(address.removeprefix("http://localhost:8000"), headers=headers)


def shape(value: Any) -> Any:
    """Names and kinds, without the values; of a list what its first item is."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(member) for member in value[:1]]
    return type(value).__name__


@pytest.fixture
def token(people: dict[str, User]) -> str:
    for number in ("1", "2", "3", "4"):
        customer = shop.customer(f"1{number}", country="FR")
        shop.order(number, ("85048", 2, "6.950"), country="FR", customer=customer)
    return issue_token(user=people["engineer"], name="development", scopes=SCOPES, by=None)[1]


def test_there_are_five() -> None:
    assert [section[0] for section in SECTIONS] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section[:1])
def test_each_call_answers_as_the_page_says(token: str, section: str) -> None:
    (calls,) = blocks(section, "")
    etag, responses = "", []
    for line in calls.splitlines():
        response = call(line, token, etag)
        etag = response.headers.get("ETag", "")
        responses.append(response)
    told = blocks(section, "json")
    if told:
        answer = responses[-1].json()
        assert list(shape(answer)) == list(shape(json.loads(told[0])))
        assert shape(answer) == shape(json.loads(told[0]))
        assert responses[-1].status_code == answer.get("status", 200)
    else:
        assert [response.status_code for response in responses] == [200, 304]
