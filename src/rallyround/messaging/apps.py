from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "rallyround.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Let people send the links with which somebody sets a password."""
        from rallyround.messaging import links
        from rallyround.messaging.invitations import invite
        from rallyround.people import invitations
        from rallyround.people.links import set_password_link

        links.register("user", set_password_link)
        invitations.SENDERS.append(invite)
