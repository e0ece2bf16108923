from typing import Any

import django_filters

from apps.accounts.models import User
from apps.core.rest.filters import FromFilter, ToFilter
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload


class UploadFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=UploadKind.choices)
    owner = django_filters.CharFilter(
        method="filter_owner", label="Owner", max_length=254, help_text="E-mail address of who sent it."
    )
    sha256 = django_filters.CharFilter(max_length=64, help_text="In hexadecimal, small letters.")
    created_from = FromFilter("created_at", label="Created from", help_text="On this day, or at this moment, or later.")
    created_to = ToFilter("created_at", label="Created to", help_text="On this day, or at this moment, or earlier.")

    class Meta:
        model = Upload
        fields: list[str] = []

    def filter_owner(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(owner__in=User.objects.with_email(value))
