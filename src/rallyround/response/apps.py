from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "rallyround.response"
    label = "response"

    def ready(self) -> None:
        """Tell the apps below what response adds to their pages and messages, which they need not know."""
        from rallyround.register import queries as register
        from rallyround.response import additions

        register.OFFER_LINKS.append(additions.offer_links)
