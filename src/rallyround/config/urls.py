"""Every address of the product, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("rallyround.register.urls")),
    path("", include("rallyround.people.urls")),
    path("", include("rallyround.places.urls")),
    path("", include("rallyround.messaging.urls")),
    path("", include("rallyround.incidents.urls")),
    path("", include("rallyround.volunteers.urls")),
    path("", include("rallyround.tasking.urls")),
    path("", include("rallyround.feeds.urls")),
    path("", include("rallyround.room.urls")),
    path("", include("rallyround.ledger.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
