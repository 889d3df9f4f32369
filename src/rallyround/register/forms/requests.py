"""The call handler's form: in the order in which people speak, short codes instead of lists, no pointer needed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.register.forms.common import Once, PhoneField, language_code
from rallyround.register.kinds import KINDS, from_short
from rallyround.register.models import Whose
from rallyround.register.reports import NeedReport, postcode_in
from rallyround.register.whereabouts import choices, short_list


def _text(label: Any, key: str, length: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs={"accesskey": key, "autocomplete": "off", **attrs}),
        error_messages={
            "max_length": _("Use at most %(length)s letters for “%(label)s”.")
            % {"length": length, "label": label}
        },
    )


class RequestForm(Once):
    """A request by telephone or at a hub."""

    words = forms.CharField(
        label=_("What is needed, in their words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "accesskey": "w", "autofocus": True}),
        error_messages={
            "required": _("Write in one sentence what is needed."),
            "max_length": _("Use at most 4,000 letters."),
        },
    )
    phone = PhoneField(label=_("Telephone"), required=False, autocomplete="off")
    where = _text(_("Where: postcode, or in words"), "p", 300)
    name = _text(_("Name"), "n", 120)
    kind = _text(_("Kind of need: two letters"), "k", 30, **{"class": "govuk-input--width-4"})
    danger = forms.BooleanField(label=_("Somebody is in danger"), required=False)
    area = forms.ChoiceField(label=_("Place, if there is no postcode"), required=False)
    people_count = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=1,
        max_value=30_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={
            "invalid": _("Enter how many people as a number."),
            "min_value": _("At least one person."),
            "max_value": _("At most 30,000 people."),
        },
    )
    whose = forms.ChoiceField(
        label=_("Whose need is it?"), choices=Whose.choices, initial=Whose.HOUSEHOLD, required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org.")},
    )
    language = _text(_("Language, if not English"), "l", 20)
    interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    text_relay = forms.BooleanField(label=_("Uses text relay"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("Not said")), *choices()]
        self.few_places = bool(short_list())  # then the choice stands beside the words, not among the rest
        self.fields["phone"].widget.attrs["accesskey"] = "t"
        self.fields["danger"].widget.attrs["accesskey"] = "d"

    def clean_kind(self) -> str:
        kind = from_short(self.cleaned_data["kind"])
        if not kind:
            raise forms.ValidationError(_("Type two letters from the list, or leave it for triage."))
        return kind

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in ("phone", "where", "area", "email")):
            self.add_error("phone", _("Ask for a telephone number or a place."))
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
            email=said["email"],
            address=said["where"],
            postcode=postcode_in(said["where"]),
            area=said["area"],
            language=language_code(said["language"]),
            interpreter=said["interpreter"],
            text_relay=said["text_relay"],
            danger=said["danger"],
            kind=said["kind"],
            whose=said["whose"] or Whose.HOUSEHOLD,
            people_count=said["people_count"],
        )

    def words_to_add(self) -> str:
        """What is added to a request that is known: the words, who said them and all else, so that nothing is lost."""
        said = self.cleaned_data
        told: list[object] = [
            said[name] for name in ("name", "phone", "email", "where", "language") if said[name]
        ]
        if said["people_count"]:
            told.append(_("people: %(count)s") % {"count": said["people_count"]})
        told += [dict(self.fields[name].choices)[said[name]] for name in self._chosen()]  # type: ignore[attr-defined]
        if said["kind"] in KINDS:
            told.append(KINDS[said["kind"]].label)
        told += [self.fields[name].label for name in ("interpreter", "text_relay") if said[name]]
        also = ", ".join(str(each) for each in told)
        return f"{said['words'].strip()}\n({also})" if also else said["words"]

    def _chosen(self) -> list[str]:
        """The questions with a list from which something was chosen that no form says by itself."""
        said = self.cleaned_data
        return [name for name in ("area", "whose") if said[name] and said[name] != self.fields[name].initial]
