"""Changing rows: the body is read, one service is called, and the answer is the row as `GET` shows it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from apps.core.rest import etags
from apps.core.rest.idempotency import idempotent
from apps.core.rest.preconditions import check_if_match
from apps.core.rest.selection import usual_paths
from apps.core.rest.views import ReadViewSet


class ChangeInput(Serializer[Any]):
    """Stands before the input that makes a row: what is left out stays as it is, and something must be there."""

    fewest_members: ClassVar = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "partial": True})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            names = ", ".join(f"`{name}`" for name in self.fields)
            raise ValidationError(f"Send at least one of {names}.", code="nothing_to_change")
        return attrs


class WriteViewSet(ReadViewSet):
    """A list and its details, whose rows can be changed. `inputs` has the serializer of the body for each action."""

    inputs: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return self.inputs.get(self.action) or super().get_serializer_class()

    def asked(self, request: Request, row: Any = None) -> dict[str, Any]:
        """What the body says. Raises ValidationError that names everything that cannot be taken."""
        sent = self.get_serializer(row, data=request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    def get_object(self) -> Any:
        if self.action in self.inputs:
            self.shown = usual_paths(self.details_class)  # what `GET` would show
        return super().get_object()

    @property
    def details_class(self) -> Any:
        return self.detail_serializer_class or self.serializer_class

    def read(self, row: Any, **answer: Any) -> Response:
        """The row as `GET` at its address answers, validator included."""
        self.shown = usual_paths(self.details_class)
        fresh = self.filter_queryset(self.get_queryset()).get(pk=row.pk)
        response = Response(**answer)
        address = ""  # that of the request
        if response.status_code == 201:
            address = response["Location"] = self.reverse_action("detail", args=[getattr(fresh, self.lookup_field)])
        response["ETag"] = etags.etag_of_rows(self.request, [fresh], address=address)
        response.data = self.details_class(fresh, context=self.get_serializer_context()).data
        return response


class AddViewSet(WriteViewSet):
    """`POST` to the list makes a row: `add` is the one call of a service."""

    must_key: ClassVar[bool] = True

    def add(self, **values: Any) -> Any:
        raise NotImplementedError

    @idempotent
    @transaction.atomic
    def create(self, request: Request) -> Response:
        return self.read(self.add(by=request.user, **self.asked(request)), status=201)


class ChangeViewSet(WriteViewSet):
    """`PATCH` changes a row in the state that the caller has read: `change` is the one call of a service."""

    must_match: ClassVar[bool] = True

    def change(self, row: Any, **values: Any) -> Any:
        raise NotImplementedError

    @transaction.atomic
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        row = self.locked()
        check_if_match(request, etags.etag_of_rows(request, [row]), required=self.must_match)
        return self.read(self.change(row, by=request.user, **self.asked(request, row)))

    def locked(self) -> Any:
        """The row as it is now and stays until the change is done."""
        rows: Any = self.get_queryset()
        rows.locked().filter(**{self.lookup_field: self.kwargs[self.lookup_field]}).first()
        return self.get_object()
