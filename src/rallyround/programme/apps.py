from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rallyround.programme"
    label = "programme"
