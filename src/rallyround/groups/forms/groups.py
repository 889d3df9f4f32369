"""Questions about a priority group. They ask about the group and never for anybody's name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.groups import choices, queries
from rallyround.groups.actions import GroupProfile
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import CauseOfNeed, GroupKind, HardlyReached, Pattern
from rallyround.people.forms.posted import Posted, text
from rallyround.places import queries as places
from rallyround.ui.fields import DatePartsField

NO_NAMES = _("Do not name people in need.")
UNKNOWN_STAYS = _("Leave both empty where nobody knows. That is an answer too.")


def number(label: Any, *, most: int = 100_000_000, missing: Any = "", **more: Any) -> forms.IntegerField:
    """A question for a whole number that is not negative."""
    return forms.IntegerField(
        label=label,
        required=bool(missing),
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": missing,
            "invalid": _("Enter a whole number, such as 450."),
            "min_value": _("Enter 0 or more."),
            "max_value": _("Enter a smaller number."),
        },
        **more,
    )


def one_of(label: Any, options: Any, missing: Any, **more: Any) -> forms.ChoiceField:
    """A question with one answer from a list."""
    return forms.ChoiceField(
        label=label,
        choices=options,
        required=bool(missing),
        error_messages={"required": missing, "invalid_choice": _("Choose an answer from the list.")},
        **more,
    )


def many_of(label: Any, options: Any, missing: Any = "", **more: Any) -> forms.MultipleChoiceField:
    """A question with any number of answers from a list."""
    return forms.MultipleChoiceField(
        label=label,
        choices=options,
        required=bool(missing),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": _("Choose answers from the list.")},
        **more,
    )


def words(label: Any, most: int = 1000, missing: Any = "", **more: Any) -> forms.CharField:
    """A question for a few sentences."""
    return text(label, most, missing, widget=forms.Textarea(attrs={"rows": 3}), **more)


class GroupForm(Posted):
    """Who they are, why they need more help than others, where, and how many."""

    name = text(_("Name of the group"), 120, _("Enter a name for the group."), help_text=NO_NAMES)
    kind = one_of(_("What it is"), GroupKind.choices, _("Choose what it is."), widget=forms.RadioSelect,
                  initial=GroupKind.PEOPLE)  # fmt: skip
    causes = many_of(
        _("Why they may need help"), CauseOfNeed.choices, _("Choose at least one cause of need.")
    )
    rationale = words(
        _("Why they need more help than others"),
        missing=_("Say why they need more help than others."),
        help_text=NO_NAMES,
    )
    risks = many_of(
        _("Risks of the register that this rests on"), (), _("Choose at least one risk. Add it to the register first."),
    )  # fmt: skip
    hardly_reached = many_of(_("Are they hardly reached?"), HardlyReached.choices)
    characteristics = words(
        _("What they are like"), help_text=_("Languages, homes, habits. Do not name people in need.")
    )
    pattern = one_of(_("How they lie on the map"), Pattern.choices, _("Choose how they lie on the map."),
                     widget=forms.RadioSelect, initial=Pattern.PLACE)  # fmt: skip
    areas = many_of(_("Their areas"), (), help_text=_("None for a dispersed group."))
    site = text(_("The site that they are at or near"), 120)
    size_low = number(_("How many, at least"), help_text=UNKNOWN_STAYS)
    size_high = number(_("How many, at most"))
    size_unit = one_of(_("Counted in"), choices.UNITS, _("Choose what is counted."), initial="people")
    size_source = text(_("Who says how many, or who was asked"), 200)
    size_dated_on = DatePartsField(label=_("Date of that figure"), required=False)
    by_trusted_routes_only = forms.BooleanField(
        label=_("Contact goes only through those whom the group trusts"), required=False
    )
    parent = one_of(_("It belongs to the group"), (), "")
    community_owner = one_of(_("Organisation that speaks for it"), (), "")
    ease = forms.TypedChoiceField(
        label=_("How easy it would be to begin here"),
        choices=[
            ("", _("Not judged")),
            ("1", _("1: hard")),
            *((str(n), str(n)) for n in (2, 3, 4)),
            ("5", _("5: easy")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose from 1 to 5.")},
    )

    def __init__(self, *args: Any, changing: PriorityGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changing = changing
        self.offer("risks", choices.risks())
        here = places.choices()
        self.offer("areas", here)
        if not here:
            del self.fields["areas"]
        others = [c for c in queries.group_choices() if changing is None or c[0] != str(changing.id)]
        self.offer("parent", [choices.NOTHING, *others])
        self.offer("community_owner", [choices.NOTHING, *choices.organisations()])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        low, high = said.get("size_low"), said.get("size_high")
        if {"size_low", "size_high"} & set(self.errors):
            return said
        if low is None and high is not None:
            self.add_error("size_low", _("Enter the smaller number too, or leave both empty."))
        elif low is not None and high is None:
            said["size_high"] = low
        elif low is not None and high is not None and low > high:
            self.add_error("size_high", _("Enter a number that is not below the smaller one."))
        pattern = said.get("pattern")
        if pattern == Pattern.DISPERSED and (said.get("areas") or said.get("site")):
            self.add_error("pattern", _("A dispersed group has no place: leave areas and site empty."))
        if pattern == Pattern.SITE and not said.get("site"):
            self.add_error("site", _("Enter the site that they are at or near."))
        return said

    def profile(self) -> GroupProfile:
        """What was said, as the actions take it. A point on the map stays as it was, where the group may have one."""
        said = self.cleaned_data
        kept = self.changing if self.changing and said["pattern"] != Pattern.DISPERSED else None
        plain = ("name", "kind", "pattern", "rationale", "characteristics", "size_low", "size_high", "size_unit",
                 "size_source", "size_dated_on", "site", "by_trusted_routes_only", "ease")  # fmt: skip
        return GroupProfile(
            **{name: said[name] for name in plain},
            causes=tuple(said["causes"]),
            hardly_reached=tuple(said["hardly_reached"]),
            areas=tuple(said.get("areas") or (kept.areas if kept and "areas" not in self.fields else ())),
            easting=kept.easting if kept else None,
            northing=kept.northing if kept else None,
        )


class PriorityForm(Posted):
    """Whether a group comes first, and why."""

    high = forms.BooleanField(label=_("This group is of high priority"), required=False)
    rank = number(
        _("Its place among the first"), most=999, help_text=_("1 comes first. Leave empty for no place.")
    )
    reason = text(_("Why"), 300, _("Say why: others must be able to follow which groups come first."))

    def clean_rank(self) -> int | None:
        rank: int | None = self.cleaned_data["rank"]
        if rank == 0:
            raise forms.ValidationError(_("Places are counted from 1."))
        return rank
