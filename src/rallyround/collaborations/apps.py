from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "rallyround.collaborations"
    label = "collaborations"
