"""The questions of step 4."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.programme.forms.fields import Asking, chosen, day, line, long, many, pounds, whole
from rallyround.programme.models import OpportunityRisk
from rallyround.programme.models.plan import ActivityState
from rallyround.programme.principles import READY

WHEN = _("Enter the day.")


class VisionForm(Asking):
    """One version of the vision."""

    text = long(_("What will life here be like when this works?"), 1000, _("Write the vision."))


class AimForm(Asking):
    """An aim."""

    text = line(_("What is the aim?"), 300, _("Write the aim."))
    reason = long(_("Why does it matter?"), 500, _("Write why this aim matters."), rows=3)
    outcome = line(
        _("By what will you see that it is reached?"), 300, _("Write by what it is seen to be reached.")
    )
    high_priority = forms.BooleanField(label=_("It comes before the others"), required=False, initial=True)


class OutcomeForm(Asking):
    """What is different, and how that is measured."""

    name = line(_("What will be different?"), 200, _("Write what will be different."))
    measure = line(_("Which figure shows it?"), 200, _("Write which figure shows it."))
    source = line(_("Where does the figure come from?"), 200, _("Write where it comes from."))
    aims = many(_("Which aims does it belong to?"), missing=_("Choose at least one aim."))


class ActivityForm(Asking):
    """What is done for one aim and one objective."""

    aim = chosen(_("For which aim?"), missing=_("Choose the aim."))
    objective = chosen(_("For which objective?"), Objective.choices, _("Choose the objective."))
    phase = chosen(_("When does it work: before, during or after a disruption?"), Phase.choices,
                   help_text=_("Without an answer: before."))  # fmt: skip
    what = line(_("What is done?"), 300, _("Write what is done."), help_text=_("Do not name people in need."))
    owner = chosen(_("Who sees to it?"), missing=_("Choose who sees to it."))
    organisation = chosen(_("Which organisation does it?"))
    group = chosen(_("For which group?"), help_text=_("Choose none where it is for everybody."))
    begins_on = day(_("When does it begin?"), WHEN)
    due_on = day(_("By when?"), WHEN)
    days_of_work = whole(_("How many days of work?"), 1, 2000, _("Enter how many days of work."), initial=1)
    cost = pounds(_("What does it cost in all?"))
    case_line = chosen(_("Which line of the business case is it?"),
                       help_text=_("Without one it is listed as not covered by an approved case."))  # fmt: skip
    beyond_pace_because = line(
        _("If it is one group more than you take on at a time: why can it not wait?"), 300,
        help_text=_("Only asked where the limit is reached."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("begins_on") and said.get("due_on") and said["due_on"] < said["begins_on"]:
            self.add_error("due_on", _("It cannot be due before it begins."))
        return said


class MoveForm(Asking):
    """How far it is."""

    state = chosen(_("How far is it?"), ActivityState.choices, _("Choose how far it is."), radios=True)
    done_on = day(_("On which day was it done?"), help_text=_("Only needed where it is done."))
    evidence = line(
        _("What shows it?"), 300, help_text=_("Needed where it is done, such as: minutes of 3 May.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("state") == ActivityState.DONE:
            if not said.get("done_on") and "done_on" not in self.errors:
                self.add_error("done_on", _("Enter the day on which it was done."))
            if not said.get("evidence"):
                self.add_error("evidence", _("Write what shows that it was done."))
        return said


class AdoptForm(Asking):
    """Which of the ready-made ways of working to hold."""

    keys = many(_("Which of these do you mean to keep to?"), [(p.key, p.text) for p in READY],
                _("Choose at least one."))  # fmt: skip


class PrincipleForm(Asking):
    """A way of working of your own."""

    text = line(_("How do you work?"), 200, _("Write how you work."))
    reason = line(_("Why?"), 300, _("Write why."))


class OpportunityForm(Asking):
    """An opportunity or a risk with one kind of actor."""

    kind = chosen(_("What is it?"), OpportunityRisk._meta.get_field("kind").choices or [],
                  _("Choose opportunity or risk."), radios=True)  # fmt: skip
    actor = chosen(_("With whom?"), OpportunityRisk._meta.get_field("actor").choices or [],
                   _("Choose with whom."), radios=True)  # fmt: skip
    group = chosen(_("For which group?"), help_text=_("Choose none where it is for everybody."))
    what = line(_("What could come of it?"), 300, _("Write what could come of it."))
    response = line(_("What do you do about it?"), 300, _("Write what you do about it."))
    weight = whole(_("How much does it weigh, from 1 to 5?"), 1, 5, _("Enter a weight from 1 to 5."))
    owner = chosen(_("Who sees to it?"), missing=_("Choose who sees to it."))
    review_on = day(_("When is it looked at again?"), WHEN)


class OpportunityReviewForm(Asking):
    """The same, looked at again."""

    response = line(_("What do you do about it?"), 300, _("Write what you do about it."))
    weight = whole(_("How much does it weigh, from 1 to 5?"), 1, 5, _("Enter a weight from 1 to 5."))
    owner = chosen(_("Who sees to it?"), missing=_("Choose who sees to it."))
    review_on = day(_("When is it looked at again?"), WHEN)


class PaceForm(Asking):
    """How much can be done."""

    days_a_month = whole(
        _("How many days of work are there in a month?"), 0, 2000, _("Enter the days, all people together.")
    )
    groups_at_a_time = whole(
        _("How many groups do you take on at a time?"), 1, 50, _("Enter how many groups."), initial=1
    )
    reason = line(_("Why so much and not more?"), 300, _("Write why."))
    holds_from = day(_("From which day?"), WHEN)
