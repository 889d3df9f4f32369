from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "rallyround.register"
    label = "register"

    def ready(self) -> None:
        from rallyround.messaging import links
        from rallyround.register.links import how_it_stands

        links.register("need", how_it_stands)
