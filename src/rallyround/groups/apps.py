from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "rallyround.groups"
    label = "groups"
