import django_filters

from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload


class UploadFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=UploadKind.choices)
    sha256 = django_filters.CharFilter(max_length=64, help_text="In hexadecimal, small letters.")

    class Meta:
        model = Upload
        fields: list[str] = []
