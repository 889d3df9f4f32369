"""The questions about a file: which one it is, and which of its columns is which field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.feeds.kinds import Kind
from rallyround.feeds.sheets import LARGEST


class Once(forms.Form):
    """A form that carries its own id, so that sending it twice does it once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)


class UploadForm(Once):
    """Which file, and what is in it."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is in the file.")},
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A table saved as CSV with headings in its first row: 20 MB and 10,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty: save it again and choose it."),
        },
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["kind"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(kind.key, kind.label) for kind in kinds]

    def clean_file(self) -> Any:
        """Not larger than what can be brought in at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 20 MB: split it and bring the parts one after the other.")
            )
        return file


class ColumnsForm(Once):
    """For each field of a kind the heading that holds it."""

    def __init__(
        self, *args: Any, kind: Kind, headings: Sequence[str], columns: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        choices = [("", _("Not in this file")), *((heading, heading) for heading in headings)]
        for field in kind.fields:
            self.fields[field.key] = forms.ChoiceField(
                label=str(field.label),
                help_text=str(field.hint),
                choices=choices,
                required=field.required,
                initial=columns.get(field.key, ""),
                error_messages={"required": _("Choose the column that holds this.")},
            )

    def columns(self) -> dict[str, str]:
        """The fields that are in the file, each with its heading, as chosen so far."""
        said = {field.key: self[field.key].value() for field in self.kind.fields}
        return {key: str(heading) for key, heading in said.items() if heading}
