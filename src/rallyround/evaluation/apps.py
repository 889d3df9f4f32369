from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "rallyround.evaluation"
    label = "evaluation"
