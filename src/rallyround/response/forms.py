"""The questions of modules, activations, advice, helpers who wait, and exercises."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rallyround.groups.vocabulary import PlanningNeed
from rallyround.incidents.forms import Once
from rallyround.incidents.models import Hazard, Phase
from rallyround.people.roles import ROLES
from rallyround.register.kinds import KINDS
from rallyround.response import words
from rallyround.response.protocol import ACTIVATING, BrokenProtocol, Content, checked
from rallyround.ui.fields import DatePartsField

NOBODY_NAMED = _("Do not name people in need.")
BEGIN = "begin"
Choices = list[tuple[str, str]]


def _text(label: Any, sentence: Any, *, rows: int = 2, hint: Any = "", longest: int = 600) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, error_messages={"required": sentence},
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _lines(label: Any, sentence: Any = "", *, hint: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint or _("One a line."), required=bool(sentence), max_length=20_000,
        error_messages={"required": sentence}, widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _some(label: Any, sentence: Any, choices: Iterable[tuple[str, Any]], *, hint: Any = "") -> Any:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, choices=list(choices), required=bool(sentence),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": sentence},
    )  # fmt: skip


def _one(label: Any, sentence: Any, choices: Iterable[tuple[str, Any]] = (), *, radios: bool = True) -> Any:
    return forms.ChoiceField(
        label=label, choices=list(choices), error_messages={"required": sentence, "invalid_choice": sentence},
        widget=forms.RadioSelect if radios else forms.Select,
    )  # fmt: skip


class AdoptForm(Once):
    """Who leads a module of the library from now on."""

    lead = _one(_("Which partner leads it?"), _("Choose which partner leads it."), radios=False)
    liability_holder = forms.ChoiceField(
        label=_("Who holds the liability?"),
        required=False,
        help_text=_("Can be named later, before approval."),
    )

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "liability_holder"):
            self.fields[name].choices = [("", _("Choose")), *organisations]  # type: ignore[attr-defined]


class ModuleForm(AdoptForm):
    """A module's whole protocol, in questions."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Enter its name.")})
    phase = _one(_("When is it used?"), _("Choose before, during or after."), Phase.choices)
    purpose = _text(
        _("What becomes better, and for whom?"), _("Say what becomes better."), hint=NOBODY_NAMED, rows=3
    )
    effect = _one(_("What does it do?"), _("Choose what it does."), words.EFFECTS.items())
    planning_needs = _some(_("Which planned needs does it reduce?"), _("Choose at least one planned need."),
                           PlanningNeed.choices)  # fmt: skip
    kinds = _some(_("Which requests does it take?"), _("Choose at least one kind of request."),
                  [(kind.key, kind.label) for kind in KINDS.values()])  # fmt: skip
    responders_can_take = forms.IntegerField(
        label=_("How many such requests can responders see to at a time without it?"), min_value=0, max_value=10_000,
        error_messages={"required": _("Enter a number, 0 if none."), "invalid": _("Enter a whole number.")},
    )  # fmt: skip
    measure = _text(_("What is counted to see whether it helps?"), _("Say what is counted."), longest=300)
    evaluation = _text(
        _("How is its value to the groups found out?"), _("Say how its value is found out."), rows=3
    )
    activating_roles = _some(_("Who may decide to activate it?"), _("Choose at least one role."),
                             [(key, ROLES[key].label) for key in ACTIVATING])  # fmt: skip
    triggers = _lines(
        _("What may make somebody decide?"),
        _("Name at least one trigger."),
        hint=_("One a line: short name, a bar, the sentence. Such as: forecast | Flooding is likely"),
    )
    call_out = _text(_("Who is wanted, and what for?"), _("Say who is wanted."), longest=300)
    checklist = _lines(
        _("Checklist"), _("Write the checklist."), rows=10,
        hint=_("One a line: begin, run or stand_down, a bar, minutes, a bar, the role, a bar, what is done."),
    )  # fmt: skip
    risk_assessments = _some(_("Which ways of working must be approved first?"), "",
                             [(kind.key, kind.label) for kind in KINDS.values()])  # fmt: skip
    liability = _text(_("What does the holder of the liability answer for?"), _("Say what for."), longest=300)
    materials = _lines(_("What must be to hand?"))
    training = _lines(_("What must helpers have learnt?"))
    stand_down = _lines(_("When does it stop?"), _("Say when it stops."))

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        self.before = content
        super().__init__(*args, initial={**as_asked(content), **kwargs.pop("initial", {})}, **kwargs)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        try:
            said["content"] = checked(as_content(said, self.before), str(_("The module")))
        except BrokenProtocol as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return said


LISTS = ("materials", "training", "stand_down")
SAME = ("name", "phase", "purpose", "effect", "planning_needs", "kinds", "responders_can_take", "measure", "evaluation",
        "activating_roles", "call_out", "risk_assessments", "liability")  # fmt: skip


def as_asked(content: Content) -> dict[str, Any]:
    """A protocol as the form shows it: lists with one entry a line."""
    shown: dict[str, Any] = {name: content[name] for name in SAME}
    shown |= {name: "\n".join(content[name]) for name in LISTS}
    shown["triggers"] = "\n".join(f"{each['key']} | {each['label']}" for each in content["triggers"])
    shown["checklist"] = "\n".join(
        f"{step['stage']} | {step['minutes']} | {step['role']} | {step['what']}"
        for step in content["checklist"]
    )
    return shown


def as_content(said: Mapping[str, Any], before: Content) -> Content:
    """The form's answers as a protocol, not yet checked."""
    content: Content = {name: said[name] for name in SAME}
    content |= {name: _entries(said[name]) for name in LISTS}
    content["triggers"] = [
        {"key": key, "label": label}
        for key, label in (_parts(line, 2) for line in _entries(said["triggers"]))
    ]
    content["checklist"] = [
        {
            "stage": stage,
            "minutes": int(minutes) if minutes.isdecimal() else minutes,
            "role": role,
            "what": what,
        }
        for stage, minutes, role, what in (_parts(line, 4) for line in _entries(said["checklist"]))
    ]
    return {**content, "key": before["key"], "messages": before["messages"]}


def _entries(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(line: str, number: int) -> list[str]:
    parts = [part.strip() for part in line.split("|", number - 1)]
    return parts + [""] * (number - len(parts))


class GroupsForm(Once):
    """For which priority groups."""

    groups = _some(_("For which priority groups is it kept?"), "", ())

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = groups  # type: ignore[attr-defined]


class ActivateForm(GroupsForm):
    """The decision to activate a module."""

    incident = _one(_("In which incident?"), _("Choose the incident, or begin one."))
    name = forms.CharField(label=_("Name of the new incident"), max_length=120, required=False)
    hazard = forms.ChoiceField(label=_("What is it?"), choices=Hazard.choices, required=False)
    trigger = _one(_("What made you decide?"), _("Choose what made you decide."))
    reason = _text(
        _("Why?"),
        _("Say why: the reason is kept with the decision."),
        rows=3,
        longest=4000,
        hint=_("What is known, what is expected, what else was possible. Do not name people in need."),
    )

    def __init__(self, *args: Any, incidents: Choices, triggers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].label = _("For which priority groups?")
        self.fields["groups"].help_text = _("Choose none where it is for everybody.")
        self.fields["incident"].choices = [*incidents, (BEGIN, _("Begin a new one"))]  # type: ignore[attr-defined]
        other = (words.OTHER_TRIGGER, _("Something else"))
        self.fields["trigger"].choices = [*triggers, other]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("incident") == BEGIN and not said.get("name", "").strip():
            self.add_error("name", _("Enter a name for the new incident."))
        return said


class AgainstForm(Once):
    """The decision not to activate for now."""

    incident = _one(_("In which incident?"), _("Choose the incident."))
    reason = _text(_("Why not?"), _("Say why: the reason is kept with the decision."), rows=3, longest=4000)

    def __init__(self, *args: Any, incidents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = incidents  # type: ignore[attr-defined]


class StandDownForm(Once):
    """How things stand at the end."""

    note = _text(_("How do things stand?"), _("Say how things stand."), rows=4, longest=4000,
                 hint=_("Write codes, not the names or addresses of people who need help."))  # fmt: skip
    tasks_go_on = forms.BooleanField(label=_("The open tasks go on without this module"), required=False)


class AdviceForm(Once):
    """Public advice."""

    hazard = _one(_("What is it for?"), _("Choose what it is for."), Hazard.choices, radios=False)
    phase = _one(_("When is it for?"), _("Choose before, during or after."), Phase.choices)
    audience = _one(_("Whom is it for?"), _("Choose whom it is for."), words.AUDIENCES.items(), radios=False)
    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Enter a title.")}
    )
    body = _text(
        _("The advice"),
        _("Write the advice."),
        rows=8,
        longest=4000,
        hint=_("Short sentences: what to do first, then what else. An empty line begins a new paragraph."),
    )
    source = forms.CharField(
        label=_("Who stands behind it?"),
        max_length=200,
        help_text=_("A name or office, and a date."),
        error_messages={"required": _("Say who stands behind it, and its date.")},
    )
    channels = _some(
        _("Which channels does it go by?"), _("Choose at least one channel."), words.CHANNELS.items()
    )


class NewAdviceForm(AdviceForm):
    """Advice that begins, or another language of it."""

    key = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("The same in all languages, such as: before-water-comes"),
        error_messages={"required": _("Enter a short name."), "invalid": _("Use letters, digits and hyphens only.")},
    )  # fmt: skip
    language = _one(_("Language"), _("Choose the language."), words.LANGUAGES.items(), radios=False)


class ReachForm(Once):
    """How many people advice reached."""

    channel = _one(_("By which channel?"), _("Choose the channel."), words.CHANNELS.items(), radios=False)
    people = forms.IntegerField(
        label=_("How many people?"), min_value=0, max_value=100_000_000,
        error_messages={"required": _("Enter how many people."), "invalid": _("Enter a whole number.")},
    )  # fmt: skip
    on = DatePartsField(label=_("On which day?"), error_messages={"required": _("Enter the day.")})
    source = forms.CharField(label=_("How is that known?"), max_length=200, help_text=_("Counted, or estimated from what."),
                             error_messages={"required": _("Say how the number is known.")})  # fmt: skip
    group = forms.ChoiceField(label=_("Which priority group?"), required=False)

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("None in particular")), *groups]  # type: ignore[attr-defined]


class PromptForm(Once):
    """To what the chosen helpers are asked."""

    to = _one(_("Ask the chosen helpers to"), _("Choose what to ask them to."), words.PROMPTS.items())


class PlanForm(Once):
    """Which organisation a helper joins."""

    organisation = _one(_("Which organisation do they join?"), _("Choose the organisation."), radios=False)

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Choose")), *organisations]  # type: ignore[attr-defined]


class SummaryForm(Once):
    """The file that an exercise's end wrote."""

    file = forms.FileField(
        label=_("Summary file"), error_messages={"required": _("Choose the file."), "empty": _("This file is empty.")},
        help_text=_("A file ending in .json, written by the exercise's end."),
    )  # fmt: skip
