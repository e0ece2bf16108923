"""The doors for people. Programs enter by `config.api_urls`."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
