from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "rallyround.volunteers"
    label = "volunteers"
