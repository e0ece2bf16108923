from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.accounts.models import ApiToken, Role, User


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
