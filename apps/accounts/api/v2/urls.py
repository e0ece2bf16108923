from django.urls import path

from apps.accounts.api.v2.views import MeView

urlpatterns = [path("me/", MeView.as_view(), name="me")]
