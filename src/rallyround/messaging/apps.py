from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "rallyround.messaging"
    label = "messaging"
