"""The register's pages: public, taking requests and offers, triage."""

from django.urls import URLPattern, URLResolver, path

from rallyround.register.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.front, name="front"),
    path("help/", public.get_help, name="get_help"),
    path("help/received/<uuid:id>/", public.help_received, name="help_received"),
    path("offer/", public.offer_help, name="offer_help"),
    path("offer/received/<uuid:id>/", public.offer_received, name="offer_received"),
    path("state/", public.need_state, name="need_state"),
    path("state/<str:token>/", public.need_stands, name="need_stands"),
    path("state/<str:token>/take-back/", public.need_take_back, name="need_take_back"),
]
