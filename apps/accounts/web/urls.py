from django.urls import path

from apps.accounts.web import factors, reset, second_step, security, views
from apps.accounts.web.sign_in import SignIn
from apps.core.policy import PUBLIC, SIGNED_IN, door

# Names that begin with account_ and mfa_ are those that django-allauth asks for. What it offers beyond (sign-up,
# addresses) has no route.
FORM = {"GET": PUBLIC, "POST": PUBLIC}
OWN_FORM = {"GET": SIGNED_IN, "POST": SIGNED_IN}
urlpatterns = [
    path("sign-in/", door(**FORM)(SignIn.as_view()), name="account_login"),
    path("sign-in/second-step/", door(**FORM)(second_step.SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-in/passkey/", door(**FORM)(second_step.SignInByPasskey.as_view()), name="mfa_login_webauthn"),
    path("sign-in-as/<slug:key>/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/forgotten/", door(**FORM)(reset.Forgotten.as_view()), name="account_reset_password"),
    path("password/forgotten/sent/", door(GET=PUBLIC)(reset.LinkSent.as_view()), name="password_reset_sent"),
    path("password/new/", door(**FORM)(reset.NewPassword.as_view()), name="password_reset_by_key"),
    path("security/", security.security, name="mfa_index"),
    path("security/sessions/end/", security.end_other_sessions, name="end-other-sessions"),
    path("security/sessions/<int:pk>/end/", security.end_session, name="end-session"),
    path(
        "security/recovery-codes/",
        door(GET=SIGNED_IN)(factors.RecoveryCodesOnce.as_view()),
        name="mfa_view_recovery_codes",
    ),
    *(
        path(f"security/{address}/", door(**OWN_FORM)(view.as_view()), name=name)
        for address, view, name in (
            ("password", security.ChangePassword, "account_change_password"),
            ("app", factors.AddApp, "mfa_activate_totp"),
            ("app/remove", factors.RemoveApp, "mfa_deactivate_totp"),
            ("passkeys/add", factors.AddPasskey, "mfa_add_webauthn"),
            ("passkeys/<int:pk>/rename", factors.RenamePasskey, "mfa_edit_webauthn"),
            ("passkeys/<int:pk>/remove", factors.RemovePasskey, "mfa_remove_webauthn"),
            ("recovery-codes/new", factors.NewRecoveryCodes, "mfa_generate_recovery_codes"),
            ("confirm", second_step.ConfirmByPassword, "account_reauthenticate"),
            ("confirm/code", second_step.ConfirmByCode, "mfa_reauthenticate"),
            ("confirm/passkey", second_step.ConfirmByPasskey, "mfa_reauthenticate_webauthn"),
        )
    ),
]
