"""The product's addresses with only our own sign-in pages, and the two pages that signing in and out lead to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from rallyround.config import urls
from rallyround.people.access import public


@public
def _blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("accounts/", include("rallyround.people.sign_in_urls")),
    *[pattern for pattern in urls.urlpatterns if str(pattern.pattern) != "accounts/"],
    path("start", _blank, name="start"),
    path("front", _blank, name="front"),
]
