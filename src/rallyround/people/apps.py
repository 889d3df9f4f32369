"""This app's name, and its check of a live partnership."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rallyround.people"
    label = "people"

    def ready(self) -> None:
        from rallyround.people import checks  # noqa: F401 registers itself
