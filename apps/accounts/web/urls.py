from django.urls import path

from apps.accounts.web import views
from apps.accounts.web.sign_in import SignIn
from apps.core.policy import PUBLIC, door

# The names are those that django-allauth asks for. What it offers beyond (sign-up, addresses) has no route.
urlpatterns = [
    path("sign-in/", door(GET=PUBLIC, POST=PUBLIC)(SignIn.as_view()), name="account_login"),
    path("sign-in-as/<slug:key>/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
