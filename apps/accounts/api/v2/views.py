from rest_framework.generics import RetrieveAPIView

from apps.accounts.api.v2.serializers import MeSerializer
from apps.accounts.models import User
from apps.core.rest.permissions import SIGNED_IN


class MeView(RetrieveAPIView[User]):
    """Who the caller is, and what they may do."""

    policy = {"read": SIGNED_IN}
    resource = "me"
    serializer_class = MeSerializer

    def get_object(self) -> User:
        assert isinstance(self.request.user, User)  # the permission lets nobody else in
        return self.request.user
