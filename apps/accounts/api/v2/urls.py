from django.urls import path
from rest_framework.routers import SimpleRouter

from apps.accounts.api.v2.views import MeView, TokenViewSet

router = SimpleRouter()
router.register("me/tokens", TokenViewSet, basename="token")

urlpatterns = [path("me/", MeView.as_view(), name="me"), *router.urls]
