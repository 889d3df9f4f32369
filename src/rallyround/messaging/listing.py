"""The outbox as a list: to whom by role only, what, in which state. Nothing personal."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.core.lifecycle import MESSAGE
from rallyround.messaging.models import Message
from rallyround.messaging.wordings import BY_HAND, ROLES, WORDINGS
from rallyround.ui.lists import Column, Filter, Listing

PROBLEMS = {
    "no_way_to_reach": _("No e-mail address, or no mail server is set up: tell them by telephone"),
    "address_refused": _("The mail server refuses the address"),
    "mail_server_unreachable": _("The mail server does not answer"),
    "could_not_be_made": _("The message could not be made"),
}
ABOUT = {
    "need": _("A need"),
    "offer": _("An offer"),
    "task": _("A task"),
    "call_out_alert": _("A call-out"),
    "user": _("A sign-in"),
}


def problem(message: Message) -> object:
    """What went wrong at the last try, in words."""
    return PROBLEMS.get(message.last_error, message.last_error)


def to(message: Message) -> object:
    """The role of whoever it is for."""
    return ROLES[WORDINGS[message.template].to]


def about(message: Message) -> object:
    """The code of what it is about, such as the need's; what kind of thing, where that has none."""
    return message.params.get("code") or ABOUT.get(message.subject_label, _("Something else"))


def listing(rows: QuerySet[Message]) -> Listing:
    """The list of messages."""

    def by_role(rows: QuerySet[Any], role: str) -> QuerySet[Any]:
        return rows.filter(template__in=[key for key, wording in WORDINGS.items() if wording.to == role])

    return Listing(
        name="messages",
        title=_("Messages"),
        rows=rows,
        default_order="-made",
        columns=[
            Column(key="about", label=_("About"), value=about, url=lambda m: reverse("message", args=[m.id])),
            Column(key="made", label=_("Made"), value=lambda m: m.made_at, order="made_at"),
            Column(key="to", label=_("To"), value=to),
            Column(key="what", label=_("What"), value=lambda m: WORDINGS[m.template].label),
            Column(key="state", label=_("State"), value=lambda m: _(MESSAGE.states[m.state])),
            Column(key="attempts", label=_("Tries"), value=lambda m: m.attempts, numeric=True),
            Column(key="problem", label=_("Problem"), value=problem),
        ],
        filters=[
            Filter(key="state", label=_("State"), choices=[(key, _(label)) for key, label in MESSAGE.states.items()],
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="to", label=_("To"), choices=list(ROLES.items()), apply=by_role),
            Filter(key="by_hand", label=_("If it cannot be sent"), choices=[("yes", _("Somebody must telephone"))],
                   apply=lambda rows, _yes: rows.filter(template__in=BY_HAND)),
            Filter(key="what", label=_("What"), choices=[(w.key, w.label) for w in WORDINGS.values()],
                   apply=lambda rows, key: rows.filter(template=key)),
        ],
    )  # fmt: skip
