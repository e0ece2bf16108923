from django.urls import path

from apps.showcase.toolbar import pages

app_name = "toolbar"
urlpatterns = [
    path("", pages.listing, name="listing"),
    path("<slug:record_id>/", pages.record, name="record"),
    path("<slug:record_id>/try/<int:number>/", pages.try_in_lab, name="try"),
]
