from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rallyround.people"
    label = "people"
