"""The questions of the pages of evaluation, each with its own message for each failure."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rallyround.core.readiness import DEFAULT
from rallyround.evaluation.criteria import LABELS, Setting
from rallyround.evaluation.models import Decision, EvidenceKind, Strength, Theme
from rallyround.evaluation.steps import POINTS, STEPS
from rallyround.ui.fields import DatePartsField

NAMES_NOBODY = _("Do not name people in need.")
Choices = Sequence[tuple[str, Any]]
RATINGS = [("1", _("All of it")), ("0.75", _("Most of it")), ("0.5", _("About half")), ("0.25", _("A little")),
           ("0", _("Nothing: somebody looked, and it is not there"))]  # fmt: skip


class Once(forms.Form):
    """A form that carries its own id, so that sending it twice does it once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)


def _text(
    label: Any, missing: Any, *, most: int = 500, rows: int = 3, help_text: Any = "", required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d."),
        },
    )


class EvidenceForm(Once):
    """Something that shows something."""

    about = forms.ChoiceField(
        label=_("What is it about?"), error_messages={"required": _("Choose what it is about.")}
    )
    criterion = forms.ChoiceField(
        label=_("Which factor of readiness does it show?"),
        choices=[("", _("None: it is about something else than a module")), *LABELS.items()],
        required=False,
    )
    what = forms.CharField(
        label=_("What does it show?"),
        max_length=300,
        help_text=_(
            "One sentence, such as: eight of ten helpers have done the course. Do not name people in need."
        ),
        error_messages={"required": _("Write what it shows.")},
    )
    rating = forms.ChoiceField(
        label=_("How much of it is there?"),
        choices=RATINGS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much of it is there.")},
    )
    kind = forms.ChoiceField(
        label=_("How is it known?"),
        choices=EvidenceKind.choices,
        error_messages={"required": _("Choose how it is known.")},
    )
    strength = forms.ChoiceField(
        label=_("How strong is it?"),
        choices=Strength.choices,
        initial=Strength.MEDIUM,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how strong it is.")},
    )
    source = forms.CharField(
        label=_("Where is it to be found?"),
        max_length=300,
        help_text=_("A document, a list, a link: somebody else must be able to look."),
        error_messages={"required": _("Say where it is to be found.")},
    )
    on = DatePartsField(
        label=_("Of which day is it?"), error_messages={"required": _("Enter the day of which it is.")}
    )
    valid_days = forms.IntegerField(
        label=_("For how many days does it hold?"),
        min_value=1,
        max_value=3650,
        initial=365,
        error_messages={
            "required": _("Enter for how many days it holds."),
            "invalid": _("Enter a number of days, such as 365."),
            "min_value": _("Evidence holds for at least one day."),
            "max_value": _("Enter at most 3,650 days: ten years."),
        },
    )
    from_exercise = forms.BooleanField(label=_("It comes from an exercise"), required=False)
    from_society = forms.BooleanField(
        label=_("It comes from people or communities, not from the partnership"), required=False
    )
    consent = forms.BooleanField(label=_("Those who said it agreed to it being used"), required=False)
    themes = forms.MultipleChoiceField(
        label=_("What does it speak of?"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Choose")), *subjects]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_module = said.get("about", "").startswith("module:")
        if is_module and not said.get("criterion"):
            self.add_error("criterion", _("Choose which factor of the module's readiness it shows."))
        if said.get("about") and not is_module and said.get("criterion"):
            self.add_error("criterion", _("Only a module has factors of readiness: choose none."))
        if said.get("from_society") and not said.get("consent"):
            self.add_error("consent", _("What people said is kept only if they agreed to it being used."))
        return said


class BecauseForm(Once):
    """Why something is taken back or left."""

    because = _text(_("Why?"), _("Say why."), most=300, rows=2)


class ScoreForm(Once):
    """A score of one step."""

    score = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[(str(points), words) for points, words in POINTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a score from 0 to 5.")},
    )
    because = _text(_("Why?"), _("Say why: a score without its reason helps nobody."), help_text=NAMES_NOBODY)
    evidence = forms.MultipleChoiceField(
        label=_("Which evidence does it rest on?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("If you choose none, the scorecard says so."),
    )

    def __init__(self, *args: Any, citable: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = list(citable)  # type: ignore[attr-defined]


def _per_cent(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        error_messages={
            "required": _("Enter a per cent from 0 to 100."),
            "invalid": _("Enter a per cent from 0 to 100."),
            "min_value": _("Enter a per cent from 0 to 100."),
            "max_value": _("Enter a per cent from 0 to 100."),
        },
    )


class ZonesForm(Once):
    """Where red ends and green begins."""

    red_below = _per_cent(_("Red below how many per cent?"))
    green_from = _per_cent(_("Green from how many per cent?"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        red, green = said.get("red_below"), said.get("green_from")
        if red is not None and green is not None and red > green:
            self.add_error("green_from", _("Green must not begin before red ends."))
        return said


class CriteriaForm(Once):
    """Weight, days and whether it is critical, of each factor; a weight of 0 leaves a factor out."""

    because = _text(_("Why is readiness measured otherwise from today on?"), _("Say why."), most=300, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in DEFAULT.criteria:
            key, label = criterion.key, LABELS[criterion.key]
            self.fields[f"{key}_weight"] = _whole(_("%(name)s: weight") % {"name": label}, 0, 20)
            self.fields[f"{key}_days"] = _whole(
                _("%(name)s: days that evidence holds") % {"name": label}, 1, 3650
            )
            self.fields[f"{key}_critical"] = forms.BooleanField(
                label=_("%(name)s is critical") % {"name": label}, required=False
            )

    def criteria_fields(self) -> list[tuple[Any, Any, Any]]:
        """The three questions of each factor."""
        return [
            (self[f"{c.key}_weight"], self[f"{c.key}_days"], self[f"{c.key}_critical"])
            for c in DEFAULT.criteria
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if all(not said.get(f"{c.key}_weight") for c in DEFAULT.criteria) and not self.errors:
            self.add_error(None, _("Give at least one factor a weight."))
        return said

    def settings(self) -> dict[str, Setting]:
        """What was said, as the action wants it."""
        said = self.cleaned_data
        return {
            c.key: Setting(said[f"{c.key}_weight"], said[f"{c.key}_days"], said[f"{c.key}_critical"])
            for c in DEFAULT.criteria
            if said[f"{c.key}_weight"]
        }


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    wrong = _("Enter a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class DebriefForm(Once):
    """What people said after something."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        help_text=_("Such as: After the November flood, helpers and hub."),
        error_messages={"required": _("Enter a name for the debrief.")},
    )
    kind = forms.ChoiceField(
        label=_("After what?"),
        choices=[("activation", _("An activation")), ("exercise", _("An exercise")), ("workshop", _("A workshop")),
                 ("review", _("A review by others, or scrutiny")), ("feedback", _("Feedback after tasks"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose after what it was held.")},
    )  # fmt: skip
    about = forms.ChoiceField(label=_("What is it about?"), required=False)
    on = DatePartsField(
        label=_("When was it held?"), error_messages={"required": _("Enter the day on which it was held.")}
    )
    went_well = _text(_("What went well?"), "", most=2000, rows=4, required=False, help_text=NAMES_NOBODY)
    to_improve = _text(
        _("What should be better?"), "", most=2000, rows=4, required=False, help_text=NAMES_NOBODY
    )

    def __init__(self, *args: Any, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Nothing in the record")), *subjects]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("went_well") and not said.get("to_improve"):
            self.add_error("went_well", _("Write what went well, what should be better, or both."))
        return said


class LessonForm(Once):
    """Something learnt."""

    what = _text(_("What was learnt?"), _("Write what was learnt."), help_text=NAMES_NOBODY)
    step = forms.ChoiceField(
        label=_("Which step does it touch?"),
        choices=[
            ("", _("None in particular")),
            *((str(step), format_lazy("{} {}", step, name)) for step, name in STEPS.items()),
        ],
        required=False,
    )
    about = forms.ChoiceField(label=_("What is it about?"), required=False)

    def __init__(self, *args: Any, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("As its debrief, or nothing")), *subjects]  # type: ignore[attr-defined]


class TakeUpForm(Once):
    """What is to change, who sees to it, by when."""

    change = _text(_("What is to change?"), _("Write what is to change."), help_text=NAMES_NOBODY)
    owner = forms.ChoiceField(
        label=_("Who sees to it?"), error_messages={"required": _("Choose who sees to it.")}
    )
    due_on = DatePartsField(
        label=_("By when?"), error_messages={"required": _("Enter the day by which it is due.")}
    )

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Choose")), *owners]  # type: ignore[attr-defined]


class ChangedForm(Once):
    """What is different now."""

    change = _text(_("What is different now?"), _("Write what is different now."), help_text=NAMES_NOBODY)
    effect = _text(_("What did that do, as far as it is seen?"), "", required=False, rows=2)


class HoldsForm(Once):
    """The later evidence that it holds."""

    evidence = forms.ChoiceField(
        label=_("Which evidence shows that it holds?"),
        error_messages={"required": _("Choose the evidence that shows that it holds.")},
        help_text=_("Of a day after the change: an exercise, an activation, a check."),
    )
    effect = _text(_("What did the change do?"), "", required=False, rows=2)

    def __init__(self, *args: Any, citable: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [("", _("Choose")), *citable]  # type: ignore[attr-defined]


class AnswerForm(Once):
    """What was decided on something that asked for a look."""

    decision = forms.ChoiceField(
        label=_("What was decided?"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    answer = _text(_("Why?"), _("Say why: the answer stays in the record."), most=300, rows=2)
