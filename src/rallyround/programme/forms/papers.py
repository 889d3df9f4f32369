"""The question of which paper is to be made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.programme.papers.content import KINDS, Kind


class PaperForm(forms.Form):
    """A paper of one kind: about what, in which language."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    subject = forms.TypedChoiceField(
        label=_("About which one?"),
        error_messages={
            "required": _("Choose what the paper is about."),
            "invalid_choice": _("Choose what the paper is about."),
        },
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=[("en", _("English")), ("cy", _("Welsh, where it is translated"))],
        error_messages={"required": _("Choose a language.")},
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.subjects is None:
            del self.fields["subject"]
            return
        choices = [(str(subject.id), name) for subject, name in kind.subjects()]
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]


def kinds() -> list[Kind]:
    """The papers that can be made."""
    return list(KINDS.values())
