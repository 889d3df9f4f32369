"""Questions about the partnership itself, and the checks that people do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.people.forms.posted import Posted, phone, text
from rallyround.people.models import Partnership

LONG = 20_000


def _long(label: Any, rows: int, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONG,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": _("Shorten this to 20,000 characters or fewer.")},
    )


class SettingsForm(Posted):
    """Everything that a partnership sets about itself."""

    name = text(_("Name of the partnership"), 120, _("Enter the partnership's name."))
    contact_number = phone(_("Number that the public may ring"))
    power_cut_number = phone(
        _("Power cut number"), required=False, help_text=_("In most of the UK it is 105.")
    )
    flood_line_number = phone(_("Flood line"), required=False)
    numbers_rung = forms.BooleanField(
        label=_("I have rung all these numbers today and they are right"), required=False
    )
    staffed_hours = text(
        _("When somebody watches"),
        120,
        help_text=_("Such as: every day from 8 to 20, day and night in a flood."),
    )
    volunteers_needed = forms.BooleanField(
        label=_("We need volunteers now"),
        required=False,
        help_text=_("Without it, offers are kept and people are told honestly that they are not needed yet."),
    )
    emergency_text = _long(
        _("Emergency text"),
        4,
        _("What stands on the page on which people ask for help. Changing it means verifying it again."),
    )
    privacy_notice = _long(
        _("Privacy notice"),
        14,
        _(
            "Whose data you keep, why, on what legal basis, who sees it, how long, whom to ask. "
            "An empty line begins a paragraph."
        ),
    )
    retention_days = forms.IntegerField(
        label=_("Days that details are kept after the last need or offer is closed"),
        min_value=1,
        max_value=3650,
        error_messages={
            "required": _("Enter a number of days, such as 90."),
            "invalid": _("Enter a whole number of days, such as 90."),
            "min_value": _("Enter 1 day or more."),
            "max_value": _("Enter 3,650 days or fewer."),
        },
    )
    legal_hold = forms.BooleanField(
        label=_("Keep everything: a claim or an inquiry is under way"),
        required=False,
        help_text=_("Nobody's details are deleted until this is taken away again."),
    )

    @classmethod
    def of(cls, partnership: Partnership) -> "SettingsForm":
        """The form as things stand."""
        fields = (name for name in cls.base_fields if name != "numbers_rung")
        return cls(initial={name: getattr(partnership, name) for name in fields})


class GateCheckForm(Posted):
    """Where the paper of a check is, so that somebody else can find it."""

    reference = text(_("Reference"), 200, _("Say where it is kept, or who agreed it."))


class BackToPracticeForm(Posted):
    """Why a partnership closes to real people again."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[
            ("incident_over", _("The incident is over and nobody needs us live")),
            ("training", _("We train with it for a while")),
            ("fault", _("Something is wrong with the installation")),
            ("data_protection", _("A question of data protection")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why."),
            "invalid_choice": _("Choose one of the answers on this page."),
        },
    )
