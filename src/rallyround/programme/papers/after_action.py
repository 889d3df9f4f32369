"""The report after an activation: what happened, how well it helped, what was learnt. Nobody is named.

Notes, such as the reason for the activation, stay in the record: they are free texts of an emergency.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from rallyround.core.impact import Median, Share
from rallyround.evaluation import queries
from rallyround.evaluation.queries.after_action import AfterAction
from rallyround.evaluation.queries.impact import Evenness, Impact
from rallyround.formats.document import Blank, Block, Section, Text
from rallyround.programme.papers.blocks import blank, day, moment, section, table_or_blank, text_or_blank
from rallyround.response.models import Activation

Particulars = tuple[tuple[str, str], ...]


def after_action(subject: Activation, at: datetime) -> tuple[Particulars, tuple[Section, ...]]:
    """What the record says of one activation."""
    found = queries.after_action(subject, at)
    source = "; ".join(found.sources[:1])
    return _particulars(found), (
        section(_("What happened"), *_happened(found, source)),
        section(_("How well it helped"), *_impact(found.impact, source)),
        section(_("How evenly"), *_even(found.impact)),
        section(_("How ready it is now"), *_ready(found)),
        section(_("What people said"), *_said(found)),
        section(_("What was learnt"), _lessons(found)),
        section(_("What the record does not say"), *_blanks(found)),
    )


def _particulars(found: AfterAction) -> Particulars:
    return (
        (_("Module"), found.module),
        (_("Exercise") if found.exercise else _("Incident"), found.incident),
        (_("For"), ", ".join(found.groups) or _("everybody")),
        (_("From"), moment(found.begin)),
        (_("Until"), moment(found.end) if found.end else _("still active")),
        (_("Set off by"), found.trigger),
    )


def _happened(found: AfterAction, source: str) -> list[Block]:
    rows = [(moment(each.at), each.what) for each in found.timeline]
    not_done = "; ".join(found.not_done)
    left = (
        _("Not done on the checklist: %(items)s") % {"items": not_done}
        if not_done
        else _("The checklist was done.")
    )
    return [
        table_or_blank(_("In order"), (_("When"), _("What")), rows, source, missing=_("what happened")),
        Text(text=left, source=_("Checklist of the activation")),
    ]


def _impact(impact: Impact, source: str) -> list[Block]:
    rows = [
        (_("Needs reported for it"), f"{impact.needs:,}"),
        (_("Met, of those not withdrawn"), share(impact.met)),
        (_("From the report to the first task, half within"), median(impact.to_first_task)),
        (_("From the report to the need met, half within"), median(impact.to_met)),
        (_("Helpers' hours"), f"{impact.helper_hours:,.1f}"),
        (_("Hours for each need met"), _("not known") if impact.hours_each is None else f"{impact.hours_each:,.1f}"),
        (_("From the decision to the call-out answered"), minutes(impact.service.call_out_minutes)),
        (_("From the decision to the first task"), minutes(impact.service.first_task_minutes)),
        (_("What those who were helped said, 1 to 5"),
         _("too few answers") if impact.heard.mean is None else f"{impact.heard.mean:.1f}"),
    ]  # fmt: skip
    compared = [
        (
            c.label,
            share(c.here) if c.here else _("too few"),
            share(c.other) if c.other else _("too few"),
            c.caution,
        )
        for c in impact.comparisons
    ]
    held = table_or_blank(
        _("Held against others"),
        (_("Against"), _("Here"), _("There"), _("Mind")),
        compared,
        source,
        missing="",
    )
    return [
        table_or_blank(_("Figures"), (_("What"), _("Figure")), rows, source, missing=""),
        *([held] if compared else []),
    ]


def _even(impact: Impact) -> list[Block]:
    return [_lines(each) for each in (impact.places, *impact.thirds)]


def _lines(each: Evenness) -> Block:
    rows = [(line.label, share(line.share) if line.share else _("hidden: too few")) for line in each.lines]
    return table_or_blank(
        each.label, (_("Where"), _("Met")), rows, each.source, missing=_("%(what)s") % {"what": each.label}
    )


def _ready(found: AfterAction) -> list[Block]:
    ready = found.readiness
    rows = [
        (line.label, line.state, _("not known") if line.share is None else f"{line.share} %")
        for line in ready.lines
    ]
    value = _("not yet assessed") if ready.value is None else f"{ready.value} %"
    told = _("Readiness %(value)s; %(unknown)s %% of it is not assessed.") % {
        "value": value,
        "unknown": ready.not_assessed,
    }
    return [
        Text(
            text=" ".join([told, *ready.because]),
            source=_("Readiness of the module on %(day)s") % {"day": day(found.at)},
        ),
        table_or_blank(
            _("Readiness of the module"), (_("What"), _("Evidence"), _("Counts")), rows,
            _("Evidence of the module on %(day)s") % {"day": day(found.at)}, missing=_("evidence of readiness"),
            numeric=(2,),
        ),
    ]  # fmt: skip


def _said(found: AfterAction) -> list[Block]:
    blocks: list[Block] = []
    for debrief in found.debriefs:
        source = _("Debrief “%(name)s” of %(day)s") % {"name": debrief.name, "day": day(debrief.on)}
        blocks.append(text_or_blank(debrief.went_well, _("what went well"), source))
        blocks.append(text_or_blank(debrief.to_improve, _("what to do better"), source))
    return blocks or [blank(_("a debrief"))]


def _lessons(found: AfterAction) -> Block:
    rows = [
        (
            x.number,
            x.what,
            x.get_state_display(),
            x.change or _("no change yet"),
            day(x.due_on) or _("no day set"),
        )
        for x in found.lessons
    ]
    return table_or_blank(
        _("Lessons"), (_("No."), _("What"), _("State"), _("Change"), _("By when")), rows, _("Lessons"),
        missing=_("lessons"),
    )  # fmt: skip


def _blanks(found: AfterAction) -> list[Block]:
    if not found.blanks:
        return [Text(text=_("Nothing that this report asks for is missing."), source=_("The record"))]
    return [Blank(text=said) for said in found.blanks]


def share(found: Share) -> str:
    """How many of how many, in per cent with the interval."""
    if found.value is None or found.low is None or found.high is None:
        return _("none to count")
    return _("%(met)s of %(count)s: %(value)s %% (%(low)s to %(high)s)") % {
        "met": found.met,
        "count": found.count,
        "value": f"{found.value * 100:.0f}",
        "low": f"{found.low * 100:.0f}",
        "high": f"{found.high * 100:.0f}",
    }


def median(found: Median) -> str:
    """Minutes in words; of what has not happened for half of them, that it has not."""
    if found.value is None:
        return _("none to count")
    if found.value == float("inf"):
        return _("not yet for half of them")
    return minutes(found.value)


def minutes(found: float | None) -> str:
    """Minutes in words."""
    return _("not yet") if found is None else _("%(minutes)s minutes") % {"minutes": f"{found:,.0f}"}
