"""The pages' common parts as a Django app; it imports no other app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "rallyround.ui"
    label = "ui"
    verbose_name = "Pages"
