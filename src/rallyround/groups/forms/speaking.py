"""Questions about routes to a group, contacts with it, and what it needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.groups import choices
from rallyround.groups.actions import NeedFigure
from rallyround.groups.contacting import permitted_routes
from rallyround.groups.forms.groups import NO_NAMES, number, one_of, words
from rallyround.groups.models import ContactMode, PriorityGroup
from rallyround.groups.vocabulary import CauseOfNeed, Confidence, PlanningNeed
from rallyround.incidents.models import Hazard, Phase
from rallyround.people.forms.posted import Posted, text
from rallyround.ui.fields import DatePartsField

MODES = [
    (ContactMode.PRESENT, _("With them, in person")),
    (ContactMode.THROUGH, _("Through somebody they trust")),
    (ContactMode.CALL, _("By telephone")),
    (ContactMode.WRITTEN, _("In writing")),
]


class RouteForm(Posted):
    """A way to the group that it agreed to."""

    organisation = one_of(
        _("Organisation that they trust"), (), _("Choose an organisation. Add it to the directory first.")
    )
    how = text(_("How it reaches them"), 200, _("Enter how it reaches them."), help_text=NO_NAMES)
    languages = text(_("In which languages"), 120)
    agreed_on = DatePartsField(
        label=_("Agreed on"), error_messages={"required": _("Enter the day it was agreed.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [("", _("Choose")), *choices.organisations()])


class GroupContactForm(Posted):
    """One time that partners and the group spoke."""

    on = DatePartsField(label=_("When"), error_messages={"required": _("Enter the day.")})
    mode = one_of(_("How"), MODES, _("Choose how you spoke."), widget=forms.RadioSelect)
    route = one_of(
        _("By which route"), (), "", help_text=_("Needed where you spoke through somebody they trust.")
    )
    from_the_group = forms.BooleanField(label=_("The group began it"), required=False)
    about = words(_("What it was about"), 500, _("Enter what it was about."), help_text=NO_NAMES)

    def __init__(self, *args: Any, group: PriorityGroup, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(str(r.id), r.organisation.name) for r in permitted_routes(group.id, today)]
        self.offer("route", [("", _("None: we spoke with them ourselves")), *held])
        if group.by_trusted_routes_only:
            self.fields["route"].help_text = _("This group is contacted only through those it trusts.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("mode") == ContactMode.THROUGH and not said.get("route"):
            self.add_error("route", _("Choose the route that you spoke through."))
        return said


class NeedForm(Posted):
    """How much a group needs of something."""

    kind = one_of(
        _("What they need"), [("", _("Choose")), *PlanningNeed.choices], _("Choose what they need.")
    )
    phase = one_of(_("When"), Phase.choices, _("Choose before, during or after."), widget=forms.RadioSelect)
    hazard = one_of(
        _("In which hazard"), [("", _("Choose")), *Hazard.choices], _("Choose in which hazard they need it.")
    )
    cause = one_of(_("Because"), [("", _("Choose")), *CauseOfNeed.choices], _("Choose why they need it."))
    low = number(
        _("At least"), help_text=_("Leave all three empty where nobody knows. That is an answer too.")
    )
    likely = number(_("Most likely"))
    high = number(_("At most"))
    unit = text(_("Counted in"), 40, _("Enter what is counted, such as people."), initial="people",
                help_text=_("Such as: people, homes, visits a week."))  # fmt: skip
    source = text(
        _("Where the figure comes from"),
        200,
        _("Enter where it comes from, even if it is a guess of your own."),
    )
    dated_on = DatePartsField(
        label=_("Date of the figure"), error_messages={"required": _("Enter the date of the figure.")}
    )
    confidence = one_of(_("How sure are you?"), Confidence.choices, _("Choose how sure you are."),
                        widget=forms.RadioSelect, initial=Confidence.LOW)  # fmt: skip
    said_by_the_group = forms.BooleanField(label=_("The group said so itself"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        names = ("low", "likely", "high")
        if set(names) & set(self.errors):
            return said
        numbers = [said.get(name) for name in names]
        known = [n for n in numbers if n is not None]
        if known and len(known) < len(names):
            self.add_error(
                names[numbers.index(None)], _("Enter all three numbers, or none where it is not known.")
            )
        elif known != sorted(known):
            self.add_error("high", _("Enter the least, the likely and the most in this order."))
        return said

    def figure(self) -> NeedFigure:
        """What was said, as the actions take it."""
        return NeedFigure(**self.cleaned_data)
