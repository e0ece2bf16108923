from django.urls import path

from apps.uploads.web.views import download

app_name = "uploads"
urlpatterns = [path("<uuid:pk>/", download, name="download")]
