"""What people read of a task: its states, what happened, who did it."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import TASK
from rallyround.tasking import reasons

Text = str | Promise

# The table of states is in English; this is where they are translated, each as the table has it.
STATES: Mapping[str, Text] = {
    "offered": _("Offered, no answer yet"),
    "accepted": _("Accepted"),
    "briefed": _("Briefed"),
    "started": _("Signed in at the place"),
    "delivered": _("Help given, not yet signed out"),
    "signed_out": _("Done and signed out"),
    "declined": _("Declined"),
    "expired": _("No answer in time"),
    "suspended": _("Suspended: not safe to go"),
    "cancelled": _("Cancelled"),
    "not_done": _("Could not be done"),
}
NOT_WANTED = _("No longer needed. Thank you for being ready.")
COLOURS: Mapping[str, str] = {
    "offered": "yellow",
    "accepted": "blue",
    "briefed": "blue",
    "started": "purple",
    "delivered": "green",
    "signed_out": "green",
    "suspended": "red",
}
VERBS: Mapping[str, Text] = {
    "task.offered": _("Offered to a helper"),
    "task.accepted": _("Accepted"),
    "task.declined": _("Declined"),
    "task.expired": _("Not answered in time, offered on"),
    "task.briefed": _("Briefing read and acknowledged"),
    "task.started": _("Signed in at the place"),
    "task.delivered": _("Help given"),
    "task.not_done": _("Could not be done"),
    "task.signed_out": _("Signed out"),
    "task.left_safely": _("Away safely"),
    "task.suspended": _("Suspended: the place or the way was closed"),
    "task.resumed": _("Offered again: it is safe"),
    "task.cancelled": _("Cancelled"),
    "task.overdue": _("Not signed out in time: alarm raised"),
    "task.feedback_given": _("Feedback given"),
    "note.written": _("A note was written"),
}
ACTORS: Mapping[str, Text] = {
    "volunteer": _("The helper"),
    "requester": _("Whoever was helped"),
    "system": _("By itself"),
}


def state(key: str) -> Text:
    """What a state is called."""
    return STATES.get(key, TASK.states.get(key, key))


def actor(name: str) -> Text:
    """Who did it, by their part only."""
    return ACTORS.get(name.partition(":")[0], name.partition(":")[0])


def reason(code: str) -> Text:
    """A coded reason in words."""
    every = {
        **reasons.OUTCOMES,
        **reasons.CANCELLED,
        **reasons.OVERRIDES,
        **reasons.WHY_NOT,
        **reasons.DECLINED,
    }
    return every.get(code, "")


def moment(at: datetime) -> str:
    """A time as people write it down."""
    return date_format(timezone.localtime(at), "l j F, H:i")
