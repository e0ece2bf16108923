from django.urls import path
from rest_framework.routers import SimpleRouter

from apps.accounts.api.v2.access import AccessView
from apps.accounts.api.v2.views import MeView, TokenViewSet

router = SimpleRouter()
router.register("me/tokens", TokenViewSet, basename="token")

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("me/permissions/", AccessView.as_view(), name="me-permissions"),
    *router.urls,
]
