"""Questions about the community risk register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.groups import choices
from rallyround.incidents.models import Hazard
from rallyround.people.forms.posted import Posted, text
from rallyround.ui.fields import DatePartsField


class RiskForm(Posted):
    """One entry of the register."""

    reference = text(
        _("Reference"), 20, _("Enter the reference, such as H21."), help_text=_("As in your register.")
    )
    title = text(_("What could happen"), 160, _("Enter what could happen."))
    hazard = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose")), *Hazard.choices],
        error_messages={
            "required": _("Choose the kind."),
            "invalid_choice": _("Choose a kind from the list."),
        },
    )
    likelihood = forms.TypedChoiceField(
        label=_("How likely within five years"),
        help_text=_("Within two years for what somebody does on purpose."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how likely it is."),
            "invalid_choice": _("Choose from 1 to 5."),
        },
    )
    impact = forms.TypedChoiceField(
        label=_("How bad at its worst that can be expected"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how bad it is."), "invalid_choice": _("Choose from 1 to 5.")},
    )
    source = text(
        _("Where this comes from"), 200, _("Enter where this comes from, such as the name of your register.")
    )
    dated_on = DatePartsField(
        label=_("Date of that source"),
        error_messages={"required": _("Enter the date of the source.")},
    )

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("likelihood", choices.steps_of_likelihood())
        self.offer("impact", choices.steps_of_impact())
        if changing:
            del self.fields["reference"]


class RisksFileForm(Posted):
    """A register as a table."""

    file = forms.FileField(
        label=_("The register as a CSV file"),
        help_text=_(
            "Columns: reference, title, hazard, likelihood, impact, source, date. At most 1,000 rows."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
            "invalid": _("Choose a file."),
        },
    )
