from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "rallyround.volunteers"
    label = "volunteers"

    def ready(self) -> None:
        """Let an offer's page lead to the checks and hours."""
        from rallyround.register import queries as register

        register.OFFER_LINKS.append(
            lambda offer: [(_("Checks and hours"), reverse("volunteer", args=[offer.id]))]
        )
