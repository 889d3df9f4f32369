"""What every form that is sent has in common."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.people.phones import phone_problem

Choices = Sequence[tuple[str, Any]]
NOBODY = ("", _("Nobody"))


class Posted(forms.Form):
    """A form that carries its own id: sent twice, it is done once."""

    def submission(self) -> UUID | None:
        """The id that the page gave this form, or nothing where somebody made it up."""
        try:
            return UUID(str(self.data.get("submission", "")))
        except ValueError:
            return None

    def offer(self, name: str, choices: Choices) -> None:
        """Say what may be chosen in one of the fields, read when the page is asked for."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def phone(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A question for a telephone number."""
    field = forms.CharField(
        label=label,
        required=required,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={
            "required": _("Enter a telephone number, such as 07700 900123."),
            "max_length": _("Enter a telephone number of at most 40 characters."),
        },
    )
    field.validators.append(_check_phone)
    return field


def text(label: Any, most: int, missing: Any = "", **more: Any) -> forms.CharField:
    """A question for a line of text; `missing` is what is said when it is empty, and makes it required."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        error_messages={
            "required": missing,
            "max_length": _("Shorten this to %(limit_value)d characters or fewer."),
        },
        **more,
    )


def email(label: Any, missing: Any = "", **more: Any) -> forms.EmailField:
    """A question for an e-mail address."""
    return forms.EmailField(
        label=label,
        required=bool(missing),
        max_length=254,
        error_messages={
            "required": missing,
            "invalid": _("Enter an e-mail address such as name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": False}),
        **more,
    )


def _check_phone(value: str) -> None:
    problem = phone_problem(value)
    if problem:
        raise forms.ValidationError(problem)
