from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.accounts.models import User
from apps.core.policy import holders
from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ReadViewSet
from apps.uploads.api.v2.filters import UploadFilter
from apps.uploads.api.v2.serializers import StoreUploadInput, UploadSerializer
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload


class UploadViewSet(ReadViewSet):
    """Files that people sent: one's own, or all for those who may view uploads."""

    policy = {
        "read": holders("uploads.view_upload", "uploads.add_upload", all_rows=("uploads.view_upload",)),
        "add": holders("uploads.add_upload", file_bytes=settings.DOCUMENT_MAX_BYTES),
    }
    resource = "uploads"
    parser_classes = [MultiPartParser]
    serializer_class = UploadSerializer
    filterset_class = UploadFilter
    lookup_field = "id"
    lookup_value_converter = "uuid"
    ordering_fields = (
        SortColumn("created_at", "created_at"),
        SortColumn("name", "name"),
        SortColumn("size", "size"),
    )
    default_ordering = "-created_at"
    fetches = {"owner": lambda uploads, _: uploads.with_owner()}
    answers_from_rows = True

    def get_queryset(self) -> QuerySet[Upload]:
        return Upload.objects.visible_to(self.request.user)

    @extend_schema(request=StoreUploadInput, responses={201: UploadSerializer})
    def create(self, request: Request) -> Response:
        """Send a file as `multipart/form-data`."""
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        assert isinstance(request.user, User)  # the policy lets nobody else in
        kind = UploadKind(sent.validated_data["kind"])
        upload = store_upload(file=sent.validated_data["file"], kind=kind, by=request.user)
        stored = UploadSerializer(upload, context=self.get_serializer_context()).data
        return Response(stored, status=status.HTTP_201_CREATED, headers={"Location": str(stored["url"])})

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return StoreUploadInput if self.action == "create" else super().get_serializer_class()
