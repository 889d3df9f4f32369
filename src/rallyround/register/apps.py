from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "rallyround.register"
    label = "register"

    def ready(self) -> None:
        """Tell the apps below what the register adds to them, which they need not know."""
        from rallyround.messaging import links
        from rallyround.people import retention
        from rallyround.places.counts import COUNTERS
        from rallyround.register.counts import counters
        from rallyround.register.links import how_it_stands
        from rallyround.register.retention import still_needed, subjects_of

        links.register("need", how_it_stands)
        COUNTERS.extend(counters())
        retention.IN_USE.append(still_needed)
        retention.SUBJECTS.append(subjects_of)
