"""A volunteer's checks and hours."""

from django.urls import URLPattern, URLResolver, path

from rallyround.volunteers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("offers/<uuid:id>/volunteer/", views.volunteer, name="volunteer"),
    path("offers/<uuid:id>/volunteer/checks/<uuid:check>/remove/", views.remove_check, name="check_remove"),
]
