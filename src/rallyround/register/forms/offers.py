"""The questions about offers that people of the partnership answer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.models import Phase
from rallyround.places import queries as places
from rallyround.register.forms.common import YES_NO, Once
from rallyround.register.forms.public import OfferForm
from rallyround.register.kinds import DAY_PARTS, SKILLS, WHOLE_DAY, DayPart
from rallyround.register.models import OfferKind
from rallyround.register.reports import OfferReport
from rallyround.register.whereabouts import SHORT
from rallyround.register.words import METRES_PER_MILE, OFFER_WITHDRAWN

MANY = forms.CheckboxSelectMultiple
PARTS = [(str(int(part)), label) for part, label in DAY_PARTS.items()]


def parts_of(day_parts: int) -> list[str]:
    """The parts that an offer adds up, as the form's values."""
    return [str(int(part)) for part in DayPart if day_parts & part]


# The public form's questions as a call handler reads them: about whoever is on the line.
THEIRS: dict[str, tuple[Any, Any]] = {
    "name": (_("Name of whoever offers help"), _("Enter their name.")),
    "phone": (_("Their telephone number"), _("Enter their telephone number.")),
    "email": (_("Their e-mail address"), None),
    "adult": (_("Are they 18 or over?"), _("Say whether they are 18 or over.")),
    "where": (_("Their postcode"), None),
    "area": (_("Which of these places are they in or near?"), None),
    "miles": (_("How far can they travel?"), None),
    "skills": (_("What can they help with?"), None),
    "day_parts": (_("When can they help?"), None),
    "emergency_contact": (_("Whom should we ring if something happens to them?"), None),
}


class PhoneOfferForm(OfferForm):
    """An offer by telephone: as the public one, with who supervises somebody under 18 and whose member it is."""

    most_places = SHORT

    supervised_by = forms.ChoiceField(label=_("If under 18: which partner supervises?"), required=False)
    organisation = forms.ChoiceField(label=_("Which partner are they a member of?"), required=False)

    def __init__(self, *args: Any, organisations: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, missing) in THEIRS.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].error_messages |= {"required": missing} if missing else {}
        self.fields["where"].help_text = _("Or say in words where they are.")
        known = [("", _("Nobody")), *((str(id), name) for id, name in organisations)]
        for name in ("supervised_by", "organisation"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = known

    def report(self, channel: str) -> OfferReport:
        said = self.cleaned_data
        extra = {name: UUID(said[name]) if said[name] else None for name in ("supervised_by", "organisation")}
        return OfferReport(**{**vars(super().report(channel)), **extra})


class PoolForm(Once):
    """What an organisation brings: volunteers without names, goods or a space."""

    organisation = forms.ChoiceField(
        label=_("Whose?"),
        error_messages={
            "required": _("Choose the organisation."),
            "invalid_choice": _("Choose the organisation."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What?"),
        choices=[choice for choice in OfferKind.choices if choice[0] != OfferKind.PERSON],
        initial=OfferKind.POOL,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is offered."),
            "invalid_choice": _("Choose what is offered."),
        },
    )
    capacity = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={
            "required": _("Enter how many."),
            "invalid": _("Enter how many as a number."),
            "min_value": _("At least one."),
            "max_value": _("At most 1,000,000."),
        },
    )
    unit = forms.CharField(
        label=_("Of what?"),
        help_text=_("Such as pumps or beds. Empty for volunteers."),
        required=False,
        max_length=40,
        error_messages={"max_length": _("Use at most 40 letters.")},
    )
    area = forms.ChoiceField(label=_("In which place?"), required=False)
    skills = forms.MultipleChoiceField(
        label=_("What can they help with?"),
        choices=list(SKILLS.items()),
        widget=MANY,
        error_messages={"required": _("Choose what they can help with.")},
    )
    day_parts = forms.TypedMultipleChoiceField(
        label=_("When?"), choices=PARTS, required=False, coerce=int, widget=MANY
    )
    consents = forms.ChoiceField(
        label=_("Do they agree to be given tasks by us?"),
        help_text=_("An organisation that coordinates itself is given tasks only when it has said yes."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they agree."), "invalid_choice": _("Choose yes or no.")},
    )
    contact_name = forms.CharField(
        label=_("Who speaks for them?"),
        required=False,
        max_length=120,
        error_messages={"max_length": _("Use at most 120 letters.")},
    )
    contact_phone = forms.CharField(
        label=_("Their telephone"),
        required=False,
        max_length=40,
        error_messages={"max_length": _("Use at most 40 signs.")},
    )

    def __init__(self, *args: Any, organisations: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose, where = self.fields["organisation"], self.fields["area"]
        assert isinstance(whose, forms.ChoiceField)
        assert isinstance(where, forms.ChoiceField)
        whose.choices = [("", _("Choose")), *((str(id), name) for id, name in organisations)]
        where.choices = [("", _("Everywhere")), *places.choices()]

    def report(self, channel: str) -> OfferReport:
        """The answers as an offer."""
        said = self.cleaned_data
        return OfferReport(
            id=said["submission"],
            channel=channel,
            kind=said["kind"],
            name=said["contact_name"],
            phone=said["contact_phone"],
            organisation=UUID(said["organisation"]),
            capacity=said["capacity"],
            unit=said["unit"],
            area=said["area"],
            skills=tuple(said["skills"]),
            day_parts=sum(said["day_parts"]) or WHOLE_DAY,
            consents=said["consents"] == "yes",
        )


class ChangeOfferForm(forms.Form):
    """What may change about an offer."""

    skills = forms.MultipleChoiceField(
        label=_("What can they help with?"), choices=list(SKILLS.items()), required=False, widget=MANY
    )
    capacity = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=1_000_000,
        error_messages={
            "required": _("Enter how many."),
            "invalid": _("Enter how many as a number."),
            "min_value": _("At least one."),
            "max_value": _("At most 1,000,000."),
        },
    )
    miles = forms.IntegerField(
        label=_("How far can they travel, in miles?"),
        min_value=0,
        max_value=300,
        error_messages={
            "required": _("Enter how many miles."),
            "invalid": _("Enter miles as a number."),
            "min_value": _("Enter 0 or more miles."),
            "max_value": _("At most 300 miles."),
        },
    )
    day_parts = forms.TypedMultipleChoiceField(
        label=_("When?"),
        choices=PARTS,
        coerce=int,
        widget=MANY,
        error_messages={"required": _("Choose at least one part of the day.")},
    )
    phase = forms.ChoiceField(
        label=_("Before, during or after?"), choices=Phase.choices, widget=forms.RadioSelect
    )

    def changes(self, metres_now: int) -> dict[str, Any]:
        """The fields to change; a distance that shows as the same miles stays what it was to the metre."""
        said = self.cleaned_data
        same = said["miles"] == round(metres_now / METRES_PER_MILE)
        return {
            "skills": sorted(said["skills"]),
            "capacity": said["capacity"],
            "max_travel_m": metres_now if same else said["miles"] * METRES_PER_MILE,
            "day_parts": sum(said["day_parts"]),
            "phase": said["phase"],
        }


class WithdrawOfferForm(forms.Form):
    """The offer ends: why."""

    reason = forms.ChoiceField(
        label=_("Why does the offer end?"),
        choices=list(OFFER_WITHDRAWN.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
