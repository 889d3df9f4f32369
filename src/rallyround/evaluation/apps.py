from django.apps import AppConfig
from django.urls import reverse


class EvaluationConfig(AppConfig):
    name = "rallyround.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Tell the outbox how the link of a lesson is made."""
        from rallyround.messaging import links

        links.register("lesson", lambda id: reverse("lesson", args=[id]))
