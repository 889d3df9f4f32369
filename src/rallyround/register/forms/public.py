"""The public forms: as few questions as help allows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.register.forms.common import (
    YES_NO,
    Once,
    PhoneField,
    language_code,
    offer_places,
    words_field,
)
from rallyround.register.kinds import DAY_PARTS, SKILLS, WHOLE_DAY
from rallyround.register.reports import NeedReport, OfferReport, postcode_in
from rallyround.register.whereabouts import FEW
from rallyround.register.words import METRES_PER_MILE

MILES = [("1", _("1 mile")), ("3", _("3 miles")), ("10", _("10 miles")), ("30", _("30 miles"))]


class HelpForm(Once):
    """Somebody needs help. One sentence, and a phone number or a place, are enough."""

    words = words_field(_("What do you need?"), _("Say in one sentence what you need."))
    phone = PhoneField(label=_("Your telephone number"), required=False)
    where = forms.CharField(
        label=_("Where help is needed"),
        help_text=_("A postcode is best. Or say it in words."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"max_length": _("Use at most 300 letters for the place.")},
    )
    area = forms.ChoiceField(
        label=_("Which of these places is it in or near?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a place from the list, or none.")},
    )
    danger = forms.ChoiceField(
        label=_("Is anybody in danger?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose yes or no.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Use at most 120 letters for the name.")},
    )
    language = forms.CharField(
        label=_("Language you prefer, if not English"),
        required=False,
        max_length=20,
        error_messages={"max_length": _("Use at most 20 letters for the language.")},
    )
    interpreter = forms.BooleanField(label=_("I need an interpreter"), required=False)
    text_relay = forms.BooleanField(label=_("I use text relay"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, "area", _("None of these, or not sure"), most=FEW)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in ("phone", "where", "area")):
            self.add_error("phone", _("Enter a telephone number, or say where help is needed."))
        return said

    def report(self, channel: str) -> NeedReport:
        """The answers as a report."""
        said = self.cleaned_data
        return NeedReport(
            id=said["submission"],
            words=said["words"],
            channel=channel,
            name=said["name"],
            phone=said["phone"],
            address=said["where"],
            postcode=postcode_in(said["where"]),
            area=said.get("area", ""),
            language=language_code(said["language"]),
            interpreter=said["interpreter"],
            text_relay=said["text_relay"],
            danger={"yes": True, "no": False}.get(said["danger"]),
        )


class StateForm(forms.Form):
    """What is happening with my request?"""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Eight letters and numbers, such as K7MD-4TXR."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your code."),
            "max_length": _("A code has eight letters and numbers."),
        },
    )
    ending = forms.CharField(
        label=_("Last four digits of your telephone number"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Enter the last four digits of the telephone number that you gave."),
            "max_length": _("Enter four digits only."),
        },
    )


class MoreForm(Once):
    """Something to add to a request."""

    words = words_field(_("What do you want to add?"), _("Say what you want to add."))


class OfferForm(Once):
    """Somebody offers help. A name and a telephone number are enough."""

    most_places = FEW

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name."),
            "max_length": _("Use at most 120 letters for the name."),
        },
    )
    phone = PhoneField(
        label=_("Your telephone number"), error_messages={"required": _("Enter your telephone number.")}
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org.")},
    )
    adult = forms.ChoiceField(
        label=_("Are you 18 or over?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether you are 18 or over."),
            "invalid_choice": _("Choose yes or no."),
        },
    )
    where = forms.CharField(
        label=_("Your postcode"),
        help_text=_("Or say in words where you are."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={"max_length": _("Use at most 300 letters for the place.")},
    )
    area = forms.ChoiceField(
        label=_("Which of these places are you in or near?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a place from the list, or none.")},
    )
    miles = forms.ChoiceField(
        label=_("How far can you travel?"),
        choices=MILES,
        initial="3",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose how far you can travel.")},
    )
    skills = forms.MultipleChoiceField(
        label=_("What can you help with?"),
        choices=list(SKILLS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list what you can help with.")},
    )
    day_parts = forms.TypedMultipleChoiceField(
        label=_("When can you help?"),
        choices=[(str(int(part)), label) for part, label in DAY_PARTS.items()],
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose parts of the day.")},
    )
    available_from = forms.DateTimeField(
        label=_("From which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter the first day as a date, such as 2026-01-31.")},
    )
    available_until = forms.DateTimeField(
        label=_("Until which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter the last day as a date, such as 2026-01-31.")},
    )
    emergency_contact = forms.CharField(
        label=_("Whom should we ring if something happens to you?"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Use at most 200 letters for the emergency contact.")},
    )
    words = words_field(_("Anything else that we should know?"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, "area", _("None of these, or not sure"), most=self.most_places)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("available_from"), said.get("available_until")
        if first and last and last < first:
            self.add_error("available_until", _("The last day lies before the first."))
        return said

    def report(self, channel: str) -> OfferReport:
        """The answers as an offer."""
        said = self.cleaned_data
        last = said["available_until"]
        return OfferReport(
            id=said["submission"],
            channel=channel,
            name=said["name"],
            phone=said["phone"],
            email=said["email"],
            emergency_contact=said["emergency_contact"],
            words=said["words"],
            postcode=said["where"],
            area=said.get("area", ""),
            skills=tuple(said["skills"]),
            adult=said["adult"] == "yes",
            max_travel_m=int(said["miles"]) * METRES_PER_MILE if said["miles"] else None,
            available_from=said["available_from"],
            available_until=last.replace(hour=23, minute=59) if last else None,
            day_parts=sum(said["day_parts"]) or WHOLE_DAY,
        )
