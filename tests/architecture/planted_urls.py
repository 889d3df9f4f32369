"""Two addresses for a test: a view that has not said whom it is for, and one that has."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from rallyround.people.access import public


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anything")


@public
def said(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for everybody")


urlpatterns = [
    path("planted/", undeclared, name="planted"),
    path("said/", said, name="said"),
    path("", include("rallyround.config.urls")),
]
