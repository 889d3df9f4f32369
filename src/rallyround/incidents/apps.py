from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "rallyround.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Tell the outbox how the link of an alert is made."""
        from rallyround.incidents.links import answer_path
        from rallyround.messaging import links

        links.register("call_out_alert", answer_path)
