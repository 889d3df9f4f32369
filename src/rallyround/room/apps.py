from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "rallyround.room"
    label = "room"
