"""allauth's questions in our words: labels beside the boxes, no placeholders in them."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = _("Code from your authenticator app")


def _ask(form: forms.BaseForm, **questions: Any) -> None:
    for name, question in questions.items():
        field = form.fields[name]
        field.label, field.help_text = question, ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("Answer this question.")


def _ask_for_code(form: forms.BaseForm, question: Any = CODE) -> None:
    _ask(form, code=question)
    form.fields["code"].widget.attrs["inputmode"] = "numeric"
    form.fields["code"].error_messages["required"] = _("Enter the code.")


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password. A session lasts a duty shift for everybody, so nobody is asked how long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        _ask(self, login=_("E-mail address"), password=_("Password"))
        self.fields["login"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["login"].error_messages["invalid"] = _(
            "Enter an e-mail address such as name@example.org."
        )
        self.fields["password"].error_messages["required"] = _("Enter your password.")

    def clean(self) -> Any:
        cleaned = super().clean()
        self.cleaned_data["remember"] = False
        return cleaned


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, password=_("Your password"))
        self.fields["password"].error_messages["required"] = _("Enter your password.")


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(
            self,
            oldpassword=_("Your password of now"),
            password1=_("New password"),
            password2=_("New password again"),
        )
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that have nothing to do with each other do well."
        )


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from your authenticator app, or a recovery code"))


class SecondCodeForm(CodeAgainForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from your authenticator app, or a recovery code"))


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)
