"""A field that somebody renames by hand, in a serializer of the shop."""

from typing import Any

import pytest
from rest_framework import serializers


def rename_field(patch: pytest.MonkeyPatch, serializer: Any, old: str, new: str) -> None:
    """From now on the field is called `new`; until `patch` undoes it."""
    declared = dict(serializer._declared_fields)
    declared[new] = declared.pop(old, None) or serializers.ReadOnlyField(source=old)
    patch.setattr(serializer, "_declared_fields", declared)
    patch.setattr(serializer.Meta, "fields", [new if name == old else name for name in serializer.Meta.fields])
