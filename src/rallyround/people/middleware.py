"""Before a page is shown: it says whom it is for, and who may see people's details signs in with two factors."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rallyround.people import live, queries
from rallyround.people.models import User

# Third-party pages whose own code decides: sign-in, the language switch, files.
OTHERS = ("allauth.", "django.views.i18n", "django.views.static", "django.contrib.staticfiles")
SIGNING_IN = "rallyround.people.sign_in_views"
OPEN = {"public", "signed_link"}


class EveryViewDeclares:
    """Refuses any view that is not declared with `requires`, `public` or `by_signed_link`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Runs before every view, where Django hands no refusal on: so the page is made here."""
        if hasattr(view, "declares") or str(view.__module__).startswith(OTHERS):
            return None
        reason = _("This page has not said whom it is for, so it is closed.")
        return render(request, "403.html", {"reason": reason}, status=403)


class SecondFactor:
    """In live mode sends whoever needs a second factor, and has none, to set it up. Optional in practice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Runs before every view. Asked anew each time, so that a factor taken away counts at once."""
        user = request.user
        if not isinstance(user, User) or str(view.__module__).startswith((SIGNING_IN, *OTHERS)):
            return None
        if OPEN & set(getattr(view, "declares", ())):
            return None
        if not live.is_live() or not queries.needs_second_factor(user) or queries.has_second_factor(user):
            return None
        return redirect("mfa_activate_totp")
