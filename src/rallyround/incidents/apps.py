from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "rallyround.incidents"
    label = "incidents"
