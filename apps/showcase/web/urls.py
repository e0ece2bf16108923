from django.urls import path

from apps.showcase.web import lab_pages, lab_way, mailbox, map_page, scenario_pages, source_pages

app_name = "showcase"
urlpatterns = [
    path("", map_page.map_page, name="map"),
    path("token/", map_page.make_token, name="token"),
    path("scenarios/<slug:slug>/", scenario_pages.scenario_page, name="scenario"),
    path("scenarios/<slug:slug>/run/<slug:experiment>/", scenario_pages.start, name="start"),
    path("scenarios/<slug:slug>/runs/<int:pk>/", scenario_pages.run_page, name="run"),
    path("scenarios/<slug:slug>/runs/<int:pk>/progress/", scenario_pages.progress, name="progress"),
    path("scenarios/<slug:slug>/runs/<int:pk>/cancel/", scenario_pages.cancel_run, name="cancel"),
    path("lab/", lab_pages.lab_page, name="lab"),
    path("lab/<slug:slug>/", lab_pages.experiment_page, name="lab-experiment"),
    path("lab/<slug:slug>/run/", lab_pages.start, name="lab-start"),
    path("lab/<slug:slug>/runs/<int:pk>/", lab_pages.run_page, name="lab-run"),
    path("lab/<slug:slug>/runs/<int:pk>.json", lab_pages.run_json, name="lab-run-json"),
    path("lab/<slug:slug>/<slug:way>/", lab_way.way_page, name="lab-way"),
    path("source/<path:path>", source_pages.source_page, name="source"),
    path("mailbox/", mailbox.mailbox_page, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.mail_page, name="mail"),
    path("mailbox/<str:key>/html/", mailbox.mail_html, name="mail-html"),
]
