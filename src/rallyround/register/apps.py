from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "rallyround.register"
    label = "register"
