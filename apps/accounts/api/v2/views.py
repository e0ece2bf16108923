from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.generics import RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.accounts.api.v2.serializers import (
    IssuedTokenSerializer,
    IssueTokenInput,
    MeSerializer,
    RotateTokenInput,
    TokenSerializer,
)
from apps.accounts.models import ApiToken, User
from apps.accounts.services.tokens import issue_token, revoke_token, rotate_token
from apps.core.policy import OWN_ROWS, SIGNED_IN
from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ReadViewSet


class MeView(RetrieveAPIView[User]):
    """Who the caller is, and what they may do."""

    policy = {"read": SIGNED_IN}
    resource = "me"
    serializer_class = MeSerializer

    def get_object(self) -> User:
        return caller(self.request)


class TokenViewSet(ReadViewSet):
    """The caller's own API tokens. A token makes none that opens more or lives longer than itself."""

    policy = dict.fromkeys(("read", "add", "delete"), OWN_ROWS)
    resource = "tokens"
    serializer_class = TokenSerializer
    lookup_field = "prefix"
    lookup_value_regex = r"[^/\x00]{1,12}"
    ordering_fields = (SortColumn("created_at", "created_at"), SortColumn("name", "name"))
    default_ordering = "-created_at"

    def get_queryset(self) -> QuerySet[ApiToken]:
        user = self.request.user
        return ApiToken.objects.visible_to(user).filter(user=user.pk).with_relatives()

    @extend_schema(request=IssueTokenInput, responses={201: IssuedTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make an API token. The answer holds the key, this once: nothing keeps it, and nobody can look it up."""
        return self.issued(*issue_token(user=caller(request), **self.asked(request)))

    @extend_schema(request=RotateTokenInput, responses={201: IssuedTokenSerializer})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, prefix: str) -> Response:
        """Replace an API token by a new one of the same name and scopes. The answer holds the new key, this once."""
        asked = self.asked(request)
        overlap = timedelta(seconds=asked.pop("overlap_seconds"))
        return self.issued(*rotate_token(token=self.get_object(), overlap=overlap, **asked))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, prefix: str) -> Response:
        """Revoke an API token, and all that were made with it, from the next request on. Again changes nothing."""
        revoke_token(token=self.get_object(), by=caller(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        inputs = {"create": IssueTokenInput, "rotate": RotateTokenInput}
        return inputs.get(self.action) or super().get_serializer_class()

    def asked(self, request: Request) -> dict[str, Any]:
        """What the body says, who calls, and with which token. Raises ValidationError."""
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        return {**sent.validated_data, "by": caller(request), "within": request.auth}

    def issued(self, token: ApiToken, key: str) -> Response:
        """The one answer that holds the key: no cache may keep it."""
        told = IssuedTokenSerializer(token, context={**self.get_serializer_context(), "key": key}).data
        headers = {"Location": str(told["url"]), "Cache-Control": "no-store"}
        return Response(told, status=status.HTTP_201_CREATED, headers=headers)


def caller(request: Request) -> User:
    assert isinstance(request.user, User)  # the policy lets nobody else in
    return request.user
