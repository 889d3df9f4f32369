"""The questions of the incident room's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.models import Hazard, LogKind, Phase

CODES_NOT_NAMES = _("Write codes, not the names or addresses of people who need help.")


class Once(forms.Form):
    """A form that carries its own id, so that sending it twice does it once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)


class IncidentForm(Once):
    """What has begun."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As people will say it, such as: Flood on the Mere."),
        error_messages={"required": _("Enter a name for the incident.")},
    )
    hazard = forms.ChoiceField(
        label=_("What is it?"),
        choices=Hazard.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    phase = forms.ChoiceField(
        label=_("Where do things stand?"),
        choices=Phase.choices,
        initial=Phase.DURING,
        widget=forms.RadioSelect,
        help_text=_("Needs and offers take this phase unless triage says otherwise."),
        error_messages={"required": _("Choose before, during or after.")},
    )


class HandoverForm(Once):
    """What the next person must know."""

    note = forms.CharField(
        label=_("What must the next person know?"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=CODES_NOT_NAMES,
        error_messages={"required": _("Write what the next person must know, even if it is: nothing open.")},
    )


class LogForm(Once):
    """A decision, an action or a risk."""

    incident = forms.ChoiceField(label=_("Incident"), error_messages={"required": _("Choose the incident.")})
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=LogKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose decision, action or risk.")},
    )
    what = forms.CharField(
        label=_("What was decided, is to be done or may happen?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=CODES_NOT_NAMES,
        error_messages={"required": _("Write what it is.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was known, what else was possible. A decision needs its reasons."),
    )
    owner = forms.ChoiceField(
        label=_("Who sees to it?"), error_messages={"required": _("Choose who sees to it.")}
    )
    due_at = forms.SplitDateTimeField(
        label=_("By when?"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
        error_messages={
            "invalid_date": _("Enter a real date."),
            "invalid_time": _("Enter a time such as 14:30."),
            "incomplete": _("Enter both a date and a time."),
        },
    )

    def __init__(
        self,
        *args: Any,
        incidents: list[tuple[str, str]],
        owners: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = incidents  # type: ignore[attr-defined]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == LogKind.DECISION and not said.get("why", "").strip():
            self.add_error("why", _("Say why: a decision is logged with its reasons."))
        return said
