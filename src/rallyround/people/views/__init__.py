"""The pages of this app, a file for each part."""

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, be it empty; nothing when its page is only asked for."""
    return request.POST if request.method == "POST" else None
