"""The questions of tasking's pages. Choices come from the tables of reasons, so that every answer is a code."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rallyround.places import queries as places
from rallyround.register.codes import tidy
from rallyround.register.kinds import KINDS
from rallyround.tasking import closures, reasons
from rallyround.ui.fields import DatePartsField

CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one of the answers.")}
CORNERS = {"area": 3, "crossing": 2}  # at least
CORNER = re.compile(r"^\s*(-?\d+)\s*[,; ]\s*(-?\d+)\s*$")


def _choices(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(table.items())


class ReasonForm(forms.Form):
    """One reason from a table."""

    reason = forms.ChoiceField(error_messages={"required": _("Choose the reason.")})

    def __init__(self, table: Mapping[str, Any], *args: Any, radios: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = _("Reason")
        if radios:
            field.widget = forms.RadioSelect()
        empty = [] if radios else [("", _("Choose"))]
        field.choices = [*empty, *_choices(table)]  # type: ignore[attr-defined]


class TickedField(forms.Field):
    """What was ticked in a table, as ids; anything else is passed over."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> list[UUID]:
        found = []
        for each in value or []:
            with suppress(ValueError):
                found.append(UUID(each))
        return found


class LoosenForm(ReasonForm):
    """Which tasks the plan may take back, and why."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    selected = TickedField(error_messages={"required": _("Tick at least one task.")})
    field_order = ("selected", "reason")


class SharesForm(forms.Form):
    """What share each place is guaranteed."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    guarantee = forms.ChoiceField(
        label=_("What share of the helpers that it asks for is each place guaranteed?"),
        choices=_choices(reasons.GUARANTEES),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )

    def clean_guarantee(self) -> str:
        chosen: str = self.cleaned_data["guarantee"]
        return "" if chosen == "none" else chosen


class HelperForm(forms.Form):
    """Somebody else than the plan proposes."""

    code = forms.CharField(
        label=_("Code of the offer"),
        max_length=12,
        error_messages={"required": _("Enter the code of an offer, or choose one from the list.")},
    )
    override = forms.ChoiceField(
        label=_("If this goes against distance, skill or an earlier refusal: why?"),
        required=False,
        choices=[("", _("It does not")), *_choices(reasons.OVERRIDES)],
    )

    def clean_code(self) -> str:
        code = tidy(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has eight letters and digits, such as K7MD-4TXR."))
        return code


class BriefingForm(forms.Form):
    """Read, and will be kept to."""

    hazards = forms.BooleanField(label=_("I have read the hazards"), required=False)
    limits = forms.BooleanField(label=_("I will keep to the limits"), required=False)


class OutcomeForm(forms.Form):
    """How a task went."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=_choices(reasons.OUTCOMES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went."), **{"invalid_choice": CHOOSE["invalid_choice"]}},
    )
    words = forms.CharField(
        label=_("Anything we should know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FeedbackForm(forms.Form):
    """Two questions."""

    score = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[
            (5, _("Very good")),
            (4, _("Good")),
            (3, _("In between")),
            (2, _("Bad")),
            (1, _("Very bad")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was.")},
    )
    expected = forms.TypedChoiceField(
        label=_("Was it as you expected?"),
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What should we do differently?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RiskForm(forms.Form):
    """How one kind of task is done safely."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of task"),
        choices=[(kind.key, kind.label) for kind in KINDS.values()],
        error_messages={"required": _("Choose the kind of task.")},
    )
    level = forms.ChoiceField(
        label=_("How high is the risk?"),
        choices=[
            ("low", _("Low: a name and a telephone number are enough")),
            ("medium", _("Medium: identity must have been seen")),
            ("high", _("High: identity and a professional registration must have been seen")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how high the risk is.")},
    )
    hazards = forms.CharField(
        label=_("Hazards"),
        help_text=_("One on each line. Helpers read them before they start."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Name at least one hazard.")},
    )
    limits = forms.CharField(
        label=_("Limits: what nobody does, however much it is wanted"),
        help_text=_("One on each line, such as: nobody enters flood water."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Name at least one limit.")},
    )
    holder = forms.ChoiceField(
        label=_("Who carries the liability?"),
        help_text=_("The organisation whose insurance covers the helpers."),
        error_messages={"required": _("Choose who carries the liability.")},
    )
    review_on = DatePartsField(
        label=_("Review on"), error_messages={"required": _("Enter the day on which it is looked at again.")}
    )

    def __init__(self, *args: Any, holders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [("", _("Choose")), *holders]  # type: ignore[attr-defined]


class ClosureForm(forms.Form):
    """Where nobody may go: a circle round a postcode, corners in metres, or what was drawn on the map."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is closed?"),
        choices=[
            ("area", _("An area: nobody goes in")),
            ("crossing", _("A crossing, such as a bridge or a ford")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an area or a crossing.")},
    )
    name = forms.CharField(
        label=_("What is it called?"),
        max_length=120,
        error_messages={"required": _("Enter a name that people know, such as: Mill Lane.")},
    )
    postcode = forms.CharField(label=_("Postcode in the middle"), required=False, max_length=10)
    metres = forms.IntegerField(
        label=_("How far round it, in metres"),
        required=False,
        min_value=10,
        max_value=20_000,
        error_messages={
            "min_value": _("Enter at least 10 metres."),
            "max_value": _("Enter at most 20,000 metres."),
            "invalid": _("Enter a number of metres, such as 500."),
        },
    )
    corners = forms.CharField(
        label=_("Corners, or the two ends of a crossing"),
        help_text=_("Easting and northing in metres, one point on each line, such as: 436000, 387000"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_corners(self) -> list[tuple[int, int]]:
        points = []
        for number, line in enumerate(self.cleaned_data["corners"].splitlines(), start=1):
            found = CORNER.match(line)
            if line.strip() and not found:
                raise ValidationError(
                    _("Line %(line)s is not a point: enter easting and northing, such as 436000, 387000.")
                    % {"line": number}
                )
            if found:
                points.append((int(found[1]), int(found[2])))
        return points

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        kind, postcode = said["kind"], said["postcode"].strip()
        if said["drawn"]:
            said["shape"] = self._drawn(said["drawn"])
        elif said["corners"]:
            if len(said["corners"]) < CORNERS[kind]:
                raise ValidationError(
                    {"corners": _("Enter at least three corners of an area, or both ends of a crossing.")}
                )
            said["shape"] = closures.from_corners(kind, said["corners"])
        elif postcode:
            located = places.locate(postcode)
            if located is None:
                raise ValidationError(
                    {"postcode": _("This postcode is not known here. Enter corners instead.")}
                )
            if said["metres"] is None:
                raise ValidationError({"metres": _("Enter how far round the postcode, in metres.")})
            said["shape"] = closures.round_point(kind, located.easting, located.northing, said["metres"])
        else:
            raise ValidationError({"postcode": _("Say where: a postcode, corners, or draw it on the map.")})
        return said

    def _drawn(self, text: str) -> dict[str, Any]:
        try:
            return closures.from_map(json.loads(text))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ValidationError({"name": _("What was drawn could not be read. Draw it again.")}) from error
