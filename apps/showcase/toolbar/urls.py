from django.urls import path

from apps.showcase.toolbar.pages import record

app_name = "toolbar"
urlpatterns = [path("<slug:record_id>/", record, name="record")]
