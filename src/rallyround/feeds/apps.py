from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "rallyround.feeds"
    label = "feeds"
