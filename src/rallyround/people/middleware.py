"""A page that does not say whom it is for is shown to nobody."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from rallyround.ui.errors import NotAllowed

# Third-party pages whose own code decides: sign-in, the language switch, files.
OTHERS = ("allauth.", "django.views.i18n", "django.views.static", "django.contrib.staticfiles")


class EveryViewDeclares:
    """Refuses any view that is not declared with `requires`, `public` or `by_signed_link`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Runs before every view."""
        if not hasattr(view, "declares") and not str(view.__module__).startswith(OTHERS):
            raise NotAllowed(_("This page has not said whom it is for, so it is closed."))
