from rest_framework.generics import RetrieveAPIView
from rest_framework.permissions import IsAuthenticated

from apps.accounts.api.v2.serializers import MeSerializer
from apps.accounts.models import User


class MeView(RetrieveAPIView[User]):
    """Who the caller is, and what they may do."""

    permission_classes = [IsAuthenticated]
    serializer_class = MeSerializer

    def get_object(self) -> User:
        assert isinstance(self.request.user, User)  # the permission lets nobody else in
        return self.request.user
