"""Questions about partners and the people who can be reached there."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.people import districts, purposes, queries
from rallyround.people.forms.posted import NOBODY, Posted, email, phone, text
from rallyround.people.models import Affiliation, PartnerType, Scope
from rallyround.ui.fields import DatePartsField


class OrganisationForm(Posted):
    """What the directory says of a partner."""

    name = text(_("Name of the organisation"), 160, _("Enter the organisation's name."))
    partner_type = forms.ChoiceField(
        label=_("What it is"),
        choices=[("", _("Choose")), *PartnerType.choices],
        error_messages={
            "required": _("Choose what kind of partner it is."),
            "invalid_choice": _("Choose a kind of partner from the list."),
        },
    )
    affiliation = forms.ChoiceField(
        label=_("How it stands to the partnership"),
        choices=Affiliation.choices,
        widget=forms.RadioSelect,
        initial=Affiliation.COORDINATED,
        help_text=_("One that is not coordinated is given tasks only when it agrees to each."),
        error_messages={
            "required": _("Choose how it stands to the partnership."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )
    brings = text(
        _("What it can bring"), 300, help_text=_("Such as: two minibuses, a kitchen for 80, interpreters.")
    )
    scope = forms.ChoiceField(
        label=_("How widely it works"),
        choices=Scope.choices,
        required=False,
        widget=forms.RadioSelect,
        initial=Scope.LOCAL,
        help_text=_("Help that needs no local knowledge, such as interpreting, can come from far away."),
        error_messages={"invalid_choice": _("Choose one of the four answers.")},
    )
    areas = forms.MultipleChoiceField(
        label=_("Where it works"),
        help_text=_("Choose none for everywhere."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose places from the list.")},
    )
    insured_until = DatePartsField(label=_("Its liability insurance ends on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = districts.choices()
        self.offer("areas", places)
        if not places:
            del self.fields["areas"]

    def clean_scope(self) -> str:
        """The partnership's area where nothing is said."""
        return self.cleaned_data["scope"] or Scope.LOCAL


class ChangedOrganisationForm(OrganisationForm):
    """The same once it is in the directory, where it can also be put aside."""

    active = forms.BooleanField(label=_("It is active"), required=False)


class ContactForm(Posted):
    """Somebody who does a job for a partner. When it is changed, name, number and address stay unless retyped."""

    job = text(
        _("Job"), 120, _("Enter the job, such as duty manager."), help_text=_("Such as: duty manager.")
    )
    name = text(_("Name"), 120, _("Enter the person's name."))
    phone = phone(_("Telephone"), required=False)
    email = email(_("E-mail address"))
    deputy = forms.ChoiceField(
        label=_("Deputy"),
        required=False,
        error_messages={"invalid_choice": _("Choose a deputy from the list, or nobody.")},
    )
    user = forms.ChoiceField(
        label=_("Signs in as"),
        required=False,
        error_messages={"invalid_choice": _("Choose somebody from the list, or nobody.")},
    )
    verify_every_days = forms.IntegerField(
        label=_("Try the number every"),
        help_text=_("Days. 90 is usual."),
        initial=90,
        min_value=1,
        max_value=730,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={
            "required": _("Enter a number of days, such as 90."),
            "invalid": _("Enter a whole number of days, such as 90."),
            "min_value": _("Enter 1 day or more."),
            "max_value": _("Enter 730 days or fewer."),
        },
    )

    def __init__(self, *args: Any, changing: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changing = changing
        self.offer("deputy", [NOBODY, *(c for c in queries.contact_choices() if c[0] != str(changing))])
        self.offer("user", [NOBODY, *queries.user_choices()])
        if changing:
            self.fields["name"].required = False
            for name in ("name", "phone", "email"):
                self.fields[name].help_text = _("Leave empty to keep what is there.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reachable = cleaned.get("phone") or cleaned.get("email") or {"phone", "email"} & set(self.errors)
        if not self.changing and not reachable:
            self.add_error("phone", _("Enter a telephone number or an e-mail address."))
        return cleaned


class PurposeForm(Posted):
    """What somebody's details are wanted for; it is written down with the read."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=purposes.CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you need it for."),
            "invalid_choice": _("Choose one of the answers on this page."),
        },
    )


class RankForm(Posted):
    """A new place on the call-out list; none takes the contact off it."""

    rank = forms.IntegerField(required=False, min_value=1, max_value=10_000)
