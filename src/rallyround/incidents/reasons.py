"""Why the call-out list is alerted. Whoever raises a call-out uses one of these keys."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "danger_unseen": _("A request that speaks of danger to life, and nobody has looked at it"),
    "request_unseen": _("A request that nobody has looked at"),
    "task_overdue": _("A volunteer who has not signed out"),
    "module_activated": _("A response that was activated"),
}
OTHER = _("Something that needs a person")


def in_words(reason: str) -> str | Promise:
    """What the reason means, for people."""
    return REASONS.get(reason, OTHER)
