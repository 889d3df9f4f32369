"""The outbox's pages."""

from django.urls import URLPattern, URLResolver, path

from rallyround.messaging import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", views.messages, name="messages"),
    path("messages/<uuid:id>/", views.message, name="message"),
    path("messages/<uuid:id>/retry/", views.retry, name="message_retry"),
    path("messages/<uuid:id>/told/", views.told, name="message_told"),
]
