from django.apps import AppConfig
from django.urls import reverse


class TaskingConfig(AppConfig):
    name = "rallyround.tasking"
    label = "tasking"

    def ready(self) -> None:
        """Say how a task's link is made, which messaging puts into its messages without knowing tasks."""
        from rallyround.messaging import links
        from rallyround.tasking.links import task_token

        links.register("task", lambda id: reverse("task_link", args=[task_token(id)]))
