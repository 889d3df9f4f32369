"""The questions of the pages of a business case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.business.contents import CaseContent, ConditionContent, LineContent, OptionContent
from rallyround.business.models import CORRECTIONS, Line, Option
from rallyround.core.economics import DEFLATORS, SCHEDULES
from rallyround.core.unit_values import UNIT_VALUES
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Confidence
from rallyround.people.models import Organisation
from rallyround.ui.fields import DatePartsField

NO_NAMES = _("Do not name people in need.")
LATEST_PRICES = max(DEFLATORS)
WHOLE = {
    "invalid": _("Enter whole pounds, without signs or letters."),
    "min_value": _("An amount is not below nought."),
    "max_value": _("An amount is at most a thousand billion pounds."),
}
YEAR = {"invalid": _("Enter a year such as 2026."), "required": _("Enter a year such as 2026."),
        "min_value": _("Enter a year from 2000."), "max_value": _("Enter a year to 2100.")}  # fmt: skip


MOST = 10**12  # pounds
TOO_LATE = _("A case runs for at most 300 years.")


def _text(
    label: Any, *, rows: int = 4, most: int = 2000, help_text: Any = "", error: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(error),
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": error} if error else None,
    )


def _pounds(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST, help_text=help_text, error_messages=WHOLE
    )


class Once(forms.Form):
    """A form that carries its own id, so that sending it twice does it once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CaseForm(Once):
    """A case but for its options. What is left empty is named as missing until it is written."""

    name = forms.CharField(
        label=_("Name of the case"), max_length=160,
        help_text=_("The versions of a case share its name."),
        error_messages={"required": _("Enter a name for the case.")},
    )  # fmt: skip
    group = forms.ChoiceField(label=_("For which group?"), required=False)
    scope = _text(_("What is to be done, for whom?"), most=3000, help_text=NO_NAMES)
    strategic_fit = _text(_("How does it fit what the partnership wants?"),
                          help_text=_("The ambition, the risks it answers, what is done already."))  # fmt: skip
    commercial = _text(_("Who would provide it, and on what terms?"))
    management = _text(_("How would it be run and watched?"))
    base_year = forms.IntegerField(
        label=_("Which year is year 1?"), min_value=2000, max_value=2100, error_messages=YEAR
    )
    years = forms.IntegerField(
        label=_("How many years?"), min_value=1, max_value=300, initial=10,
        error_messages={"invalid": _("Enter a number of years."), "required": _("Enter a number of years."),
                        "min_value": _("A case runs for at least one year."),
                        "max_value": TOO_LATE},
    )  # fmt: skip
    price_year = forms.IntegerField(
        label=_("In the prices of which year?"), min_value=2000, max_value=2100, initial=LATEST_PRICES,
        help_text=_("Amounts of other years are brought to it. There are deflators for 2019 to 2024."),
        error_messages=YEAR,
    )  # fmt: skip
    schedule = forms.ChoiceField(
        label=_("Discount rates"), choices=[(s.key, s.name) for s in SCHEDULES.values()],
        error_messages={"required": _("Choose the discount rates.")},
    )  # fmt: skip
    first_year = forms.TypedChoiceField(
        label=_("When does the first year's money count in full?"), coerce=int, initial="0", widget=forms.RadioSelect,
        choices=[("0", _("Now: year 1 is not discounted")), ("1", _("A year from now: year 1 is discounted once"))],
        error_messages={"required": _("Choose how the first year is discounted.")},
    )  # fmt: skip

    def __init__(self, *args: Any, groups: list[PriorityGroup], named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.id): group for group in groups}
        choices = [("", _("All groups")), *((id, group.name) for id, group in self.groups.items())]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        if named:
            del self.fields["name"]

    def content(self, name: str = "") -> CaseContent:
        """What was said; `name` where it was not asked."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "submission"}
        return CaseContent(**{"name": name, **said, "group": self.groups.get(said["group"])})


class OptionForm(Once):
    """One way of going about it."""

    key = forms.ChoiceField(
        label=_("What kind of option is it?"), choices=list(Option._meta.get_field("key").choices or []),
        widget=forms.RadioSelect, error_messages={"required": _("Choose what kind of option it is.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Enter a name for the option.")}
    )
    description = _text(_("What does it mean?"), rows=3, most=500)

    def content(self) -> OptionContent:
        said = self.cleaned_data
        return OptionContent(key=said["key"], name=said["name"], description=said["description"])


def _unit_values() -> list[tuple[str, Any]]:
    values = [(v.key, f"{v.name}: £{v.value.central:,.0f}, {v.price_year}") for v in UNIT_VALUES.values()]
    return [("", _("None: I enter the amounts")), *values]


class LineForm(Once):
    """A cost or benefit: its amount by hand, or so many of a value from the library."""

    kind = forms.ChoiceField(
        label=_("Cost or benefit?"), choices=list(Line._meta.get_field("kind").choices or []), widget=forms.RadioSelect,
        error_messages={"required": _("Choose cost or benefit.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("What is it?"), max_length=160, help_text=NO_NAMES,
        error_messages={"required": _("Enter what the cost or benefit is.")},
    )  # fmt: skip
    organisation = forms.ChoiceField(label=_("Who pays, or who gains?"), required=False)
    year_from = forms.IntegerField(
        label=_("From year"), min_value=1, max_value=300, initial=1,
        error_messages={"required": _("Enter the first year, from 1."), "invalid": _("Enter the first year, from 1."),
                        "min_value": _("Enter the first year, from 1."), "max_value": TOO_LATE},
    )  # fmt: skip
    year_to = forms.IntegerField(
        label=_("To year"), min_value=1, max_value=300, help_text=_("The same year for what comes once."),
        error_messages={"required": _("Enter the last year."), "invalid": _("Enter the last year."),
                        "min_value": _("Enter the last year."), "max_value": TOO_LATE},
    )  # fmt: skip
    unmonetised = forms.BooleanField(label=_("It has no value in money"), required=False)
    unit_value = forms.ChoiceField(label=_("Value from the library"), required=False, choices=_unit_values)
    quantity = forms.IntegerField(
        label=_("How many a year?"), required=False, min_value=1, max_value=100_000,
        error_messages={"invalid": _("Enter a whole number."), "min_value": _("Enter a whole number from 1."),
                        "max_value": _("Enter a whole number to 100,000.")},
    )  # fmt: skip
    low = _pounds(_("Least, pounds a year"))
    central = _pounds(_("Likely, pounds a year"))
    high = _pounds(_("Most, pounds a year"), _("Left empty, the least and the most are as the likely."))
    price_year = forms.IntegerField(
        label=_("In the prices of which year?"),
        required=False,
        min_value=2000,
        max_value=2100,
        error_messages=YEAR,
    )
    source = forms.CharField(
        label=_("Where does the figure come from?"), max_length=300, required=False,
        help_text=_("The publication and place in it, or whose estimate it is and when. A value from the library brings"
                    " its own."),
    )  # fmt: skip
    confidence = forms.ChoiceField(
        label=_("How sure are you?"), choices=Confidence.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how sure you are.")},
    )  # fmt: skip
    in_kind = forms.BooleanField(label=_("Given in kind: nobody is paid for it"), required=False)
    volunteer_hours = forms.IntegerField(
        label=_("Volunteers' hours a year"), required=False, min_value=0, max_value=2_000_000_000,
        help_text=_("Only where this line is their time. An option has them as a cost or as a benefit, never both."),
        error_messages={"invalid": _("Enter a whole number of hours."), "min_value": _("Enter a whole number of hours."),
                        "max_value": _("Enter a whole number of hours.")},
    )  # fmt: skip
    measure = forms.CharField(label=_("How is the benefit measured?"), max_length=200, required=False)
    baseline = forms.CharField(label=_("Where does it stand now?"), max_length=60, required=False)
    target = forms.CharField(label=_("Where shall it stand?"), max_length=60, required=False)
    by_when = DatePartsField(label=_("By when?"), required=False)
    correction = forms.ChoiceField(
        label=_("Correct it for hope or weak evidence"), required=False, choices=[("", _("As it is")), *CORRECTIONS],
        help_text=_("Optimism raises a cost; a grade of evidence raises a cost and lowers a benefit."),
    )  # fmt: skip
    mitigation = forms.IntegerField(
        label=_("Per cent of the optimism that was seen to"), required=False, min_value=0, max_value=100,
        error_messages={"invalid": _("Enter a number from 0 to 100."), "min_value": _("Enter a number from 0 to 100."),
                        "max_value": _("Enter a number from 0 to 100.")},
    )  # fmt: skip
    income_percent = forms.IntegerField(
        label=_("Income of those who gain, in per cent of the average"), required=False, min_value=1, max_value=1000,
        help_text=_("Shown as a second, weighed figure beside the plain one."),
        error_messages={"invalid": _("Enter per cent, such as 60."), "min_value": _("Enter per cent, such as 60."),
                        "max_value": _("Enter per cent, such as 60.")},
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: list[Organisation], price_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(o.id): o for o in organisations}
        self.case_price_year = price_year
        choices = [("", _("Not said")), *((id, o.name) for id, o in self.organisations.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        self.fields["price_year"].initial = price_year

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("unmonetised"):
            said |= {"low": 0, "central": 0, "high": 0}
        elif said.get("unit_value"):
            self._from_library(said)
        elif said.get("central") is None and "central" not in self.errors:
            self.add_error("central", _("Enter the likely amount, or choose a value from the library."))
        if not said.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say where the figure comes from."))
        return said

    def _from_library(self, said: dict[str, Any]) -> None:
        """So many of a unit's value, in that value's prices, with its source."""
        value = UNIT_VALUES[said["unit_value"]]
        of_hours = value.key.startswith("volunteer_hour")
        number = said.get("quantity") or (said.get("volunteer_hours") if of_hours else None)
        if number is None:
            self.add_error("quantity", _("Enter how many a year."))
            return
        amounts = value.value.times(number)
        said |= {"low": round(amounts.low), "central": round(amounts.central), "high": round(amounts.high),
                 "price_year": value.price_year}  # fmt: skip
        said["source"] = (
            said.get("source") or f"{number:,} × {value.name}: {value.source}, {value.published}"[:300]
        )
        if of_hours:
            said |= {"volunteer_hours": number, "in_kind": True}

    def content(self) -> LineContent:
        said = dict(self.cleaned_data)
        for asked in ("submission", "unit_value", "quantity"):
            said.pop(asked)
        central, monetised = said["central"], not said.pop("unmonetised")
        return LineContent(
            **{
                **said,
                "organisation": self.organisations.get(said["organisation"]),
                "monetised": monetised,
                "low": central if said["low"] is None else said["low"],
                "high": central if said["high"] is None else said["high"],
                "price_year": said["price_year"] or self.case_price_year,
                "mitigation": said["mitigation"] or 0,
            }
        )


class DecisionForm(Once):
    """What a body of the partnership decided."""

    decision = forms.ChoiceField(
        label=_("What was decided?"), widget=forms.RadioSelect,
        choices=[("approve", _("Approved")), ("return", _("Returned to be worked on")), ("refuse", _("Not approved"))],
        error_messages={"required": _("Choose what was decided.")},
    )  # fmt: skip
    body = forms.CharField(
        label=_("Which body approved it?"), max_length=160, required=False,
        help_text=_("Needed where it is approved."),
    )  # fmt: skip
    reason = _text(
        _("What has to change, or why is it not approved?"), rows=3, most=1000,
        help_text=_("Needed where it is returned or not approved."),
    )  # fmt: skip
    conditions = _text(_("Conditions of the approval"), rows=3, most=1000, help_text=_("One a line."))
    due_on = DatePartsField(label=_("By when must the conditions be met?"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        decision = said.get("decision")
        if decision == "approve" and not said.get("body", "").strip():
            self.add_error("body", _("Enter the body that approved the case."))
        if decision in ("return", "refuse") and not said.get("reason", "").strip():
            self.add_error("reason", _("Say what has to change, or why the case is not approved."))
        if decision == "approve" and self.lines() and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say by when the conditions must be met."))
        return said

    def lines(self) -> list[str]:
        """The conditions, one each."""
        said = str(self.cleaned_data.get("conditions", ""))
        return [line.strip()[:300] for line in said.splitlines() if line.strip()]

    def conditions_content(self) -> list[ConditionContent]:
        return [ConditionContent(what=line, due_on=self.cleaned_data["due_on"]) for line in self.lines()]


class CopyForm(Once):
    """A new version, or a scenario under a name of its own."""

    name = forms.CharField(
        label=_("Name of the scenario"), max_length=160, required=False,
        help_text=_("Leave it empty for a new version of the same case."),
    )  # fmt: skip


class ActualForm(Once):
    """What a line came to in one year."""

    year = forms.IntegerField(
        label=_("Year of the case"), min_value=1, max_value=300,
        error_messages={"required": _("Enter the year, counted from 1."), "invalid": _("Enter the year, counted from 1."),
                        "min_value": _("Enter the year, counted from 1."), "max_value": TOO_LATE},
    )  # fmt: skip
    amount = forms.IntegerField(
        label=_("What it came to, pounds"),
        min_value=0,
        error_messages={**WHOLE, "required": _("Enter the amount.")},
    )
    price_year = forms.IntegerField(
        label=_("In the prices of which year?"), min_value=2000, max_value=2100, error_messages=YEAR
    )
    source = forms.CharField(
        label=_("What shows it?"),
        max_length=300,
        error_messages={"required": _("Say what shows the amount.")},
    )


class ConditionForm(Once):
    """How a condition was met."""

    on = DatePartsField(
        label=_("When was it met?"), error_messages={"required": _("Enter the day on which it was met.")}
    )
    how = forms.CharField(
        label=_("How was it met?"),
        max_length=300,
        error_messages={"required": _("Say how the condition was met.")},
    )
