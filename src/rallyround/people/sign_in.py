"""How django-allauth is told our rules: no self-registration, and what happens to a sign-in is in the ledger.

allauth calls these methods; they belong to its pages, so they read the clock as views do.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rallyround.people import actions, live, queries
from rallyround.people.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Try again."),
        "enter_current_password": _("This is not your password of now. Try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "account_inactive": _("This sign-in is closed. Ask an administrator of your partnership."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        actions.record_sign_in(by=user.actor, at=timezone.now(), user=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            actions.record_sign_out(by=request.user.actor, at=timezone.now(), user=request.user)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        actions.set_password(by=user.actor, at=timezone.now(), user=user, password=password)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Called whenever somebody changed their sign-in: written down, not sent. A password is by `set_password`."""
        change = template_prefix.rpartition("/")[2]
        if change != "password_changed":
            actions.record_factor_change(by=user.actor, at=timezone.now(), user=user, change=change)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages themselves say what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What the authenticator app shows beside the code, and who may not do without it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
        "cannot_delete_authenticator": _("Your roles need a second factor, so it cannot be switched off."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app first."),
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not (live.is_live() and queries.needs_second_factor(authenticator.user))
