"""Verdicts, answers and reasons of `core.verdicts` in the language of the page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERDICTS: Mapping[str, str | Promise] = {
    "instrumental": _("Does what it is for"),
    "nurture": _("Not there yet: help it along"),
    "reset": _("Agree new terms"),
    "replace": _("Find another partner for it"),
    "stop": _("Stop"),
    "not_yet_assessed": _("Not yet assessed"),
}
COLOURS: Mapping[str, str] = {
    "instrumental": "green",
    "nurture": "yellow",
    "reset": "orange",
    "replace": "orange",
    "stop": "red",
    "not_yet_assessed": "grey",
}
# What a person may decide; that nothing is known yet is no decision.
DECISIONS = tuple((key, label) for key, label in VERDICTS.items() if key != "not_yet_assessed")
ANSWERS: Mapping[str, str | Promise] = {"yes": _("Yes"), "no": _("No"), "not_known": _("Not known")}
STATE_COLOURS: Mapping[str, str] = {
    "proposed": "blue",
    "active": "green",
    "nurture": "yellow",
    "reset": "orange",
    "stopped": "red",
    "ended": "grey",
}

NO_TERMS = "terms are not agreed"

_BECAUSE: Mapping[str, str | Promise] = {
    NO_TERMS: _("terms are not agreed"),
    "there is nothing to go by yet": _("there is nothing to go by yet"),
    "less came than agreed and the time to put that right is over": _(
        "less came than agreed and the time to put that right is over"
    ),
    "at the review, less came than agreed and most of it missed the group": _(
        "at the review, less came than agreed and most of it missed the group"
    ),
    "at the review, it reaches the group but brings less than agreed": _(
        "at the review, it reaches the group but brings less than agreed"
    ),
    "less has come so far than agreed, and the review is still ahead": _(
        "less has come so far than agreed, and the review is still ahead"
    ),
    "enough was delivered, but most of what was done missed the group": _(
        "enough was delivered, but most of what was done missed the group"
    ),
    "it delivers, at a higher cost than agreed": _("it delivers, at a higher cost than agreed"),
    "it delivers, but what it cost is not known": _("it delivers, but what it cost is not known"),
    "it delivers, but whether that reached the group is not known": _(
        "it delivers, but whether that reached the group is not known"
    ),
    "it reaches the group, brings what was agreed and costs no more": _(
        "it reaches the group, brings what was agreed and costs no more"
    ),
}


def because(said: str) -> str:
    """A reason of the table in the language of the page."""
    return str(_BECAUSE[said])
