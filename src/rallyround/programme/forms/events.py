"""The questions about gatherings."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rallyround.programme.actions import GatheringText
from rallyround.programme.forms.fields import Asking, chosen, day, line, long, many, moment, whole
from rallyround.programme.models import Attendance, Gathering

STEPS = [(str(n), format_lazy("{} {}", _("Step"), n)) for n in range(1, 9)]


class GatheringForm(Asking):
    """What it is, when and where."""

    kind = chosen(
        _("What is it?"),
        Gathering._meta.get_field("kind").choices or [],
        _("Choose what it is."),
        radios=True,
    )
    name = line(_("What is it called?"), 160, _("Enter a name."))
    begins_at = moment(_("When does it begin?"), _("Enter when it begins."))
    ends_at = moment(_("When does it end?"), _("Enter when it ends."))
    place = line(_("Where is it?"), 160, _("Enter where it is."))
    aims = long(_("What should come of it?"), 1000, rows=3)
    step = chosen(_("Which step is it for?"), [("", _("None in particular")), *STEPS])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("begins_at") and said.get("ends_at") and said["ends_at"] <= said["begins_at"]:
            self.add_error("ends_at", _("It must end after it begins."))
        return said

    def said(self) -> GatheringText:
        """As the action takes it."""
        found = {
            name: self.cleaned_data[name]
            for name in ("kind", "name", "begins_at", "ends_at", "place", "aims")
        }
        step = self.cleaned_data["step"]
        return GatheringText(**found, step=int(step) if step else None)


class AgendaItemForm(Asking):
    """A further item."""

    title = line(_("What is it about?"), 160, _("Write what it is about."))
    minutes = whole(_("How many minutes?"), 1, 480, _("Enter how many minutes."))


class ItemAnswerForm(Asking):
    """What was answered to an item."""

    answer = long(_("What was answered?"), 2000, _("Write what was answered."), rows=5)
    dissent = long(
        _("Who saw it otherwise, and why?"), 1000, rows=3, hint=_("Name organisations, not people.")
    )


class EntryForm(Asking):
    """A decision or an action out of an answer."""

    kind = chosen(
        _("What becomes of the answer?"), [("decision", _("A decision")), ("action", _("An action"))],
        _("Choose a decision or an action."), radios=True,
    )  # fmt: skip
    what = long(_("What was decided, or is to be done?"), 500, _("Write what it is."), rows=3)
    why = long(_("Why?"), 500, rows=3, hint=_("A decision needs its reasons."))
    owner = chosen(_("Who sees to it?"), missing=_("Choose who sees to it."))
    due_on = day(_("By when?"), help_text=_("An action needs a day."))
    society = line(
        _("Who from society took part?"), 300, help_text=_("Groups and organisations, not people.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == "decision" and not said.get("why", "").strip():
            self.add_error("why", _("Say why: a decision is written down with its reasons."))
        if said.get("kind") == "action" and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Enter the day by which it is to be done."))
        return said


class InviteForm(Asking):
    """Who is asked to come."""

    organisations = many(
        _("Which organisations are invited?"), missing=_("Choose at least one organisation.")
    )


class AttendanceForm(Asking):
    """Whether an organisation comes, and came."""

    answer = chosen(
        _("Did it answer?"), [("", _("Not yet")), *(Attendance._meta.get_field("answer").choices or [])]
    )
    came = chosen(_("Did it come?"), [("", _("Not known yet")), ("yes", _("Yes")), ("no", _("No"))])

    def came_or_not(self) -> bool | None:
        """True, False or not known."""
        return {"yes": True, "no": False}.get(self.cleaned_data["came"])


class PledgeForm(Asking):
    """A promise."""

    organisation = chosen(_("Which organisation promised?"), missing=_("Choose the organisation."))
    what = line(_("What did it promise?"), 300, _("Write what it promised."))
    owner = chosen(_("Who sees to it?"), missing=_("Choose who sees to it."))
    due_on = day(_("By when?"), _("Enter the day."))


class FeedbackForm(Asking):
    """What people said afterwards."""

    feedback = long(
        _("What went well?"), 2000, _("Write what people said went well, even if it is: nothing.")
    )
    to_improve = long(_("What should be better next time?"), 2000)


class PledgeOutcome(forms.Form):
    """Kept, or given up."""

    kept = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
