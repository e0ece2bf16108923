from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from apps.accounts.models import User


class UserQuerySet(models.QuerySet["User"]):
    """People, and who may see them."""

    def visible_to(self, user: "User") -> Self:
        """All people for those who may view people, otherwise oneself; nobody for strangers."""
        if user.has_perm("accounts.view_user"):
            return self.all()
        return self.filter(pk=user.pk)
