from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rallyround.programme"
    label = "programme"

    def ready(self) -> None:
        """Tell the apps below where a register entry is found."""
        from rallyround.messaging import links
        from rallyround.programme.addresses import address

        links.register("register_entry", lambda id: address("register_entry", id))
