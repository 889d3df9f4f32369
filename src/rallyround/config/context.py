"""What the base page shows on every page: whose it is, where one is, and whether people here are real."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from rallyround.config.navigation import SYSTEMS
from rallyround.people.models import Mode, Partnership, User


def _navigation(user: User, path: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    top: list[dict[str, Any]] = []
    below: list[dict[str, Any]] = []
    for system in SYSTEMS:
        places = []
        for place in system.places:
            try:
                url = reverse(place.url_name)
            except NoReverseMatch:
                continue
            if any(user.may(p) for p in place.permissions):
                current = path == url or (url != "/" and path.startswith(url))
                places.append({"label": place.label, "url": url, "current": current})
        if places:
            here = any(p["current"] for p in places)
            top.append({"label": system.label, "url": places[0]["url"], "current": here})
            if here:
                below = places
    return top, below


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the base page."""
    partnership = Partnership.objects.first()
    context: dict[str, Any] = {
        "partnership": partnership,
        "partnership_name": partnership.name if partnership else "",
    }
    if settings.EXERCISE:
        context |= {"banner": _("Exercise: no real people, no message leaves"), "banner_kind": "exercise"}
    elif partnership is None or partnership.mode != Mode.LIVE:
        context |= {"banner": _("Practice: no real people"), "banner_kind": "practice"}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        navigation, subnavigation = _navigation(user, request.path)
        context |= {
            "navigation": navigation,
            "subnavigation": subnavigation,
            "signed_in_as": user.name,
            "sign_out_url": reverse("account_logout"),
        }
    else:
        context["sign_in_url"] = reverse("account_login")
    return context
