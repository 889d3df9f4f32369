"""allauth's sign-in pages with our questions; the demo shows the second factor's code."""

from typing import Any

from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.urls import reverse_lazy

from rallyround.people import demo, live, queries
from rallyround.people.access import public, requires
from rallyround.people.roles import ROLES
from rallyround.people.sign_in_forms import (
    CodeForm,
    NewPasswordForm,
    PasswordAgainForm,
    SecondCodeForm,
    SetUpForm,
    SignInForm,
)


class SignIn(LoginView):  # type: ignore[misc]
    form_class = SignInForm
    template_name = "sign_in/sign_in.html"


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Asked after the password, of whoever has a second factor."""

    form_class = CodeForm
    template_name = "sign_in/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if demo.may_show_code(self.request):
            factor = Authenticator.objects.get(user=self.stage.login.user, type=Authenticator.Type.TOTP)
            context["demo_code"] = demo.code_of_now(get_adapter().decrypt(factor.data["secret"]))
        return context


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]
    """The picture for the authenticator app, and its first code."""

    form_class = SetUpForm
    template_name = "sign_in/set_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["must"] = live.is_live() and queries.needs_second_factor(self.request.user)
        if demo.may_show_code(self.request):
            context["demo_code"] = demo.code_of_now(context["form"].secret)
        return context


class MySignIn(IndexView):  # type: ignore[misc]
    """What somebody's sign-in consists of, and the roles that it opens."""

    template_name = "sign_in/my_sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        held = queries.memberships(self.request.user)
        context["held"] = [(ROLES[m.role], m.organisation.name) for m in held]
        return context


class PasswordAgain(ReauthenticateView):  # type: ignore[misc]
    form_class = PasswordAgainForm
    template_name = "sign_in/password_again.html"


class CodeAgain(CodeAgainView):  # type: ignore[misc]
    form_class = SecondCodeForm
    template_name = "sign_in/code_again.html"


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    form_class = NewPasswordForm
    template_name = "sign_in/change_password.html"
    success_url = reverse_lazy("mfa_index")


def _signed_in(page: Any, template: str) -> Any:
    """One of allauth's own pages in our look."""
    return requires()(page.as_view(template_name=f"sign_in/{template}"))


sign_in = public(SignIn.as_view())
sign_out = public(LogoutView.as_view(template_name="sign_in/sign_out.html"))
closed = public(AccountInactiveView.as_view(template_name="sign_in/closed.html"))
second_factor = public(SecondFactor.as_view())
set_up_second_factor = requires()(SetUpSecondFactor.as_view())
my_sign_in = requires()(MySignIn.as_view())
password_again = requires()(PasswordAgain.as_view())
code_again = requires()(CodeAgain.as_view())
change_password = requires()(ChangePassword.as_view())
switch_off_second_factor = _signed_in(DeactivateTOTPView, "switch_off.html")
recovery_codes = _signed_in(ViewRecoveryCodesView, "recovery_codes.html")
new_recovery_codes = _signed_in(GenerateRecoveryCodesView, "new_recovery_codes.html")
download_recovery_codes = _signed_in(DownloadRecoveryCodesView, "recovery_codes.txt")
