from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "rallyround.response"
    label = "response"
