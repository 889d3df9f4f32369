from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rallyround.places"
    label = "places"

    def ready(self) -> None:
        """Tell people which districts a role may be limited to."""
        from rallyround.people import districts
        from rallyround.places import queries

        districts.PROVIDERS.append(queries.choices)
