"""The questions of the register, the five systems, the bodies and their requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.incidents.forms import Once
from rallyround.programme.forms.fields import NOBODY_BY_NAME, day, moment
from rallyround.programme.forms.journey import BODIES_NOT_NAMES
from rallyround.programme.models.systems import RequestKind

ONE_TO_FIVE = [("", _("Not a risk")), *((str(n), str(n)) for n in range(1, 6))]


class _Owned(Once):
    """Something that somebody sees to."""

    owner = forms.ChoiceField(
        label=_("Who sees to it?"), error_messages={"required": _("Choose who sees to it.")}
    )

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class _Said(_Owned):
    """What an entry says, whichever kind it is of."""

    what = forms.CharField(
        label=_("What was decided, is to be done or may happen?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY_BY_NAME,
        error_messages={"required": _("Write what it is.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A decision needs its reasons: what was known, what else was possible."),
    )
    due_on = day(_("By when?"))
    likelihood = forms.ChoiceField(
        label=_("How likely is the risk, from 1 to 5?"), choices=ONE_TO_FIVE, required=False
    )
    impact = forms.ChoiceField(
        label=_("How bad would it be, from 1 to 5?"), choices=ONE_TO_FIVE, required=False
    )
    treatment = forms.CharField(label=_("What is done about the risk?"), max_length=300, required=False)
    society = forms.CharField(
        label=_("Who from society took part?"), max_length=300, required=False, help_text=BODIES_NOT_NAMES
    )
    dissent = forms.CharField(
        label=_("Who sees it otherwise, and why?"),
        max_length=500,
        required=False,
        help_text=_("Name organisations, not people."),
    )

    kind_asked: str = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind = said.get("kind") or self.kind_asked
        if kind == "decision" and not said.get("why", "").strip():
            self.add_error("why", _("Say why: a decision is written down with its reasons."))
        if kind == "action" and "due_on" not in self.errors and not said.get("due_on"):
            self.add_error("due_on", _("Say by when: an action has a day on which it is due."))
        for field in ("likelihood", "impact"):
            if kind == "risk" and field not in self.errors and not said.get(field):
                self.add_error(field, _("Choose from 1 to 5."))
            said[field] = int(said[field]) if kind == "risk" and said.get(field) else None
        return said


class EntryForm(_Said):
    """A decision, an action or a risk."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("decision", _("Decision")), ("action", _("Action")), ("risk", _("Risk"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose decision, action or risk.")},
    )
    group = forms.ChoiceField(label=_("Which group is it about?"), required=False)
    step = forms.ChoiceField(label=_("Which step?"), required=False)
    principles = forms.MultipleChoiceField(
        label=_("Which principles does it follow?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        groups: list[tuple[str, str]],
        steps: list[tuple[str, str]],
        principles: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("All of them")), *groups]  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", _("None in particular")), *steps]  # type: ignore[attr-defined]
        self.fields["principles"].choices = principles  # type: ignore[attr-defined]


class FollowForm(_Said):
    """What comes in the place of an entry, of the same kind."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind_asked = kind
        if kind != "risk":
            for field in ("likelihood", "impact", "treatment"):
                del self.fields[field]


class CloseForm(Once):
    """What came of an entry."""

    outcome = forms.CharField(
        label=_("What came of it?"), max_length=300, error_messages={"required": _("Say what came of it.")}
    )


class SystemForm(_Owned):
    """The one page of a system."""

    page = forms.CharField(
        label=_("How it works here"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One page: who does what, when, and where it is written down. Jobs, not names."),
        error_messages={"required": _("Write how it works, if only in two lines.")},
    )
    review_on = day(_("When is it looked at again?"), _("Say when it is looked at again."))
    why = forms.CharField(
        label=_("Why is the page changed?"),
        max_length=500,
        required=False,
        help_text=_("Only when it said something before. It becomes a decision whose effect is looked at."),
    )

    def __init__(self, *args: Any, before: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        if not before:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        changed = self.before and "page" in said and said["page"].strip() != self.before.strip()
        if changed and not said.get("why", "").strip():
            self.add_error("why", _("Say why the page is changed."))
        return said


class DeviationForm(_Owned):
    """Who puts it right, and by when."""

    due_on = day(_("By when?"), _("Say by when it is put right."))


class BodyForm(Once):
    """A body of the partnership."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Enter what the body is called.")}
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    standing = forms.ChoiceField(
        label=_("When does it meet?"),
        choices=[("yes", _("All the time")), ("no", _("Only in an incident"))],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when it meets.")},
    )
    handles = forms.MultipleChoiceField(
        label=_("Which requests of ours go to it?"),
        choices=RequestKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RequestForm(_Owned):
    """A request, ours or theirs."""

    way = forms.ChoiceField(
        label=_("Who asks whom?"),
        choices=[("to_us", _("A body asks us")), ("from_us", _("We ask a body"))],
        initial="to_us",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who asks.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    body = forms.ChoiceField(
        label=_("Which body?"),
        required=False,
        help_text=_("Left open, a request of ours goes to the body that handles its kind."),
    )
    what = forms.CharField(
        label=_("What is asked?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY_BY_NAME,
        error_messages={"required": _("Write what is asked.")},
    )
    due_at = moment(_("When is the answer due?"), _("Say when the answer is due."))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("The one that handles it")), *bodies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("way") == "to_us" and not said.get("body"):
            self.add_error("body", _("Say which body asks."))
        return said


class RequestAnswerForm(Once):
    """The answer to a request."""

    answer = forms.CharField(
        label=_("What is the answer?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=NOBODY_BY_NAME,
        error_messages={"required": _("Write the answer.")},
    )


class RouteForm(Once):
    """To which body a request is passed on."""

    body = forms.ChoiceField(label=_("To which body?"), error_messages={"required": _("Choose a body.")})

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
