from django.apps import AppConfig


class BusinessConfig(AppConfig):
    name = "rallyround.business"
    label = "business"
