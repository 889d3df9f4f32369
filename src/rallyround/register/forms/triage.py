"""The questions of triage, of closing, and of reading somebody's details."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.models import Phase
from rallyround.register import whereabouts
from rallyround.register.kinds import KINDS
from rallyround.register.models import Cause, Risk, Severity
from rallyround.register.words import PURPOSES, RETURNED, WITHDRAWN

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]
# The five causes as somebody at a desk would say them, each with examples; and what is said where none of them fits:
# whoever asks for help is at least in the way of what happened.
CAUSES: dict[str, tuple[Any, Any]] = {
    Cause.AT_RISK: (_("What happened reached them"), _("Water in the house, no power, a road cut off.")),
    Cause.VULNERABLE: (
        _("It hits them harder than others"),
        _("Illness, disability, age, a baby, little money."),
    ),
    Cause.NOT_PREPARED: (
        _("They were not prepared"),
        _("No supplies, no plan, nothing to protect the home with."),
    ),
    Cause.UNAWARE: (
        _("They did not know"),
        _("No warning reached them, or not in words that they understand."),
    ),
    Cause.UNABLE: (
        _("They cannot act alone"),
        _("No transport, no carer, nobody to ask; somebody else decides for them."),
    ),
    "none_fits": (_("None of these fits, or nobody knows"), _("Counted as “what happened reached them”.")),
}
INSTEAD = {"none_fits": Cause.AT_RISK}


def _task_words(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("What to bring or do"),
        help_text=_(
            "For the helper, who sees it after saying yes. Such as: two packs of bottled water, to the back door. "
            "No names or numbers: they see the address by themselves."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write what to bring or do."),
            "max_length": _("Use at most 1,000 letters, so that it is read."),
        },
        **kwargs,
    )


def _choose(label: Any, choices: Iterable[tuple[str, Any]], missing: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=kwargs.pop("widget", forms.RadioSelect),
        error_messages={"required": missing, "invalid_choice": missing},
        **kwargs,
    )


class TakeOnForm(forms.Form):
    """For us: what, why, how urgent, by how many, when."""

    kind = _choose(_("What is needed?"), [("", _("Choose")), *KIND_CHOICES], _("Choose what is needed."),
                   widget=forms.Select)  # fmt: skip
    severity = _choose(_("How severe is it?"), Severity.choices, _("Choose how severe it is."))
    risk = _choose(
        _("Does somebody depend on it more than others?"), Risk.choices, _("Choose a risk category.")
    )
    cause = _choose(
        _("Why can they not manage alone?"),
        [(key, label) for key, (label, _examples) in CAUSES.items()],
        _("Choose why, or that none of these fits: helpers are looked for only then."),
        help_text=_("What fits best. It is for learning afterwards and decides nothing about who is helped."),
    )
    helpers = forms.IntegerField(
        label=_("How many helpers?"),
        help_text=_("Empty: as many as usually go."),
        required=False,
        min_value=1,
        max_value=50,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={
            "invalid": _("Enter a number of helpers from 1 to 50."),
            "min_value": _("Enter a number of helpers from 1 to 50."),
            "max_value": _("Enter a number of helpers from 1 to 50."),
        },
    )
    task_words = _task_words(required=False)
    window_start = forms.SplitDateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
        error_messages={
            "invalid_date": _("Enter the day as a date."),
            "invalid_time": _("Enter the time as hours and minutes."),
        },
    )
    window_end = forms.SplitDateTimeField(
        label=_("At the latest"),
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
        error_messages={
            "invalid_date": _("Enter the day as a date."),
            "invalid_time": _("Enter the time as hours and minutes."),
        },
    )
    phase = _choose(_("Before, during or after?"), Phase.choices, _("Choose before, during or after."))

    item_hints = {"cause": {key: examples for key, (_label, examples) in CAUSES.items()}}

    def clean_cause(self) -> str:
        said = str(self.cleaned_data["cause"])
        return INSTEAD.get(said, said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start, end = said.get("window_start"), said.get("window_end")
        if start and end and end <= start:
            self.add_error("window_end", _("The latest time lies before the earliest."))
        return said


class TaskWordsForm(forms.Form):
    """For the helper."""

    words = _task_words()


class PlaceForm(forms.Form):
    """Where it is: a postcode, or a place picked by hand."""

    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"max_length": _("A postcode has at most 10 signs, such as LS21 1AA.")},
    )
    area = forms.ChoiceField(
        label=_("Or the place"),
        required=False,
        error_messages={"invalid_choice": _("Choose a place from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("Choose")), *whereabouts.choices()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("postcode") or said.get("area")):
            self.add_error("postcode", _("Enter a postcode, or choose a place."))
        return said


class HandOverForm(forms.Form):
    """For a professional: to whom."""

    organisation = forms.ChoiceField(
        label=_("To whom?"),
        error_messages={"required": _("Choose to whom."), "invalid_choice": _("Choose to whom.")},
    )
    reference = forms.CharField(
        label=_("Their reference"),
        required=False,
        max_length=60,
        help_text=_("A number of theirs, no names."),
        error_messages={"max_length": _("Use at most 60 letters for the reference.")},
    )

    def __init__(self, *args: Any, organisations: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *((str(id), name) for id, name in organisations)]


class AdviseForm(forms.Form):
    """Information is enough: about what."""

    kind = _choose(_("Information about what?"), KIND_CHOICES, _("Choose what the information is about."))


class WithdrawForm(forms.Form):
    """No longer wanted: why."""

    reason = _choose(_("Why is it no longer wanted?"), WITHDRAWN.items(), _("Choose the reason."))


class AcknowledgeForm(forms.Form):
    """The responder has it: who says so."""

    responder = forms.CharField(
        label=_("Who acknowledged it?"),
        help_text=_("Name and role, such as: Crew commander Hale."),
        max_length=200,
        error_messages={
            "required": _("Name the responder who has acknowledged it."),
            "max_length": _("Use at most 200 letters."),
        },
    )


class ReturnForm(forms.Form):
    """The responder gives it back: why."""

    reason = _choose(_("Why does it come back?"), RETURNED.items(), _("Choose the reason."))


class PurposeForm(forms.Form):
    """Why somebody's details are read: it goes into the record."""

    purpose = _choose(_("What do you need the details for?"), PURPOSES.items(), _("Choose what for."),
                      widget=forms.Select)  # fmt: skip
