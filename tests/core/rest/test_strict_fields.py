"""Bodies: one kind of JSON is not taken for another."""

from typing import Any

import pytest
from rest_framework.serializers import Serializer

from apps.core.rest.strict_fields import FlagField, SlugField, TextField, WholeNumberField


class Body(Serializer[Any]):
    text = TextField()
    slug = SlugField()
    flag = FlagField()
    number = WholeNumberField(max_value=10)


GOOD = {"text": " a ", "slug": "a-b", "flag": False, "number": 5}


def test_each_kind_is_taken() -> None:
    body = Body(data=GOOD)
    assert body.is_valid()
    assert body.validated_data == {**GOOD, "text": "a"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 0),
        ("text", 1.5),
        ("text", True),
        ("slug", 5),
        ("flag", 1),
        ("flag", "true"),
        ("number", "5"),
        ("number", True),
        ("number", 5.0),
    ],
)
def test_another_kind_is_refused_by_name(name: str, value: Any) -> None:
    body = Body(data={**GOOD, name: value})
    assert not body.is_valid()
    assert {field: [error.code for error in errors] for field, errors in body.errors.items()} == {name: ["invalid"]}


def test_bounds_are_kept() -> None:
    assert not Body(data={**GOOD, "number": 11}).is_valid()
