"""The question of what proof was seen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.ui.fields import DatePartsField
from rallyround.volunteers.models import CheckKind


class CheckForm(forms.Form):
    """Proof that somebody has seen."""

    kind = forms.ChoiceField(
        label=_("What have you seen proof of?"),
        choices=CheckKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you have seen.")},
    )
    seen_on = DatePartsField(
        label=_("Seen on"), error_messages={"required": _("Enter the day on which you saw it.")}
    )
    expires_on = DatePartsField(label=_("Expires on"), required=False)
