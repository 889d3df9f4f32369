"""The questions of step 2."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.feeds.kinds import Field, Kind
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.roles import Permission
from rallyround.programme.forms.fields import Asking, chosen, day, line, long, pounds, whole
from rallyround.programme.headings import HEADINGS
from rallyround.programme.models import GroupSeat

WHEN = _("Enter the day.")


class WorkingGroupForm(Asking):
    """The group itself."""

    name = line(_("What is the group called?"), 160, _("Enter its name."))
    reports_to = line(_("To which body does it report?"), 160, _("Enter the body."))
    reports_every_days = whole(_("How often, in days?"), 1, 730, _("Enter every how many days."), initial=90)
    formed_on = day(_("Since when is it there?"), WHEN)


class ReportForm(Asking):
    """A report was made."""

    on = day(_("On which day did the group report?"), WHEN)


class SeatForm(Asking):
    """A seat and who holds it."""

    role = chosen(_("What is the seat?"), GroupSeat._meta.get_field("role").choices or [], _("Choose the seat."),
                  radios=True)  # fmt: skip
    job = line(_("Which job has it?"), 120, _("Enter the job."), help_text=_("Such as: head of communities."))
    organisation = chosen(_("From which organisation?"))
    holder = chosen(_("Who holds it?"), help_text=_("Choose none while it is vacant."))
    mix = chosen(_("Which part of the mix does it bring?"),
                 [("", _("None in particular")), *(GroupSeat._meta.get_field("mix").choices or [])])  # fmt: skip
    expected_of = long(_("What is expected of whoever holds it?"), 500, rows=3)
    began_on = day(_("Since when is the seat there?"), WHEN)


class TermsForm(Asking):
    """All headings on one page, each with its question; blanks may stay for now."""

    def __init__(self, *args: Any, sections: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for heading in HEADINGS:
            self.fields[heading.key] = long(heading.label, 4000, rows=4, hint=heading.prompt)
            self.fields[heading.key].initial = (sections or {}).get(heading.key, "")

    def sections(self) -> dict[str, str]:
        """What stands under each heading."""
        return {heading.key: self.cleaned_data[heading.key] for heading in HEADINGS}


class ApproveTermsForm(Asking):
    """Which body approves, and until when it holds."""

    body = line(_("Which body approved them?"), 160, _("Enter the body."))
    review_on = day(_("When will they be looked at again?"), _("Enter the day of the review."))


class InitiativeForm(Asking):
    """What somebody does already."""

    name = line(_("What is it called?"), 160, _("Enter its name."))
    owner = chosen(_("Who runs it?"), missing=_("Choose who runs it."))
    group = chosen(_("For which group?"), help_text=_("Choose none where it is for everybody."))
    objective = chosen(
        _("Which objective does it serve?"), Objective.choices, _("Choose the objective."), radios=True
    )
    phase = chosen(_("In which phase?"), Phase.choices, _("Choose the phase."), radios=True)
    what = long(_("What is done?"), 500, _("Write what is done."), rows=3)
    cost_a_year = pounds(_("What does it cost a year?"))
    cost_source = line(_("Who says so?"), 200, help_text=_("Needed with a cost, such as: budget of 2026."))
    days_a_year = whole(
        _("How many days of work a year?"), 0, 30_000, help_text=_("Leave it empty where nobody knows.")
    )
    assets = line(_("What is used for it?"), 200, help_text=_("Such as: a van, a hall on Tuesdays."))
    effect = line(
        _("What has it changed so far?"), 300, help_text=_("Leave it empty where nobody has looked.")
    )
    began_on = day(_("Since when?"), WHEN)
    overlap_accepted = line(
        _("If another does the same: why are both needed?"),
        300,
        help_text=_("Only asked where two do the same."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cost_a_year") is not None and not said.get("cost_source"):
            self.add_error("cost_source", _("Say who says so, or leave the cost empty."))
        return said


class FileForm(Asking):
    """A table of initiatives."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A table saved as CSV with headings in its first row: 20 MB and 10,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty: save it again and choose it."),
        },
    )


INITIATIVES = Kind(
    key="initiatives",
    label=_("Initiatives"),
    permission=Permission.EDIT_PROGRAMME,
    list_url_name="initiatives",
    fields=(
        Field("name", _("Name"), ("initiative", "project", "title", "scheme"), required=True),
        Field("owner", _("Who runs it"), ("owner", "organisation", "partner", "lead"),
              _("Its name as it is in the directory."), required=True),
        Field("group", _("Priority group"), ("group",), _("Its name as it is here. Without it, everybody.")),
        Field("objective", _("Objective"), ("aim", "purpose"),
              _("performance, gaps, collaborations, design, implement or intelligence. Without it, implement.")),
        Field("phase", _("Phase"), ("when",), _("before, during or after. Without it, before.")),
        Field("what", _("What is done"), ("description", "details", "activity"), required=True),
        Field("cost_a_year", _("Cost a year"), ("cost", "budget", "annual cost"), _("Whole pounds.")),
        Field("cost_source", _("Source of the cost"), ("source", "cost source")),
        Field("days_a_year", _("Days of work a year"), ("days", "effort")),
        Field("assets", _("What is used"), ("assets", "equipment")),
        Field("effect", _("Effect so far"), ("effect", "impact", "result")),
        Field("began_on", _("Since when"), ("start", "began", "start date"), _("Such as 27/03/2026. Without it, today.")),
    ),
)  # fmt: skip


class BaselineForm(Asking):
    """A snapshot."""

    name = line(_("What should this snapshot be called?"), 160, _("Enter a name."),
                help_text=_("Such as: before the first pilot."))  # fmt: skip
