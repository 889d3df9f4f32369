"""The questions of step 1."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from rallyround.groups.vocabulary import Objective
from rallyround.programme.actions import AmbitionText, BudgetLine
from rallyround.programme.forms.fields import Asking, chosen, day, line, long, many
from rallyround.programme.models import AmbitionReview, Driver, Endorsement

WHEN = _("Enter the day.")


class AmbitionForm(Asking):
    """One version of the ambition."""

    text = long(_("What do you want to be true?"), 2000, _("Write the ambition."), rows=5)
    reason = long(_("Why this, and why now?"), 500, _("Write why this is the ambition now."), rows=3)
    outcomes = long(_("What would be different?"), 1000, rows=4, hint=_("One outcome a line."))
    budget = long(
        _("What might it cost, roughly?"), 2000, rows=4,
        hint=_("One line for each, with a lower and a higher figure in pounds: Training; 2000; 5000"),
    )  # fmt: skip
    from_pilots = forms.BooleanField(label=_("It grows because of what a pilot showed"), required=False)
    evidence = chosen(
        _("Which result showed it?"), help_text=_("Only needed where it grows because of a pilot.")
    )

    def clean_budget(self) -> list[BudgetLine]:
        """The lines as ranges."""
        return [_budget_line(line) for line in self.cleaned_data["budget"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("from_pilots") and not said.get("evidence"):
            self.add_error(
                "evidence", _("Choose the result, or do not say that it grows because of a pilot.")
            )
        return said

    def said(self) -> AmbitionText:
        """As the action takes it."""
        found = self.cleaned_data
        return AmbitionText(
            text=found["text"], reason=found["reason"], outcomes=found["outcomes"], budget=found["budget"],
            from_pilots=found["from_pilots"], evidence=found["evidence"] or None,
        )  # fmt: skip


def _budget_line(line: str) -> BudgetLine:
    parts = [part.strip() for part in line.split(";")]
    try:
        what, low, high = parts[0], *(int(part.replace(",", "").lstrip("£")) for part in parts[1:])
    except ValueError:
        what = ""
        low = high = -1
    if not what or not 0 <= low <= high:
        raise forms.ValidationError(
            translate(
                "“%(line)s” is not a name with a lower and a higher figure, such as: Training; 2000; 5000"
            )
            % {"line": line.strip()[:60]}
        )
    return BudgetLine(what, low, high)


class AgreeForm(Asking):
    """The partnership agrees."""

    review_on = day(_("When will you look at it again?"), _("Enter the day of the review."))


class ReviewForm(Asking):
    """A look at the ambition that holds."""

    result = chosen(
        _("What came of it?"), AmbitionReview._meta.get_field("result").choices or [],
        _("Choose what came of it."), radios=True,
    )  # fmt: skip
    reason = long(_("Why?"), 500, _("Write why."), rows=3)
    on = day(_("When did you look at it?"), WHEN)
    next_on = day(_("When will you look at it next?"), WHEN)


class DriverForm(Asking):
    """A reason from outside."""

    kind = chosen(
        _("What is it?"), Driver._meta.get_field("kind").choices or [], _("Choose what it is."), radios=True
    )
    what = line(_("What does it say or ask of you?"), 300, _("Write what it says."))
    source = line(_("Where does it stand?"), 300, _("Write where it can be read."),
                  help_text=_("Such as a title with its year, or minutes with their date."))  # fmt: skip
    link = forms.URLField(
        label=_("Link"), required=False, max_length=300, assume_scheme="https",
        error_messages={"invalid": _("Enter an address that begins with https://")},
    )  # fmt: skip
    dated_on = day(_("From which day?"), WHEN)
    objectives = many(_("Which objectives does it bear on?"), Objective.choices)


class EndorsementForm(Asking):
    """What an organisation said."""

    organisation = chosen(_("Which organisation?"), missing=_("Choose the organisation."))
    answer = chosen(
        _("What did it say?"),
        Endorsement._meta.get_field("answer").choices or [],
        _("Choose its answer."),
        radios=True,
    )
    signed_as = line(
        _("Which job signed for it?"),
        120,
        _("Enter the job of whoever signed."),
        help_text=_("A job, not a name: the organisation stands behind it, whoever holds the job."),
    )
    on = day(_("On which day?"), WHEN)
    lapses_on = day(_("Until when does it hold?"), WHEN)
    dissent = long(_("What does it see otherwise, and why?"), 1000, rows=3,
                   hint=_("Needed where it said no. Do not name people in need."))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("answer") == "no" and not said.get("dissent", "").strip():
            self.add_error("dissent", _("Write why it said no: dissent is kept with its reason."))
        if said.get("on") and said.get("lapses_on") and said["lapses_on"] <= said["on"]:
            self.add_error("lapses_on", _("Enter a day after the one on which it was said."))
        return said


class LeadForm(Asking):
    """Who leads from now on."""

    lead = chosen(_("Who leads?"), missing=_("Choose who leads."))
    organisation = chosen(_("For which organisation?"), missing=_("Choose the organisation."))
    on = day(_("From which day?"), WHEN)
    handover = long(_("What does the next lead need to know?"), 500, rows=3)
