"""The kinds of question that the pages of steps 1, 2 and 4 ask, each with its own words for what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.people.forms.posted import Choices, Posted
from rallyround.people.forms.posted import text as line
from rallyround.ui.fields import DatePartsField

__all__ = ["Asking", "chosen", "day", "line", "long", "many", "moment", "pounds", "whole"]

NOBODY_BY_NAME = _("Do not name people in need.")
MOST_POUNDS = 2_000_000_000


class Asking(Posted):
    """A form whose choices are read when its page is asked for."""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (choices or {}).items():
            self.offer(name, [*self._blank(name, len(list(offered))), *offered])

    def _blank(self, name: str, offered: int) -> list[tuple[str, Any]]:
        """What stands above the answers: nobody picks the first of several by leaving a list as it is."""
        field = self.fields[name]
        if self._many(name):
            return []
        if not field.required:
            return [("", _("None"))]
        listed = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect)
        return [("", _("Choose"))] if listed and offered > 1 and not self.initial.get(name) else []

    def _many(self, name: str) -> bool:
        return isinstance(self.fields[name], forms.MultipleChoiceField)


def long(
    label: Any, most: int, missing: Any = "", *, rows: int = 4, hint: Any = NOBODY_BY_NAME
) -> forms.CharField:
    """A question for some sentences."""
    return line(label, most, missing, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint)


def chosen(
    label: Any,
    choices: Iterable[tuple[str, Any]] = (),
    missing: Any = "",
    *,
    radios: bool = False,
    **more: Any,
) -> forms.ChoiceField:
    """A question with one answer from a list; with `missing` it must have one."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=bool(missing),
        widget=forms.RadioSelect if radios else forms.Select,
        error_messages={"required": missing, "invalid_choice": _("Choose one of the answers on this page.")},
        **more,
    )


def many(
    label: Any, choices: Sequence[tuple[str, Any]] = (), missing: Any = "", **more: Any
) -> forms.MultipleChoiceField:
    """A question with any number of answers."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=bool(missing),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": _("Choose from the answers on this page.")},
        **more,
    )


def day(label: Any, missing: Any = "", **more: Any) -> DatePartsField:
    """A question for a date."""
    return DatePartsField(label=label, required=bool(missing), error_messages={"required": missing}, **more)


def moment(label: Any, missing: Any) -> forms.SplitDateTimeField:
    """A question for a date and a time."""
    return forms.SplitDateTimeField(
        label=label,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
        error_messages={
            "required": missing,
            "invalid_date": _("Enter a real date."),
            "invalid_time": _("Enter a time such as 14:30."),
            "incomplete": _("Enter both a date and a time."),
        },
    )


def whole(label: Any, least: int, most: int, missing: Any = "", **more: Any) -> forms.IntegerField:
    """A question for a whole number."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=bool(missing),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": missing,
            "invalid": _("Enter a whole number, such as 12."),
            "min_value": _("Enter %(limit_value)s or more."),
            "max_value": _("Enter %(limit_value)s or less."),
        },
        **more,
    )


def pounds(label: Any, **more: Any) -> forms.IntegerField:
    """A question for whole pounds; empty means that nobody knows."""
    return whole(
        label, 0, MOST_POUNDS, help_text=_("Whole pounds. Leave it empty where nobody knows."), **more
    )
