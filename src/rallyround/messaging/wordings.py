"""Every message that can be sent: its key is the name of its template, in English and in Welsh."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Wording:
    """One message. `to` is the role of whoever gets it, which is all that lists say of them.

    `by_hand`: whether a person must say it by telephone when nothing else leads there. What only confirms something
    need not be.
    """

    key: str
    to: str
    label: str | Promise
    by_hand: bool = True


ROLES: dict[str, str | Promise] = {
    "requester": _("Somebody who asked for help"),
    "volunteer": _("A volunteer"),
    "contact": _("Somebody on the call-out list"),
    "user": _("Somebody who signs in"),
}

WORDINGS: dict[str, Wording] = {
    wording.key: wording
    for wording in (
        Wording("set_password", "user", _("Set your password")),
        Wording("need_received", "requester", _("Your request has arrived"), by_hand=False),
        Wording("need_taken_on", "requester", _("We are looking for help"), by_hand=False),
        Wording("need_handed_over", "requester", _("Your request has gone to a professional")),
        Wording("need_advised", "requester", _("Information for you")),
        Wording("need_help_arranged", "requester", _("Somebody has been asked to help")),
        Wording("need_help_coming", "requester", _("Help is coming")),
        Wording("need_met", "requester", _("Your request is closed"), by_hand=False),
        Wording("need_rearranged", "requester", _("The arrangement has changed")),
        Wording("need_withdrawn", "requester", _("Your request was taken back")),
        Wording("offer_received", "volunteer", _("Your offer has arrived"), by_hand=False),
        Wording("offer_waiting", "volunteer", _("Your offer is kept"), by_hand=False),
        Wording("offer_ready", "volunteer", _("You are ready for tasks"), by_hand=False),
        Wording("offer_prompt", "volunteer", _("Something for you meanwhile"), by_hand=False),
        Wording("task_offered", "volunteer", _("A task for you")),
        Wording("task_suspended", "volunteer", _("Do not go: the task is suspended")),
        Wording("task_cancelled", "volunteer", _("The task is cancelled")),
        Wording("task_expired", "volunteer", _("The task went to somebody else"), by_hand=False),
        Wording("register_due", "user", _("Something of yours in the register is due"), by_hand=False),
        Wording("call_out", "contact", _("Somebody must look")),
        Wording("lesson_due", "user", _("A change that you owe"), by_hand=False),
    )
}

BY_HAND = tuple(key for key, wording in WORDINGS.items() if wording.by_hand)
