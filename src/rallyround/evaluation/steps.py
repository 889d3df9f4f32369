"""The eight steps in one word each, and the points that each can have."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: dict[int, str | Promise] = {
    1: _("Ambition"),
    2: _("Team"),
    3: _("Case"),
    4: _("Plan"),
    5: _("Collaborations"),
    6: _("Systems"),
    7: _("Response"),
    8: _("Evaluation"),
}

POINTS: dict[int, str | Promise] = {
    0: _("0: nothing is there"),
    1: _("1: begun, by single people"),
    2: _("2: partly there"),
    3: _("3: there, and used"),
    4: _("4: there, used and seen to work"),
    5: _("5: part of how we work, and still getting better"),
}


def step_name(step: int) -> str:
    """A step as people speak of it."""
    return f"{step} {STEPS[step]}"
