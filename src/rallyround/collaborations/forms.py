"""Questions about partners, terms, deliveries and verdicts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.collaborations import assessment, queries, words
from rallyround.collaborations.actions import TermsDraft
from rallyround.collaborations.criteria import TESTS
from rallyround.collaborations.models import Answer, Collaboration
from rallyround.groups import choices
from rallyround.groups import queries as groups
from rallyround.groups.forms.groups import NO_NAMES, many_of, number, one_of
from rallyround.groups.forms.groups import words as sentences
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.forms.posted import Posted, text
from rallyround.ui.fields import DatePartsField

CHOOSE = ("", _("Choose"))


class CandidateForm(Posted):
    """An organisation for the list of those who might work with a group."""

    organisation = one_of(_("Add an organisation"), (), _("Choose an organisation."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [CHOOSE, *choices.organisations()])


class FitForm(Posted):
    """The nine tests, each with why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for test in TESTS:
            self.fields[test.key] = one_of(
                test.question,
                Answer.choices,
                _("Choose an answer."),
                widget=forms.RadioSelect,
                initial=Answer.NOT_KNOWN,
            )
            self.fields[f"{test.key}_because"] = text(_("Why, in a few words"), 300)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for test in TESTS:
            known = said.get(test.key) in (Answer.YES, Answer.NO)
            if known and not str(said.get(f"{test.key}_because", "")).strip():
                self.add_error(
                    f"{test.key}_because",
                    _("Say why, or answer “not known yet” (%(test)s).") % {"test": test.label},
                )
        return said

    def answers(self) -> dict[str, tuple[str, str]]:
        """By the key of the test the answer and why."""
        said = self.cleaned_data
        return {test.key: (said[test.key], said[f"{test.key}_because"]) for test in TESTS}


class _PartsForm(Posted):
    """What work is for: every combination of what is chosen."""

    groups = many_of(_("Groups"), (), _("Choose at least one group."))
    objectives = many_of(_("Objectives"), Objective.choices, _("Choose at least one objective."))
    phases = many_of(_("When"), Phase.choices, _("Choose before, during or after."))
    again_because = text(
        _("If this was stopped before: what is different now"), 300, help_text=_("Leave empty for new work."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("groups", groups.group_choices())


class ProposalForm(_PartsForm):
    """Work with an organisation that is proposed."""

    name = text(_("Name of the work"), 160, _("Enter a name for the work."), help_text=NO_NAMES)
    organisation = one_of(_("With whom"), (), _("Choose an organisation."))
    needs_local_knowledge = one_of(
        _("Does the work need somebody who knows the place?"), [("yes", _("Yes")), ("no", _("No"))],
        _("Choose yes or no."), widget=forms.RadioSelect, initial="yes",
        help_text=_("Knocking on doors does; translating does not."),
    )  # fmt: skip
    field_order = (
        "name",
        "organisation",
        "needs_local_knowledge",
        "groups",
        "objectives",
        "phases",
        "again_because",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [CHOOSE, *choices.organisations()])


class WidenForm(_PartsForm):
    """More groups, objectives or phases for the same work."""


class TermsForm(Posted):
    """What is agreed with an organisation."""

    shared_objectives = sentences(_("What both want"), missing=_("Enter what both want."), help_text=NO_NAMES)
    expectations = sentences(_("What each side does"), missing=_("Enter what each side does."))
    expected_gain = text(
        _("What is better for the group afterwards"), 300, _("Enter what will be better for the group.")
    )
    measure = text(
        _("How that is measured"), 200, _("Enter how it is measured."),
        help_text=_("Count what arrives with the group, not what is sent out."),
    )  # fmt: skip
    measure_unit = text(_("Counted in"), 40, _("Enter what is counted, such as homes."))
    counts_tasks = forms.BooleanField(
        label=_("Count tasks that the organisation's volunteers finish in the group's areas"), required=False
    )
    expected_low = number(_("Expected, at least"), missing=_("Enter the least that is expected."))
    expected_high = number(_("Expected, at most"), missing=_("Enter the most that is expected."))
    starts_on = DatePartsField(label=_("From"), error_messages={"required": _("Enter the first day.")})
    by_when = DatePartsField(label=_("Until"), error_messages={"required": _("Enter the last day.")})
    review_on = DatePartsField(
        label=_("Reviewed on"), error_messages={"required": _("Enter the day of the review.")}
    )
    cost_a_year = number(
        _("Cost a year, in pounds"), missing=_("Enter the cost; 0 where there is none."), initial=0
    )
    data_shared = text(
        _("What data is shared, and on what basis"), 300, help_text=_("Leave empty where none is.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        low, high = said.get("expected_low"), said.get("expected_high")
        if low == 0:
            self.add_error("expected_low", _("Expect at least 1."))
        if low is not None and high is not None and low > high:
            self.add_error("expected_high", _("Enter a number that is not below the least."))
        begins, ends, review = said.get("starts_on"), said.get("by_when"), said.get("review_on")
        if begins and ends and ends <= begins:
            self.add_error("by_when", _("The last day comes after the first."))
        elif begins and ends and review and not begins <= review <= ends:
            self.add_error("review_on", _("The review lies between the first day and the last."))
        return said

    def draft(self) -> TermsDraft:
        """What was said, as the actions take it."""
        return TermsDraft(**self.cleaned_data)


class AgreementForm(Posted):
    """How an organisation agreed."""

    words = sentences(
        _("Who agreed for the organisation, and how?"), missing=_("Say who agreed, by job, and how."),
        help_text=_("Such as: their director, by letter of 3 March. No private names."),
    )  # fmt: skip


class DeliveryForm(Posted):
    """What came of a part of the work."""

    part = one_of(_("For what"), (), _("Choose what it was for."))
    on = DatePartsField(label=_("When"), error_messages={"required": _("Enter the day.")})
    amount = number(_("How much"), missing=_("Enter how much."))
    reached = one_of(_("Did it arrive with the group?"), [("yes", _("Yes")), ("no", _("No"))], _("Choose yes or no."),
                     widget=forms.RadioSelect)  # fmt: skip
    cost = number(
        _("What it cost, in pounds"), help_text=_("Leave empty where nobody knows: that is not nought.")
    )
    evidence = text(
        _("What shows it"), 300, _("Enter what shows it: a list, a count, a report."), help_text=NO_NAMES
    )

    def __init__(self, *args: Any, collaboration: Collaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = queries.parts_in_order(collaboration)
        labels = [
            (str(p.id), f"{p.group.name}: {p.get_objective_display()}, {str(p.get_phase_display()).lower()}")
            for p in parts
        ]
        self.offer("part", [CHOOSE, *labels])
        terms = assessment.agreed_terms(collaboration)
        if terms:
            self.fields["amount"].help_text = terms.measure_unit

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount < 1:
            raise forms.ValidationError(_("Enter an amount of 1 or more."))
        return amount


class VerdictForm(Posted):
    """What is decided, and why."""

    decided = one_of(
        _("What do you decide?"), words.DECISIONS, _("Choose what you decide."), widget=forms.RadioSelect
    )
    reason = sentences(_("Why"), 500, _("Say why: the organisation may ask."), help_text=NO_NAMES)


class TargetForm(Posted):
    """What coverage is aimed for."""

    objectives = many_of(
        _("Objectives of high priority"), Objective.choices, _("Choose at least one objective.")
    )
    percent = number(
        _("Share of the groups of high priority, in per cent"), most=100, missing=_("Enter a percentage.")
    )
    reason = text(_("Why"), 300, _("Say why."))
