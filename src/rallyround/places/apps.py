from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rallyround.places"
    label = "places"
