"""Whoever is on duty and opens any page is present: the call-out list is not woken while they work."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rallyround.incidents import actions
from rallyround.people.models import User

ONCE_IN_S = 60.0


class Presence:
    """Writes down, at most each minute and process, that somebody on duty is at a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.seen: dict[object, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if isinstance(user, User):
            now = timezone.now()
            if now.timestamp() - self.seen.get(user.pk, 0.0) > ONCE_IN_S:
                actions.touch_duty(at=now, officer=user)
                self.seen[user.pk] = now.timestamp()
        return response
