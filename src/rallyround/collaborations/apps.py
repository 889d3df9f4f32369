from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "rallyround.collaborations"
    label = "collaborations"

    def ready(self) -> None:
        """Put the partners of a group on its page, which the app below need not know."""
        from rallyround.collaborations import additions
        from rallyround.groups import queries as groups

        groups.GROUP_LINKS.append(additions.group_links)
