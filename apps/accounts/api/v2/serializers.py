from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.v2 import examples
from apps.accounts.enums import KeyState
from apps.accounts.models import ApiToken, Role, User
from apps.accounts.rules.keys import LONGEST_OVERLAP, usual_end
from apps.accounts.rules.scopes import SCOPES
from apps.core.rest.schema import example
from apps.core.rest.strict_fields import TextField, WholeNumberField


class HeldRoleSerializer(serializers.ModelSerializer[Role]):
    """A role that the caller holds now."""

    class Meta:
        model = Role
        fields = ["slug", "name", "description"]
        read_only_fields = fields


class UsedTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """The API token that the request came with: what people recognise it by, never the token."""

    class Meta:
        model = ApiToken
        fields = ["name", "prefix", "scopes", "expires_at"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[User]):
    """The caller: who, with which roles, allowed to do what."""

    roles = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()
    token = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["email", "name", "roles", "permissions", "token"]
        read_only_fields = fields

    def get_roles(self, user: User) -> list[dict[str, Any]]:
        held = Role.objects.filter(assignments__in=user.role_assignments.held_at(timezone.now()))
        return list(HeldRoleSerializer(held, many=True).data)

    def get_permissions(self, user: User) -> list[str]:
        return sorted(user.get_all_permissions())

    def get_token(self, user: User) -> dict[str, Any] | None:
        token = self.context["request"].auth
        return UsedTokenSerializer(token).data if isinstance(token, ApiToken) else None


class EndField(serializers.DateTimeField):
    """When a key ends; null for one that ends when it is revoked, the usual end when nothing is said."""

    def __init__(self) -> None:
        about = "Without it: in 90 days, or with the token you call with if that ends sooner. Null: never."
        super().__init__(required=False, allow_null=True, help_text=about)

    def get_default(self) -> datetime:
        token = self.context["request"].auth
        return usual_end(timezone.now(), token.expires_at if token else None)


class IssueTokenInput(serializers.Serializer[ApiToken]):
    """A key for a program: what uses it, what it opens, until when."""

    name = TextField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), allow_empty=False)
    expires_at = EndField()


class RotateTokenInput(serializers.Serializer[ApiToken]):
    """How one key takes over from another; a body of `{}` ends the old one at once."""

    overlap_seconds = WholeNumberField(
        default=0,
        min_value=0,
        max_value=int(LONGEST_OVERLAP.total_seconds()),
        help_text="How much longer the old key works.",
    )
    expires_at = EndField()
    reason = TextField(max_length=300, default="", allow_blank=True)


@example("A token", examples.TOKEN)
class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """An API token: what people recognise it by, never the key."""

    url = serializers.HyperlinkedIdentityField(view_name="token-detail", lookup_field="prefix")
    state = serializers.SerializerMethodField()
    replaces = serializers.CharField(source="replaces.prefix", read_only=True, allow_null=True)
    replaced_by = serializers.CharField(source="successor.prefix", read_only=True, allow_null=True)
    made_with = serializers.CharField(source="made_with.prefix", read_only=True, allow_null=True)

    class Meta:
        model = ApiToken
        fields = [
            "url",
            "prefix",
            "name",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "replaces",
            "replaced_by",
            "made_with",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=KeyState.choices))
    def get_state(self, token: ApiToken) -> str:
        return token.state_at(timezone.now()).value


@example("A new token", examples.ISSUED_TOKEN)
class IssuedTokenSerializer(TokenSerializer):
    """A new API token with its key, which nothing keeps."""

    key = serializers.SerializerMethodField()

    class Meta(TokenSerializer.Meta):
        fields = ["key", *TokenSerializer.Meta.fields]
        read_only_fields = fields

    def get_key(self, token: ApiToken) -> str:
        key: str = self.context["key"]
        return key
