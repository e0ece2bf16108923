from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.querysets import RoleAssignmentQuerySet, RoleQuerySet


class Role(models.Model):
    """A named set of permissions. The shop's own roles begin as `rules/roles.py` defines them, and follow it at every
    migrate until somebody edits them: from then on they keep what they carry.

    `known_permissions` are those that the definition granted at the last edit: what a later release adds is offered.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    requires_second_factor = models.BooleanField(default=False, db_default=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    known_permissions = models.JSONField(default=list, editable=False)
    permissions = models.ManyToManyField(Permission, through="accounts.RolePermission", related_name="roles")
    permissions_version = models.BigIntegerField(default=0, db_default=0, editable=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class RolePermission(models.Model):
    """A role carries a permission, up to an amount in the shop's currency where the permission is about money."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_permissions", db_index=False)
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, related_name="role_permissions")
    up_to = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, blank=True, help_text="In the shop's currency; empty: any amount."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once"),
            models.CheckConstraint(condition=Q(up_to__isnull=True) | Q(up_to__gt=0), name="role_permission_up_to"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission.codename}"


class RoleAssignment(models.Model):
    """A person holds a role from `starts_at` until `expires_at` (open when empty), given by somebody for a reason."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments", db_index=False
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="given_assignments"
    )
    reason = models.CharField(max_length=300)
    starts_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_assignment_once"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("starts_at")),
                name="role_assignment_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
