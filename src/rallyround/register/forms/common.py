"""What the register's forms share."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.people.phones import phone_problem
from rallyround.register.whereabouts import FEW, short_list

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def answers(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


class Once(forms.Form):
    """A form that carries its own id, so that sending it twice does it once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_submission(self) -> UUID:
        """One that came without an id, from a very old browser or by hand, is taken all the same."""
        value: UUID | None = self.cleaned_data["submission"]
        return value or uuid7()

    def asked_anew(self) -> "Once":
        """The same answers under a fresh id."""
        data: Any = self.data
        data = data.copy()
        data["submission"] = str(uuid7())
        again = type(self)(data)
        again.is_valid()
        return again


class PhoneField(forms.CharField):
    """A telephone number, however it is written."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": kwargs.pop("autocomplete", "tel")}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.error_messages["max_length"] = _("A telephone number has at most 40 signs.")

    def clean(self, value: Any) -> str:
        said = str(super().clean(value))
        if said and (problem := phone_problem(said)):
            raise forms.ValidationError(problem, code="invalid")
        return said


def offer_places(form: forms.Form, name: str, empty: Any, *, most: int) -> None:
    """Let this question choose among the places named by hand, where they are no more than `most`; else it goes."""
    named = short_list(most)
    if not named:
        del form.fields[name]
        return
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.widget = forms.RadioSelect() if len(named) <= FEW else forms.Select()
    field.choices = [("", empty), *named]


def words_field(label: Any, missing: Any = "", *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A sentence or more in the reporter's own words."""
    return forms.CharField(
        label=label,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": _("Use at most 4,000 letters, please.")},
        **kwargs,
    )


def language_code(said: str) -> str:
    """A language as somebody names it: Welsh and English by their codes, any other as it was said."""
    known = {"": "en", "english": "en", "saesneg": "en", "welsh": "cy", "cymraeg": "cy"}
    return known.get(said.strip().lower(), said.strip())[:20]
