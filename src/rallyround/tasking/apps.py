from django.apps import AppConfig
from django.urls import reverse


class TaskingConfig(AppConfig):
    name = "rallyround.tasking"
    label = "tasking"

    def ready(self) -> None:
        """Tell the apps below what tasking adds to their pages and messages, which they need not know."""
        from rallyround.messaging import links
        from rallyround.people import retention
        from rallyround.register import queries as register
        from rallyround.tasking import additions
        from rallyround.tasking.links import task_token

        links.register("task", lambda id: reverse("task_link", args=[task_token(id)]))
        register.STATE_LINES.append(additions.state_lines)
        register.NEED_LINKS.append(additions.need_links)
        retention.SUBJECTS.append(additions.subjects_of)
