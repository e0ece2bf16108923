from django.urls import path

from apps.accounts.web import views

urlpatterns = [
    path("sign-in-as/<slug:key>/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
