from django.apps import AppConfig


class TaskingConfig(AppConfig):
    name = "rallyround.tasking"
    label = "tasking"
