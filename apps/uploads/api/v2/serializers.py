from rest_framework import serializers

from apps.core.rest.schema import example
from apps.uploads.api.v2 import examples
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload


class StoreUploadInput(serializers.Serializer[Upload]):
    """A file and what it is for."""

    # What is too large or empty is the service's to say, for every door alike.
    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(choices=UploadKind.choices)


@example("A file", examples.UPLOAD)
class UploadSerializer(serializers.ModelSerializer[Upload]):
    """A file that somebody sent; `size` in bytes."""

    url = serializers.HyperlinkedIdentityField(view_name="upload-detail", lookup_field="id")
    owner = serializers.EmailField(source="owner.email", read_only=True)

    class Meta:
        model = Upload
        fields = ["id", "url", "kind", "name", "size", "sha256", "owner", "created_at"]
        read_only_fields = fields
