"""The questions of the journey's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.forms import Once
from rallyround.programme.forms.fields import NOBODY_BY_NAME

BODIES_NOT_NAMES = _("Bodies, not people: a residents' association, a faith group, a charity, a firm.")


class CycleForm(Once):
    """How a group sets out."""

    pilot = forms.BooleanField(
        label=_("This is a pilot: it is tried here before it is widened"), required=False
    )
    exit_criteria = forms.CharField(
        label=_("What must be seen before it is widened?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: two drills, and eight of ten homes reached."),
    )
    steps = forms.MultipleChoiceField(
        label=_("Which steps are opened at once?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The others can be opened at any time and in any order."),
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].choices = steps  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("pilot") and not said.get("exit_criteria", "").strip():
            self.add_error("exit_criteria", _("Say what must be seen before the pilot is widened."))
        return said


class EndForm(Once):
    """What follows a cycle."""

    scale = forms.ChoiceField(
        label=_("What comes next?"),
        choices=[
            ("grow", _("Grow: widen what was done")),
            ("again", _("Once more before it is widened")),
            ("stop", _("Stop here")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes next.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: it is kept as a decision.")},
    )
    society = forms.CharField(
        label=_("Who from society took part?"), max_length=300, required=False, help_text=BODIES_NOT_NAMES
    )


class OpenForm(Once):
    """Opening a step again."""

    reason = forms.CharField(
        label=_("Why is it opened again?"),
        max_length=300,
        error_messages={"required": _("Say why the step is opened again.")},
    )


class AnswerForm(Once):
    """An answer to a question of a step."""

    answer = forms.CharField(
        label=_("What is the answer?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY_BY_NAME,
        error_messages={"required": _("Write the answer.")},
    )
    why = forms.CharField(
        label=_("What speaks for it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what speaks for the answer: it is kept as a decision.")},
    )
    dissent = forms.CharField(
        label=_("Who sees it otherwise, and why?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept beside the answer. Name organisations, not people."),
    )
    society = forms.CharField(
        label=_("Who from society took part?"), max_length=300, required=False, help_text=BODIES_NOT_NAMES
    )
