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
    path("", include("rallyround.groups.urls")),
    path("", include("rallyround.collaborations.urls")),
    path("", include("rallyround.response.urls")),
    path("", include("rallyround.evaluation.urls")),
    path("", include("rallyround.business.urls")),
    path("", include("rallyround.programme.urls")),
    path("", include("rallyround.ledger.urls")),
    path("accounts/", include("rallyround.people.sign_in_urls")),
    path("language/", include("django.conf.urls.i18n")),
]

handler400 = "rallyround.ui.views.bad_request"
handler403 = "rallyround.ui.views.permission_denied"
handler404 = "rallyround.ui.views.page_not_found"
handler500 = "rallyround.ui.views.server_error"
