"""The addresses of signing in. Of allauth's own pages only those stand here: the rest is closed.

Nobody registers, confirms an e-mail address or asks for a new password here: an administrator sends a link.
"""

from django.urls import URLPattern, URLResolver, path

from rallyround.people import sign_in_views as pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", pages.sign_in, name="account_login"),
    path("logout/", pages.sign_out, name="account_logout"),
    path("inactive/", pages.closed, name="account_inactive"),
    path("again/", pages.password_again, name="account_reauthenticate"),
    path("password/", pages.change_password, name="account_change_password"),
    path("2fa/", pages.my_sign_in, name="mfa_index"),
    path("2fa/code/", pages.second_factor, name="mfa_authenticate"),
    path("2fa/again/", pages.code_again, name="mfa_reauthenticate"),
    path("2fa/set-up/", pages.set_up_second_factor, name="mfa_activate_totp"),
    path("2fa/switch-off/", pages.switch_off_second_factor, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", pages.recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/new/", pages.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", pages.download_recovery_codes, name="mfa_download_recovery_codes"),
]
