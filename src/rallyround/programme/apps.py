from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rallyround.programme"
    label = "programme"

    def ready(self) -> None:
        """Tell the apps below where a register entry is found, and lead from a group to its way."""
        from django.utils.translation import gettext_lazy as _

        from rallyround.groups import queries as groups
        from rallyround.messaging import links
        from rallyround.programme.addresses import address

        links.register("register_entry", lambda id: address("register_entry", id))
        groups.GROUP_LINKS.append(
            lambda group: [(_("Its way through the eight steps"), address("group_journey", group.id))]
        )
