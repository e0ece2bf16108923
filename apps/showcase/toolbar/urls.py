from django.urls import path

from apps.showcase.toolbar import pages

app_name = "toolbar"
urlpatterns = [
    path("", pages.listing, name="listing"),
    path("<slug:record_id>/", pages.record, name="record"),
]
